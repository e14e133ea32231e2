"""How much is printed before `--More--`."""

from hypothesis import given
from hypothesis import strategies as st

from iosim.cli.pager import Pager


def lines(count: int) -> str:
    return "".join(f"line {number}\n" for number in range(count))


def test_a_screen_less_one_line_is_printed() -> None:
    pager = Pager(24)

    assert pager.take(lines(30)) == lines(23)
    assert pager.rest


def test_output_that_just_fits_asks_nothing() -> None:
    pager = Pager(24)

    assert pager.take(lines(23)) == lines(23)
    assert not pager.rest


def test_what_comes_after_a_full_screen_waits() -> None:
    pager = Pager(3)
    pager.take(lines(2))

    assert pager.take("more\n") == ""
    assert pager.rest == "more\n"


def test_length_0_never_waits() -> None:
    assert Pager(0).take(lines(1000)) == lines(1000)


@given(
    pieces=st.lists(st.text(alphabet="ab\n", max_size=20)),
    length=st.integers(1, 8),
    keys=st.lists(st.booleans(), min_size=1),
)
def test_every_character_is_printed_once_in_order(pieces: list[str], length: int, keys: list[bool]) -> None:
    pager, printed, pressed = Pager(length), "", 0

    for piece in pieces:
        printed += pager.take(piece)
        while pager.rest:
            printed += pager.scroll(line=keys[pressed % len(keys)])
            pressed += 1

    assert printed == "".join(pieces)
