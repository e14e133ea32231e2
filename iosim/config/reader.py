"""
A configuration text, read line by line as the parser of the device reads it at boot.

A line is refused when the feature set does not have it, or when it is a command of ours with an argument that
cannot be. Everything else that iosim does not know is kept: the line, with what is indented below it, stands
in the configuration behind what it followed, and is written back there.
"""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from iosim.config.outcome import AMBIGUOUS, INCOMPLETE, INVALID, TOP, Done, Kept, Parsed, Place, Refused
from iosim.config.statement import KEPT, ConfigRefusal
from iosim.config.value import GLOBAL, Config, Key, Path
from iosim.grammar import Ambiguous, Continues, Incomplete, Invalid, Matched, Node, Outcome, match
from iosim.grammar.match import Stopped, walk

if TYPE_CHECKING:
    from iosim.config.language import Language

# Lines that a saved or captured configuration holds and that say nothing.
_HEADER = re.compile(
    r"(Building configuration|Current configuration|Using \d+ out of|version |license udi |boot-\w+-marker)"
)


@dataclass(slots=True)
class Reader:
    """Reads one text over a configuration."""

    language: "Language"
    config: Config
    keeps: bool = True  # lines that iosim does not know; False: they are refused, but for those kept already
    refused: list[Refused] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    place: Place = TOP
    anchor: Path = GLOBAL  # the section the last line belonged to
    slot: str = ""  # and the statement in it
    pending: dict[Path, dict[Key, str]] = field(default_factory=dict)  # kept, and not in the configuration yet
    counts: dict[tuple[Path, Key], int] = field(default_factory=dict)  # lines kept behind the same neighbour
    gated_indent: int | None = None  # of the gated line that what is indented further belongs to

    def read(self, text: str) -> Parsed:
        """Take the whole text."""
        lines = text.splitlines()
        index = 0
        while index < len(lines):
            line = lines[index].rstrip()
            bare = line.strip()
            if bare == "end":
                break
            if bare and bare[0] != "!" and not _HEADER.match(line):
                index = self._line(lines, index)
            index += 1
        self._flush()
        return Parsed(self.config, tuple(self.refused), tuple(self.kept))

    def _line(self, lines: list[str], index: int) -> int:
        """Take the line at `index`, and those that belong to it; the index of the last one taken."""
        line = lines[index].rstrip()
        if self.gated_indent is not None and _indent(line) <= self.gated_indent:
            self.gated_indent = None
        if line.strip() == "exit":
            self.place = self.language.around(self.place) or TOP
            return index
        last = index
        place, outcome = self.language.resolve(self.place, line)
        while isinstance(outcome, Continues):
            last += 1
            if last == len(lines):
                self._refuse(index, line.split("\n")[0], Incomplete(), gated=False)
                return last
            line = f"{line}\n{lines[last]}"
            place, outcome = self.language.resolve(self.place, line)
        if isinstance(outcome, Matched):
            self._run(index, line, place, outcome)
            return last
        if self._unknown(line, outcome):
            if self.keeps:
                return self._keep(lines, index)
            if line.strip() in kept_lines(self.config):
                return last
        gated = self._gated(line, outcome)
        if gated and self.gated_indent is None:
            self.gated_indent = _indent(line)
        self._refuse(index, line, outcome, gated=gated)
        return last

    def _run(self, index: int, line: str, place: Place, matched: Matched) -> None:
        try:
            done: Done = self.language.run(self.config, place, matched, typed=False)
        except ConfigRefusal as refusal:
            self.refused.append(Refused(index + 1, line, 0, self.place.mode, str(refusal), False))
            return
        self.config, self.place = done.config, done.place
        slot = matched.target.slot
        if done.place is not place and done.place != place:
            where: Path = done.place.paths[-1]
        else:
            where = place.paths[-1] or (slot,)
        if self.config.section(where) is not None:
            self.anchor, self.slot = where, slot

    # -- lines that do not match

    def _trees(self) -> list[Node]:
        """Every tree a line might have matched where it stands, were everything granted."""
        found: list[Node] = []
        at: Place | None = self.place
        while at is not None:
            found += self.language.ungated(at.mode)
            at = self.language.around(at)
        return found

    def _gated(self, line: str, outcome: Outcome) -> bool:
        """Whether the feature set lacks the command, or the block that the line is indented below."""
        if self.gated_indent is not None:
            return True
        reached = outcome.words if isinstance(outcome, Invalid) else 1 << 30
        return any(
            not isinstance(found := match(tree, line), Invalid) or found.words > reached for tree in self._trees()
        )

    def _unknown(self, line: str, outcome: Outcome) -> bool:
        """Whether iosim lacks the command, rather than the device the right to it or the line its place."""
        if not isinstance(outcome, Invalid):
            return False
        if self.gated_indent is None and not self.language.begins(line):
            return True
        if self._gated(line, outcome):
            return False
        if any(_wants_argument(tree, line) for tree in self._trees()):
            return False
        return not any(
            isinstance(match(tree, line), Matched)
            for mode in self.language.modes
            for tree in self.language.ungated(mode)
        )

    def _refuse(self, index: int, line: str, outcome: Outcome, *, gated: bool) -> None:
        column, message = len(line) - len(line.lstrip()), INVALID
        if isinstance(outcome, Invalid):
            column = outcome.column
        elif isinstance(outcome, Ambiguous):
            message = AMBIGUOUS.format(line.strip())
        else:
            message = INCOMPLETE
        self.refused.append(Refused(index + 1, line, column, self.place.mode, message, gated))

    def _keep(self, lines: list[str], index: int) -> int:
        """Keep the line at `index` and what is indented below it."""
        line = lines[index].rstrip()
        indent = _indent(line)
        last = index
        if not indent:
            self.place = TOP
        while last + 1 < len(lines) and lines[last + 1].strip() and _indent(lines[last + 1]) > indent:
            last += 1
        block = [text.rstrip() for text in lines[index : last + 1]]
        for offset, text in enumerate(block):
            self.kept.append(Kept(index + 1 + offset, text, self.place.mode))
        if self.place.mode == TOP.mode:
            self._append((KEPT, *self.anchor), (KEPT,), "\n".join(block))
        else:
            slot = self.slot if self.anchor in self.place.paths else ""
            if self.anchor in self.place.paths and self.language.heads[self.anchor[0]].slot == slot:
                slot = ""
            for path in self.place.paths:
                self._append(path, (KEPT, slot), "\n".join(text[indent:] for text in block))
        return last

    def _append(self, path: Path, key: Key, text: str) -> None:
        found = self.pending.setdefault(path, {})
        place = (path, key)
        if place not in self.counts:
            self.counts[place] = sum(1 for other in self.config.slots(path) if other[: len(key)] == key)
        found[(*key, self.counts[place])] = text
        self.counts[place] += 1

    def _flush(self) -> None:
        """Put what was kept where it belongs, unless a later line removed the place."""
        for path, found in self.pending.items():
            if path[0] == KEPT or self.config.section(path) is not None:
                self.config = self.config.replace(path, {**self.config.slots(path), **found})


