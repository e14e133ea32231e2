"""Password types of the configuration."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iosim.aaa.secret import Secret, decode7, hashed, hidden, md5_crypt, salt_for

_printable = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=25)


@pytest.mark.parametrize(
    ("password", "text"),
    [
        ("admin", "$1$mERr$vTbHul1N28cEp8lkLqr0f/"),
        ("cisco", "$1$abcd$2hDGYdE0UrwK2pqoiF6BB1"),
        ("a-very-long-password-of-many-letters", "$1$sAlTsAlT$mMxfKGq9KzJg9sbxsuq08."),
    ],
)
def test_type_5_is_what_openssl_makes_of_the_same_salt(password: str, text: str) -> None:
    assert md5_crypt(password, text.split("$")[2]) == text


@pytest.mark.parametrize(
    "secret",
    [
        Secret(7, "0822455D0A16"),  # the usual example of type 7: "cisco"
        Secret(0, "cisco"),
        hashed("cisco", "abcd"),
        Secret(8, "$8$dsYGNam3K1SIJO$7nv/35M/qr6t.dVc7UY9zrJDWRVqncHub1PE9UlMQFs"),
        Secret(9, "$9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM"),
    ],
)
def test_only_the_right_password_is_accepted(secret: Secret) -> None:
    assert secret.accepts("cisco")
    assert not secret.accepts("Cisco")
    assert not secret.accepts("")


@given(_printable, st.integers(0, 60))
def test_type_7_can_be_read_back(password: str, offset: int) -> None:
    assert decode7(hidden(password, offset).text) == password


@settings(max_examples=20)
@given(_printable, _printable)
def test_type_5_accepts_what_it_was_made_of_and_nothing_else(password: str, other: str) -> None:
    secret = hashed(password, "sAlT")

    assert secret.accepts(password)
    assert secret.accepts(other) is (other == password)


@pytest.mark.parametrize(
    "secret", [Secret(5, "junk"), Secret(7, "zz"), Secret(7, "0"), Secret(9, "$9$"), Secret(3, "x")]
)
def test_a_text_that_is_no_hash_accepts_nothing(secret: Secret) -> None:
    assert not secret.accepts("")
    assert not secret.accepts(secret.text)


def test_a_salt_follows_from_the_words_and_differs_with_them() -> None:
    assert salt_for("username", "admin", "x") == salt_for("username", "admin", "x")
    assert salt_for("username", "admin", "x") != salt_for("username", "other", "x")
    assert len(salt_for("a")) == 4
