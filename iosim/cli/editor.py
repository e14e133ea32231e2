"""
The line under way: what each key does to it, and what the terminal is sent for it.

A line that grows past the screen slides to the left under a `$`, ten columns at a time; it is never wrapped.

Source: Cisco IOS Configuration Fundamentals, "Using the Command-Line Interface" (editing keys).
"""

from collections.abc import Callable

LONGEST = 254
SLIDE = 10
BELL = "\a"
_ESCAPE = 0x1B


class Editor:
    """A line being typed after a prompt. Methods return what to send; `echo` False sends nothing (passwords)."""

    __slots__ = ("_deleted", "_escape", "_literal", "_offset", "_recall", "cursor", "echo", "history", "line", "prompt", "width")  # fmt: skip  # noqa: E501

    def __init__(self) -> None:
        self.history: list[str] = []
        self.begin("", 80)
        self._deleted = ""

    def begin(self, prompt: str, width: int, *, echo: bool = True, history: list[str] | None = None) -> None:
        """Start an empty line behind `prompt` on a screen of `width` columns (0: endless)."""
        self.line = ""
        self.cursor = 0
        self.prompt = prompt
        self.width = width
        self.echo = echo
        self.history = [] if history is None else history
        self._recall = 0  # how many lines back in the history
        self._offset = 0  # columns of the line that have slid out of sight
        self._escape = ""  # a key sequence under way
        self._literal = False  # ^V: the next key is taken as it is

    @property
    def plain(self) -> bool:
        """Whether printable characters simply go into the line."""
        return not self._escape and not self._literal

    def insert(self, text: str) -> str:
        """Type `text` at the cursor."""
        if not self._holds(text):
            return "".join(map(self._insert_one, text))
        tail = self.line[self.cursor :]
        self.line = self.line[: self.cursor] + text + tail
        self.cursor += len(text)
        return text + tail + "\b" * len(tail) if self.echo else ""

    def _holds(self, text: str) -> bool:
        """Whether the line and the screen have room for `text` as it stands."""
        length = len(self.line) + len(text)
        return length <= LONGEST and not self._offset and (not self.width or len(self.prompt) + length < self.width)

    def _insert_one(self, character: str) -> str:
        """Type one character where it may be the last, or the one at which the line slides."""
        if len(self.line) >= LONGEST:
            return BELL if self.echo else ""
        if self._holds(character):
            return self.insert(character)
        at_the_end = self.cursor == len(self.line)
        self.line = self.line[: self.cursor] + character + self.line[self.cursor :]
        self.cursor += 1
        if not self.echo:
            return ""
        if at_the_end and self._offset and self.cursor - self._offset <= self._room():
            return character  # a blank of the last slide is there for it
        return self._slide()

    def replace(self, line: str) -> str:
        """Show another line in the place of this one."""
        erased = self._erase()
        self.line, self.cursor, self._offset = line[:LONGEST], len(line[:LONGEST]), 0
        return erased + (self.line if self._fits() else self._slide(fresh=True))

    def redraw(self) -> str:
        """The prompt and the line again, on a line of their own."""
        if not self.echo:
            return f"\r\n{self.prompt}"
        return "\r\n" + self._drawn()

    def key(self, code: int) -> str:
        """A key that is not printable, or any key of a sequence."""
        if self._literal:
            self._literal = False
            return self.insert(chr(code))
        if self._escape:
            return self._sequence(chr(code))
        if code == _ESCAPE:
            self._escape = "\x1b"
            return ""
        action = KEYS.get(code)
        return action(self) if action is not None else ""

    def _sequence(self, character: str) -> str:
        self._escape += character
        if self._escape in ("\x1b[", "\x1bO") or (self._escape[1] == "[" and character in "0123456789;"):
            return ""
        sequence, self._escape = self._escape, ""
        action = SEQUENCES.get(sequence[0] + sequence[1].lower() if len(sequence) == 2 else sequence)
        return action(self) if action is not None else ""

    # -- moving

    def back(self) -> str:
        """One character to the left."""
        return self._move(self.cursor - 1)

    def forward(self) -> str:
        """One character to the right."""
        return self._move(self.cursor + 1)

    def home(self) -> str:
        """To the beginning of the line."""
        return self._move(0)

    def end(self) -> str:
        """To the end of the line."""
        return self._move(len(self.line))

    def word_back(self) -> str:
        """To the beginning of the word, or of the one before."""
        return self._move(self._word_start())

    def word_forward(self) -> str:
        """Behind the word, or behind the next."""
        return self._move(self._word_end())

    # -- deleting

    def rubout(self) -> str:
        """The character to the left."""
        return self._cut(self.cursor - 1, self.cursor) if self.cursor else ""

    def delete(self) -> str:
        """The character under the cursor."""
        return self._cut(self.cursor, self.cursor + 1)

    def kill(self) -> str:
        """From the cursor to the end."""
        return self._cut(self.cursor, len(self.line))

    def kill_back(self) -> str:
        """From the beginning to the cursor."""
        return self._cut(0, self.cursor)

    def word_rubout(self) -> str:
        """The word to the left."""
        return self._cut(self._word_start(), self.cursor)

    def word_delete(self) -> str:
        """To the end of the word."""
        return self._cut(self.cursor, self._word_end())

    def yank(self) -> str:
        """What was last deleted, again."""
        return self.insert(self._deleted)

    # -- others

    def transpose(self) -> str:
        """The character to the left changes places with the one under the cursor."""
        at = min(self.cursor, len(self.line) - 1)
        if at < 1:
            return ""
        self.line = self.line[: at - 1] + self.line[at] + self.line[at - 1] + self.line[at + 1 :]
        if self._offset or not self._fits():
            self.cursor = at + 1
            return self._slide() if self.echo else ""
        return self._move(at - 1) + self._rest_drawn(0) + self._move(at + 1)

    def quote(self) -> str:
        """The next key is taken as it is."""
        self._literal = True
        return ""

    def older(self) -> str:
        """The line entered before."""
        if self._recall >= len(self.history):
            return BELL if self.echo else ""
        self._recall += 1
        return self.replace(self.history[-self._recall])

    def newer(self) -> str:
        """The line entered after the one shown."""
        if not self._recall:
            return BELL if self.echo else ""
        self._recall -= 1
        return self.replace(self.history[-self._recall] if self._recall else "")

    # -- drawing

    def _fits(self) -> bool:
        return not self.width or len(self.prompt) + len(self.line) < self.width

    def _room(self) -> int:
        return max(SLIDE + 2, self.width - len(self.prompt) - 1) if self.width else LONGEST + 1

    def _drawn(self) -> str:
        """Prompt and line, with the cursor where it belongs; the cursor is at the left edge before."""
        line = self.line[self._offset : self._offset + self._room()]
        shown = "$" + line[1:] if self._offset else line
        return self.prompt + shown + "\b" * (self._offset + len(line) - self.cursor)

    def _slide(self, *, fresh: bool = False) -> str:
        """Bring the cursor into sight and draw the line in place."""
        room = self._room()
        while self.cursor - self._offset > room:
            self._offset += SLIDE
        while self._offset and self.cursor <= self._offset:
            self._offset = max(0, self._offset - SLIDE)
        line = self.line[self._offset : self._offset + room]
        blank = max(0, room - len(line))
        shown = ("$" + line[1:] if self._offset else line) + " " * blank
        return ("" if fresh else "\r" + self.prompt) + shown + "\b" * (len(line) + blank + self._offset - self.cursor)

    def _move(self, to: int) -> str:
        to = max(0, min(len(self.line), to))
        by, self.cursor = to - self.cursor, to
        if not self.echo or not by:
            return ""
        if self._offset or not self._fits():
            return self._slide()
        return self.line[to - by : to] if by > 0 else "\b" * -by

    def _cut(self, begin: int, end: int) -> str:
        """Delete between the two."""
        end = min(end, len(self.line))
        if begin >= end:
            return ""
        slid = bool(self._offset) or not self._fits()
        back = self.cursor - begin
        if end - begin > 1:
            self._deleted = self.line[begin:end]
        self.line = self.line[:begin] + self.line[end:]
        self.cursor = begin
        if not self.echo:
            return ""
        return self._slide() if slid else "\b" * back + self._rest_drawn(end - begin)

    def _rest_drawn(self, blanks: int) -> str:
        """The line from the cursor on, `blanks` behind it, and back."""
        tail = self.line[self.cursor :] + " " * blanks
        return tail + "\b" * len(tail) if self.echo else ""

    def _erase(self) -> str:
        if not self.echo:
            return ""
        if self._offset or not self._fits():
            return "\r" + self.prompt + " " * self._room() + "\b" * self._room()
        tail = len(self.line) - self.cursor
        return " " * tail + "\b \b" * len(self.line) if tail else "\b \b" * len(self.line)

    def _word_start(self) -> int:
        at = len(self.line[: self.cursor].rstrip())
        return self.line.rfind(" ", 0, at) + 1

    def _word_end(self) -> int:
        at = self.cursor
        while at < len(self.line) and self.line[at] == " ":
            at += 1
        found = self.line.find(" ", at)
        return len(self.line) if found < 0 else found


