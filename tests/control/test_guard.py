"""Who may use the control API."""

import pytest

from iosim.control.guard import admit, host_of, is_loopback
from iosim.control.problem import Problem


@pytest.mark.parametrize("host", ["127.0.0.1:8861", "127.64.0.9:1", "localhost:8861", "localhost", "[::1]:8861"])
def test_whoever_dials_a_loopback_name_is_admitted(host: str) -> None:
    admit({"host": host}, None)


@pytest.mark.parametrize("host", ["", "evil.example:8861", "127.0.0.1.evil.example", "10.0.0.1:8861", "0.0.0.0:8861"])
def test_a_foreign_name_for_this_machine_is_refused(host: str) -> None:
    with pytest.raises(Problem) as refusal:
        admit({"host": host}, None)

    assert refusal.value.status == 403


@pytest.mark.parametrize("token", [None, "secret"])
def test_web_pages_are_refused_even_with_the_token(token: str | None) -> None:
    headers = {"host": "127.0.0.1:8861", "origin": "http://127.0.0.1:8861", "authorization": "Bearer secret"}

    with pytest.raises(Problem) as refusal:
        admit(headers, token)

    assert refusal.value.status == 403


def test_elsewhere_than_on_loopback_the_token_admits() -> None:
    admit({"host": "10.0.0.1:8861", "authorization": "bearer secret"}, "secret")


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", "Basic secret", "secret"])
def test_without_the_token_nobody_is_admitted(given: str) -> None:
    with pytest.raises(Problem) as refusal:
        admit({"host": "127.0.0.1", "authorization": given}, "secret")

    assert refusal.value.status == 401


def test_the_host_is_read_without_its_port() -> None:
    assert [host_of(text) for text in ("a:1", "a", "[::1]:8")] == ["a", "a", "[::1]"]
    assert is_loopback("[::1]")
    assert not is_loopback("a")
