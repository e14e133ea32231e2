"""
From accounts and a credential to a verdict.

What a line asks for, and whom it lets in, follows from its configuration alone: `read.login_policy` makes a
`Policy` of it. A check that takes long comes back as a `Job`, whose result is the verdict.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from iosim.aaa.secret import Secret
from iosim.grammar.dialogue import Job

TRIES = 3  # passwords a login or `enable` takes before it gives up


class LoginMethod(Enum):
    """How a line finds out who is there."""

    NONE = "none"  # `no login`: whoever comes is in
    LINE = "line"  # `login`: the password of the line
    LOCAL = "local"  # `login local`, or the local list of aaa new-model: user and password
    CLOSED = "closed"  # nobody gets in: a method list without a usable method


@dataclass(frozen=True, slots=True)
class Account:
    """One `username` of the configuration."""

    name: str
    secret: Secret | None  # None: a user without a password
    privilege: int = 1
    no_password: bool = False  # `username X nopassword`


@dataclass(frozen=True, slots=True)
class Policy:
    """How one line lets people in."""

    method: LoginMethod
    accounts: Mapping[str, Account] = field(default_factory=dict)
    line_secret: Secret | None = None  # `password` of the line
    line_privilege: int = 1  # `privilege level` of the line

    @property
    def asks_user(self) -> bool:
        """Whether a user name is asked for before the password."""
        return self.method in (LoginMethod.LOCAL, LoginMethod.CLOSED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of an attempt."""

    accepted: bool
    user: str = ""  # "" on a line that knows no users
    privilege: int = 1
    reason: str = ""  # for %SEC_LOGIN-4-LOGIN_FAILED, where it was refused


def attempt(policy: Policy, user: str, password: str) -> Verdict | Job:
    """
    Whether `password` lets `user` in; a `Job` where finding out takes a millisecond or more.

    A user who does not exist costs nothing to refuse: the device shows no difference, and neither does this.
    """
    match policy.method:
        case LoginMethod.NONE:
            return Verdict(True, "", policy.line_privilege)
        case LoginMethod.LINE:
            accepted = Verdict(True, "", policy.line_privilege)
            refused = Verdict(False, "", reason="Login Authentication Failed")
            return _judge(policy.line_secret, password, accepted, refused)
        case LoginMethod.LOCAL:
            account = policy.accounts.get(user)
            refused = Verdict(False, user, reason="Login Authentication Failed")
            if account is None:
                return refused
            accepted = Verdict(True, user, max(account.privilege, policy.line_privilege))
            if account.no_password:
                return accepted
            return _judge(account.secret, password, accepted, refused)
        case LoginMethod.CLOSED:
            return Verdict(False, user, reason="Login Authentication Failed")


def key_attempt(policy: Policy, user: str) -> Verdict:
    """Whether `user`, who has proved a public key of theirs, is let in: local users are, as with their password."""
    account = policy.accounts.get(user)
    if policy.method is not LoginMethod.LOCAL or account is None:
        return Verdict(False, user, reason="Login Authentication Failed")
    return Verdict(True, user, max(account.privilege, policy.line_privilege))


def enable_attempt(secret: Secret | None, password: str, level: int) -> Verdict | Job:
    """Whether `password` opens privilege `level`; `secret` is the enable secret or password in force."""
    return _judge(secret, password, Verdict(True, privilege=level), Verdict(False, reason="Bad secrets"))


def _judge(secret: Secret | None, password: str, accepted: Verdict, refused: Verdict) -> Verdict | Job:
    if secret is None:
        return refused

    def check() -> Verdict:
        return accepted if secret.accepts(password) else refused

    return Job(check) if secret.slow else check()
