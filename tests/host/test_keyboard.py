"""What is typed for the device, and what for the emulator."""

import pytest

from iosim.host.keyboard import KEYS, Keyboard, Wish


def test_everything_goes_to_the_device_interrupt_included() -> None:
    assert Keyboard().feed(b"show version\r\x03") == [b"show version\r\x03"]


@pytest.mark.parametrize(("key", "wish"), KEYS.items())
def test_the_key_after_the_escape_is_a_wish(key: bytes, wish: Wish) -> None:
    assert Keyboard().feed(b"a\x1d" + key + b"b") == [b"a", Wish.MENU, wish, b"b"]


def test_the_escape_and_its_key_may_arrive_apart() -> None:
    keyboard = Keyboard()

    assert keyboard.feed(b"\x1d") == [Wish.MENU]
    assert keyboard.feed(b"Q") == [Wish.QUIT]
    assert keyboard.feed(b"Q") == [b"Q"]


def test_the_escape_twice_sends_it() -> None:
    assert Keyboard().feed(b"\x1d\x1d") == [Wish.MENU, b"\x1d"]


def test_a_key_that_means_nothing_reaches_nobody() -> None:
    assert Keyboard().feed(b"\x1dx\r") == [Wish.MENU, b"\r"]
