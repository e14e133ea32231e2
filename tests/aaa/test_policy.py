"""Verdicts over credentials."""

from iosim.aaa import Account, LoginMethod, Policy, Secret, Verdict, attempt, enable_attempt, key_attempt
from iosim.aaa.secret import hashed
from iosim.grammar.dialogue import Job

ADMIN = Account("admin", hashed("letmein", "abcd"), privilege=15)
OPERATOR = Account("operator", Secret(0, "look"))
OPEN = Account("open", None, no_password=True)
LOCAL = Policy(LoginMethod.LOCAL, {a.name: a for a in (ADMIN, OPERATOR, OPEN)})


def settled(verdict: Verdict | Job) -> Verdict:
    found = verdict.run() if isinstance(verdict, Job) else verdict
    assert isinstance(found, Verdict)
    return found


def test_a_hashed_secret_is_checked_in_a_job_and_a_clear_one_at_once() -> None:
    assert isinstance(attempt(LOCAL, "admin", "letmein"), Job)
    assert isinstance(attempt(LOCAL, "operator", "look"), Verdict)


def test_a_local_user_gets_the_privilege_of_the_account() -> None:
    assert settled(attempt(LOCAL, "admin", "letmein")) == Verdict(True, "admin", 15)
    assert settled(attempt(LOCAL, "operator", "look")) == Verdict(True, "operator", 1)


def test_a_wrong_password_and_an_unknown_user_are_refused_alike() -> None:
    wrong, unknown = settled(attempt(LOCAL, "admin", "x")), settled(attempt(LOCAL, "nobody", "x"))

    assert not wrong.accepted
    assert not unknown.accepted
    assert wrong.reason == unknown.reason


def test_a_proved_key_lets_a_local_user_in_with_the_privilege_of_the_account() -> None:
    assert key_attempt(LOCAL, "admin") == Verdict(True, "admin", 15)
    assert not key_attempt(LOCAL, "nobody").accepted
    assert not key_attempt(Policy(LoginMethod.CLOSED, LOCAL.accounts), "admin").accepted


def test_user_names_are_told_apart_by_case() -> None:
    assert not settled(attempt(LOCAL, "Admin", "letmein")).accepted


def test_a_user_without_a_password_gets_in_only_where_nopassword_says_so() -> None:
    bare = Policy(LoginMethod.LOCAL, {"bare": Account("bare", None)})

    assert settled(attempt(LOCAL, "open", "anything")).accepted
    assert not settled(attempt(bare, "bare", "")).accepted


def test_a_line_password_asks_for_no_user_and_gives_the_privilege_of_the_line() -> None:
    policy = Policy(LoginMethod.LINE, line_secret=Secret(7, "0822455D0A16"), line_privilege=7)

    assert not policy.asks_user
    assert settled(attempt(policy, "", "cisco")) == Verdict(True, "", 7)
    assert not settled(attempt(policy, "", "other")).accepted


def test_a_line_whose_password_was_never_set_lets_nobody_in() -> None:
    assert not settled(attempt(Policy(LoginMethod.LINE), "", "")).accepted


def test_no_login_lets_everybody_in() -> None:
    assert settled(attempt(Policy(LoginMethod.NONE), "", "")).accepted


def test_a_closed_line_refuses_even_known_users() -> None:
    closed = Policy(LoginMethod.CLOSED, LOCAL.accounts)

    assert not settled(attempt(closed, "operator", "look")).accepted


def test_enable_without_a_secret_is_refused_and_with_it_gives_the_level() -> None:
    assert not settled(enable_attempt(None, "", 15)).accepted
    assert settled(enable_attempt(hashed("up", "abcd"), "up", 15)) == Verdict(True, "", 15)