def _control(letter: str) -> int:
    return ord(letter) & 0x1F


KEYS: dict[int, Callable[[Editor], str]] = {
    _control("A"): Editor.home,
    _control("B"): Editor.back,
    _control("D"): Editor.delete,
    _control("E"): Editor.end,
    _control("F"): Editor.forward,
    _control("H"): Editor.rubout,
    0x7F: Editor.rubout,
    _control("K"): Editor.kill,
    _control("L"): Editor.redraw,
    _control("N"): Editor.newer,
    _control("P"): Editor.older,
    _control("R"): Editor.redraw,
    _control("T"): Editor.transpose,
    _control("U"): Editor.kill_back,
    _control("V"): Editor.quote,
    _control("W"): Editor.word_rubout,
    _control("X"): Editor.kill_back,
    _control("Y"): Editor.yank,
}
SEQUENCES: dict[str, Callable[[Editor], str]] = {
    "\x1bb": Editor.word_back,
    "\x1bf": Editor.word_forward,
    "\x1bd": Editor.word_delete,
    "\x1b[A": Editor.older,
    "\x1b[B": Editor.newer,
    "\x1b[C": Editor.forward,
    "\x1b[D": Editor.back,
    "\x1bOA": Editor.older,
    "\x1bOB": Editor.newer,
    "\x1bOC": Editor.forward,
    "\x1bOD": Editor.back,
    "\x1b[H": Editor.home,
    "\x1b[F": Editor.end,
    "\x1b[3~": Editor.delete,
}
