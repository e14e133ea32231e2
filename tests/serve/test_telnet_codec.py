"""The bytes of telnet become keys, sizes and breaks, however they are cut into packets."""

from hypothesis import given
from hypothesis import strategies as st

from iosim.serve.telnet import (
    BRK,
    DO,
    ECHO,
    IAC,
    IP,
    SB,
    SE,
    TERMINAL_TYPE,
    WILL,
    WINDOW_SIZE,
    WONT,
    Break,
    Resize,
    TelnetCodec,
)


def test_return_is_one_key_in_every_spelling() -> None:
    codec = TelnetCodec()

    assert codec.decode(b"a\r\nb\r\0c\rd\n")[0] == [b"a\rb\rc\rd\n"]


def test_a_window_size_and_a_break_come_between_the_keys_around_them() -> None:
    size = bytes((IAC, SB, WINDOW_SIZE, 0, 132, 0, 50, IAC, SE))

    events, _ = TelnetCodec().decode(b"a" + size + b"b" + bytes((IAC, BRK)) + b"c" + bytes((IAC, IP)))

    assert events == [b"a", Resize(132, 50), b"b", Break(), b"c\x03"]


def test_an_escaped_iac_is_a_key_and_output_is_escaped() -> None:
    assert TelnetCodec().decode(b"\xff\xff")[0] == [b"\xff"]
    assert TelnetCodec.encode(b"a\xff") == b"a\xff\xff"


def test_options_are_answered_once() -> None:
    codec = TelnetCodec()

    assert codec.decode(bytes((IAC, DO, ECHO)))[1] == b""  # as offered
    assert codec.decode(bytes((IAC, DO, 39)))[1] == bytes((IAC, WONT, 39))
    assert codec.decode(bytes((IAC, DO, 39)))[1] == b""
    assert codec.decode(bytes((IAC, WILL, TERMINAL_TYPE)))[1] == bytes((IAC, SB, TERMINAL_TYPE, 1, IAC, SE))


@given(st.binary(max_size=200), st.integers(1, 7))
def test_any_bytes_mean_the_same_in_any_packets(data: bytes, step: int) -> None:
    whole = TelnetCodec()
    pieces = TelnetCodec()

    expected, replies = whole.decode(data)
    events: list[object] = []
    answered = b""
    for at in range(0, len(data), step):
        more, reply = pieces.decode(data[at : at + step])
        events += more
        answered += reply

    assert joined(events) == joined(expected)
    assert answered == replies


def joined(events: list[object]) -> list[object]:
    """Events with neighbouring keys put together."""
    found: list[object] = []
    for event in events:
        if isinstance(event, bytes) and found and isinstance(found[-1], bytes):
            found[-1] += event
        elif event != b"":
            found.append(event)
    return found