def kept_lines(config: Config) -> set[str]:
    """Every line that the configuration keeps without knowing it, bare."""
    return {
        line.strip()
        for path in config.paths()
        for key, text in config.slots(path).items()
        if key[0] == KEPT
        for line in text.split("\n")
    }


def without_kept(config: Config, place: Place, line: str) -> Config | None:
    """The configuration without a block kept at `place` that begins with `line`; None where there is no such block."""
    paths = place.paths if place.mode != TOP.mode else tuple(p for p in config.paths() if p[0] == KEPT)
    found = [
        (path, key)
        for path in paths
        for key, text in config.slots(path).items()
        if key[0] == KEPT and text.split("\n")[0].strip() == line.strip()
    ]
    for path, key in found:
        config = config.drop(path, key)
        if path[0] == KEPT and not config.slots(path):
            config = config.close(path)
    return config if found else None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _wants_argument(tree: Node, line: str) -> bool:
    """Whether the word that failed must have been meant as an argument: then the argument is wrong."""
    outcome = match(tree, line)
    if not isinstance(outcome, Invalid) or not outcome.words:
        return False
    spans = [found.span() for found in re.finditer(r"\S+", line)]
    if outcome.words >= len(spans):
        return False
    try:
        node, _ = walk(tree, line, spans[outcome.words][0])
    except Stopped:
        return False
    word = line[slice(*spans[outcome.words])]
    return bool(node.parameters) and not (node.words and word[0].isalpha())
