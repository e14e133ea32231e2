"""Editing keys, seen as a terminal shows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosim.cli.editor import LONGEST, Editor


class Glass:
    """A screen line wide enough for anything: what printable text, CR and backspaces leave on it."""

    def __init__(self, text: str) -> None:
        self.cells = list(text)
        self.column = len(text)

    def show(self, text: str) -> None:
        for character in text:
            if character == "\r":
                self.column = 0
            elif character == "\b":
                self.column = max(0, self.column - 1)
            elif character != "\a":
                self.cells[self.column : self.column + 1] = [character]
                self.column += 1

    @property
    def text(self) -> str:
        return "".join(self.cells).rstrip()


def edited(keys: str, width: int = 80, history: list[str] | None = None) -> tuple[Editor, Glass]:
    editor = Editor()
    editor.begin("R#", width, history=history)
    glass = Glass("R#")
    for key in keys:
        glass.show(editor.insert(key) if editor.plain and key.isprintable() else editor.key(ord(key)))
    return editor, glass


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ("show\x7fw", "show"),
        ("show\x08\x08", "sh"),
        ("how\x01s", "show"),
        ("how\x01s\x05 ip", "show ip"),
        ("shw\x02o", "show"),
        ("sow\x01\x06h", "show"),
        ("show ip route\x17brief", "show ip brief"),
        ("show ip\x15no", "no"),
        ("show ip\x01\x0bx", "x"),
        ("xshow\x01\x04", "show"),
        ("shwo\x14", "show"),
        ("show version\x1bb\x1bbno ", "no show version"),
        ("show version\x01\x1bd", " version"),
        ("show version\x01\x1bfxx", "showxx version"),
        ("shw\x1b[Do\x1b[C\x1bOC!", "show!"),
        ("one two\x17\x19", "one two"),
        ("a\x16\x01b", "a\x01b"),
    ],
)
def test_a_key_does_what_it_does_on_the_device(keys: str, line: str) -> None:
    editor, _ = edited(keys)

    assert editor.line == line


def test_history_goes_back_and_forth() -> None:
    assert edited("\x10", history=["one", "two"])[0].line == "two"
    assert edited("\x10\x10\x10", history=["one", "two"])[0].line == "one"
    assert edited("\x1b[A\x1b[A\x1b[B", history=["one", "two"])[0].line == "two"
    assert edited("\x10\x0e", history=["one", "two"])[0].line == ""


def test_nothing_is_sent_for_a_password() -> None:
    editor = Editor()
    editor.begin("Password: ", 80, echo=False)

    assert editor.insert("secret") == ""
    assert editor.key(0x7F) == ""
    assert editor.line == "secre"


def test_a_line_longer_than_the_device_takes_is_cut_with_a_bell() -> None:
    editor = Editor()
    editor.begin("R#", 0)

    assert editor.insert("x" * 300).endswith("\a")
    assert len(editor.line) == LONGEST


def test_a_line_past_the_screen_slides_left_under_a_dollar() -> None:
    editor, glass = edited("show running-config interface", width=24)

    assert editor.line == "show running-config interface"
    assert glass.text.startswith("R#$")
    assert glass.text.endswith("interface")
    assert len(glass.text) < 24


def test_a_key_is_echoed_as_itself_until_the_line_must_slide_again() -> None:
    editor = Editor()
    editor.begin("R#", 24)
    editor.insert("show running-config in")

    echoes = [editor.insert(character) for character in "terface range gigabit"]

    assert sum(len(echo) > 1 for echo in echoes) == 2
    assert all(echo == key for echo, key in zip(echoes, "terface range gigabit", strict=True) if len(echo) == 1)


@pytest.mark.parametrize("width", [0, 511, 512])
def test_a_wide_terminal_echoes_a_long_line_as_it_came(width: int) -> None:
    editor = Editor()
    editor.begin("Switch(config)#", width)

    assert editor.insert("description " + "x" * 200) == "description " + "x" * 200


KEYS = st.text(alphabet="ab \x01\x02\x05\x06\x04\x0b\x14\x15\x17\x7f\x10\x0e\x19", max_size=40)


@given(keys=KEYS)
def test_the_screen_always_shows_the_line_and_the_cursor(keys: str) -> None:
    editor, glass = edited(keys, width=0, history=["older line", "newer one"])

    assert glass.text == f"R#{editor.line}".rstrip()
    assert glass.column == 2 + editor.cursor


@given(keys=KEYS, more=KEYS)
def test_the_cursor_stays_on_a_narrow_screen(keys: str, more: str) -> None:
    _, glass = edited(keys + "abc abc " * 4 + more, width=20, history=["an older line that is long", "b"])

    assert glass.column < 20
    assert len(glass.text) < 21
