"""`| include`, `| redirect` and the others: what happens to the output of a command on its way to the screen."""

import re
from collections.abc import Callable, Generator, Iterator
from typing import Any, Protocol

from iosim.errors import DeviceRefusal
from iosim.flash import Location
from iosim.grammar import Incomplete, Invalid, Matched, Node, Outcome, Rule, grow, match
from iosim.grammar.dialogue import Dialogue, Put, Step, TransferFailure

Line = Callable[[str], bool]


class BadExpression(DeviceRefusal):
    """The regular expression after `|` is none."""

    def __init__(self) -> None:
        super().__init__("% Failed to compile regular expression.")  # INFERRED


class Files(Protocol):
    """What a redirection asks of the device's file systems (`flash.FileSystems`)."""

    def parse_url(self, text: str, cwd: Location = ...) -> Any:
        """A Location, or a Remote with a `url`."""

    def write(self, place: Location, data: bytes, now_ms: int, sha256: str = "") -> None:
        """Make `place` a file of these contents."""

    def append(self, place: Location, data: bytes, now_ms: int) -> None:
        """Add to the end of a file."""


class Sink(Protocol):
    """Takes the output in pieces and says what is left of it for the screen."""

    def feed(self, text: str) -> str:
        """More output, cut anywhere."""

    def finish(self) -> str | Dialogue:
        """The output is over."""


def _kept(lines: Iterator[str], keep: Line) -> str:
    return "".join(line for line in lines if keep(line))


class _ByLine:
    """A sink that decides line by line."""

    def __init__(self, keep: Line) -> None:
        self._keep = keep
        self._rest = ""

    def feed(self, text: str) -> str:
        lines = (self._rest + text).splitlines(keepends=True)
        self._rest = lines.pop() if lines and not lines[-1].endswith("\n") else ""
        return _kept(iter(lines), self._keep)

    def finish(self) -> str:
        rest, self._rest = self._rest, ""
        return rest if rest and self._keep(rest) else ""


class _Begin:
    """Everything from the first line that matches."""

    def __init__(self, found: Line) -> None:
        self._found = found
        self._begun = False

    def __call__(self, line: str) -> bool:
        self._begun = self._begun or self._found(line)
        return self._begun


class _Section:
    """Lines that match, each with what is indented below it."""

    def __init__(self, found: Line, *, inside: bool) -> None:
        self._found = found
        self._inside = inside
        self._indent = -1  # of the heading of the section under way; -1: none

    def __call__(self, line: str) -> bool:
        indent = len(line) - len(line.lstrip(" \t"))
        if self._indent >= 0 and indent > self._indent and line.strip():
            return self._inside
        self._indent = indent if self._found(line) else -1
        return (self._indent >= 0) is self._inside


class _Count:
    """How many lines match."""

    def __init__(self, found: Line) -> None:
        self._lines = _ByLine(found)
        self._count = 0

    def feed(self, text: str) -> str:
        self._count += self._lines.feed(text).count("\n")
        return ""

    def finish(self) -> str:
        self._count += bool(self._lines.finish())
        return f"Number of lines which match regexp = {self._count}\n"


class _File:
    """Output that goes into a file; `tee` shows it as well."""

    def __init__(self, store: Callable[[bytes], Dialogue], *, shown: bool) -> None:
        self._store = store
        self._shown = shown
        self._pieces: list[str] = []

    def feed(self, text: str) -> str:
        self._pieces.append(text)
        return text if self._shown else ""

    def finish(self) -> Dialogue:
        return self._store("".join(self._pieces).encode("utf-8", "surrogateescape"))


def expression(text: str) -> Line:
    """A regular expression of the device as a test of a line."""
    # An underscore stands for a delimiter or an end of the line, and for itself.
    pattern = re.sub(r"(\\.)|_", lambda found: found[1] or r"(?:[_,{}() ]|^|$)", text)
    try:
        search = re.compile(pattern).search
    except (re.error, OverflowError):
        raise BadExpression from None
    return lambda line: search(line.rstrip("\r\n")) is not None


def _filter(make: Callable[[Line], Line]) -> Callable[..., Sink]:
    return lambda files, now_ms, cwd, regexp: _ByLine(make(expression(regexp)))


def _redirect(files: Files, now_ms: int, cwd: Location, url: str, *, shown: bool, append: bool) -> Sink:
    place = files.parse_url(url, cwd)

    def store(data: bytes) -> Dialogue:
        if isinstance(place, Location):
            (files.append if append else files.write)(place, data, now_ms)
            return
        result = yield Put(place.url, data)
        if isinstance(result, TransferFailure):
            yield f"%Error opening {place} ({result.reason})\n"

    return _File(store, shown=shown)


def _to_file(*, shown: bool, append: bool) -> Callable[..., Sink]:
    return lambda files, now_ms, cwd, url: _redirect(files, now_ms, cwd, url, shown=shown, append=append)


_HELP = {
    "append": "Append the output to a URL",
    "begin": "Begin with the line that matches",
    "count": "Count the lines that match",
    "exclude": "Exclude lines that match",
    "include": "Include lines that match",
    "redirect": "Send the output to a URL",
    "section": "Show sections that match",
    "tee": "Copy the output to a URL",
    "<regexp>": "Regular Expression",
    "<url>": "URL to write to",
}
_MAKERS: dict[str, Callable[..., Sink]] = {
    "append <url>": _to_file(shown=False, append=True),
    "begin <regexp:line>": _filter(_Begin),
    "count <regexp:line>": lambda files, now_ms, cwd, regexp: _Count(expression(regexp)),
    "exclude <regexp:line>": _filter(lambda found: lambda line: not found(line)),
    "include <regexp:line>": _filter(lambda found: found),
    "redirect <url>": _to_file(shown=False, append=False),
    "section <regexp:line>": _filter(lambda found: _Section(found, inside=True)),
    "section exclude <regexp:line>": _filter(lambda found: _Section(found, inside=False)),
    "section include <regexp:line>": _filter(lambda found: _Section(found, inside=True)),
    "tee <url>": _to_file(shown=True, append=False),
}
TREE: Node = grow([Rule(syntax, maker, _HELP) for syntax, maker in _MAKERS.items()])
"""What may follow a `|`."""


def split(text: str) -> Iterator[int]:
    """Where a `|` stands as a word of its own, leftmost first."""
    return (found.start() for found in re.finditer(r"(?<=\s)\|", text))


def parse(text: str) -> Outcome:
    """What follows the bar; the target of a match makes a `Sink`."""
    found = match(TREE, text)
    if isinstance(found, Matched) and not str(next(iter(found.arguments.values()))).strip():
        return Incomplete()
    return Invalid(found.column) if isinstance(found, Invalid) else found


def through(result: Any, sink: Sink) -> Iterator[Step]:
    """The dialogue of a command whose text goes through `sink`; its questions pass."""
    if not isinstance(result, Generator):
        for piece in (result,) if isinstance(result, str) else result or ():
            if shown := sink.feed(piece):
                yield shown
    else:
        yield from _steps(result, sink)
    last = sink.finish()
    if isinstance(last, str):
        if last:
            yield last
    else:
        yield from last


def _steps(dialogue: Dialogue, sink: Sink) -> Dialogue:
    answer: Any = None
    while True:
        try:
            step = dialogue.send(answer)
        except StopIteration:
            return
        answer = None
        if isinstance(step, str):
            if shown := sink.feed(step):
                yield shown
        else:
            answer = yield step
