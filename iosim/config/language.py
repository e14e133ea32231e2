"""
The configuration language of a personality: what its lines mean, and how a configuration is written.

Every line, typed or read from a file, goes the same way: matched in the tree of the mode it stands in, then in
those around it, then run as a `Statement` on values. A command whose capability is not granted is in none of
the trees.
"""

from bisect import bisect_left
from collections.abc import Mapping
from typing import Any, Final

from iosim.config import private as private_config
from iosim.config import statements
from iosim.config.blank import blank
from iosim.config.license_parameters import license_parameters
from iosim.config.order import ranks
from iosim.config.outcome import CONFIG, TOP, Done, Parsed, Place
from iosim.config.parameters import parameters
from iosim.config.reader import Reader
from iosim.config.statement import KEPT, Edit, Statement
from iosim.config.value import EMPTY, Config, Key, Path
from iosim.config.writer import section_text, write
from iosim.featureset.capabilities import CAPABILITIES, CRYPTO, ROUTER, SWITCH, granted
from iosim.featureset.personality import Personality
from iosim.grammar import (
    PARAMETERS,
    Continues,
    Invalid,
    Matched,
    Node,
    Outcome,
    Parameter,
    Rule,
    grow,
    match,
)

_REMEMBERED_TEXTS: Final = 16
_REMEMBERED_ORDERS: Final = 8192
_NOWHERE: Final = 1 << 30  # place of a subject that running-config does not show
_LAST: Final = (9, 0, "")  # behind everything that begins alike


class Language:
    """All of it for one personality; made once, its trees position by position."""

    def __init__(self, personality: Personality) -> None:
        self.personality = personality
        self.granted = granted(personality)
        self.parameters: Mapping[str, Parameter] = {
            **PARAMETERS,
            **parameters(personality.platform),
            **license_parameters(personality),
        }
        self._ranks = ranks()
        self._mode_ranks: dict[tuple[str, str], int] = {}
        self.writers: dict[tuple[str, str], Statement] = {}
        self.heads: dict[str, Statement] = {}
        for index, statement in enumerate(statements.STATEMENTS):
            if self._belongs(statement):
                place = (statement.mode, statement.slot)
                self._mode_ranks.setdefault(place, index)
                self.writers.setdefault(place, statement)
                if statement.opens:
                    self.heads.setdefault(statement.slot, statement)
        self._nodes: dict[str, Node] = {}
        self._ungated: dict[str, list[Node]] = {}
        self._firsts: list[str] | None = None
        self._order: dict[Path, tuple[Any, ...]] = {}
        self._texts: dict[tuple[str, str | None], Parsed] = {}
        self.blank: Config = EMPTY  # while it is being made
        self.blank = blank(self).folded()

    # -- the trees

    def rules(self, mode: str) -> list[Rule]:
        """Every line that may be typed in `mode`, granted or not; a statement that another stands in for is not."""
        return [rule for rule in statements.rules(mode) if not rule.target.stands_in]

    @property
    def modes(self) -> list[str]:
        """Every mode there is."""
        return list(statements.MODES)

    def begins(self, line: str) -> bool:
        """Whether any command of any mode, granted or not, begins with the first word of `line` or a longer one."""
        first = line.split(maxsplit=1)[0].lower()
        if self._firsts is None:
            words: set[str] = set()
            for mode in self.modes:
                for tree in self.ungated(mode):
                    tree.build()
                    words.update(tree.words)
            self._firsts = sorted(words)
        at = bisect_left(self._firsts, first)
        return first[0].isdigit() or (at < len(self._firsts) and self._firsts[at].startswith(first))

    def node(self, mode: str) -> Node:
        """The tree of `mode`; without `exit`, `end` and `do`, which belong to the command line."""
        found = self._nodes.get(mode)
        if found is None:
            found = grow(statements.rules(mode), parameters=self.parameters, granted=self.granted)
            self._nodes[mode] = found
        return found

    def around(self, place: Place) -> Place | None:
        """The place that `exit` leads to; None from global configuration."""
        if place.mode == CONFIG:
            return None
        opener = self.heads.get(place.paths[0][0])
        if opener is None or not opener.inside:
            return TOP
        parents = tuple((opener.inside, *path[1 : len(path) - len(opener.keys)]) for path in place.paths)
        return Place(self.heads[opener.inside].opens, parents)

    def within(self, path: Path, parent: Path) -> bool:
        """Whether `path` is the section `parent`, or nested in it."""
        if path == parent:
            return True
        opener = self.heads.get(path[0])
        if opener is None or not opener.inside:
            return False
        return self.within((opener.inside, *path[1 : len(path) - len(opener.keys)]), parent)

    def fresh(self, path: Path) -> Mapping[Key, Any]:
        """What a section holds when it comes into being."""
        built_in = self.blank.section(path)
        if built_in is not None:
            return built_in.slots
        opener = self.heads.get(path[0])
        return {} if opener is None or opener.fresh is None else opener.fresh(self, path)

    # -- a line

    def resolve(self, place: Place, text: str) -> tuple[Place, Outcome]:
        """What a line means where it stands: in its mode, else in the modes around it."""
        first: tuple[Place, Outcome] | None = None
        furthest: tuple[Place, Invalid] | None = None
        at: Place | None = place
        while at is not None:
            outcome = match(self.node(at.mode), text)
            if isinstance(outcome, Matched | Continues):
                return at, outcome
            if isinstance(outcome, Invalid):
                if furthest is None or outcome.column > furthest[1].column:
                    furthest = at, outcome
            elif first is None:
                first = at, outcome
            at = self.around(at)
        found = first or furthest
        assert found is not None  # the loop ran at least once
        return found

    def run(self, config: Config, place: Place, matched: Matched, *, typed: bool) -> Done:
        """
        Carry out a matched line at every section of its place.

        Raises:
            ConfigRefusal: the device says no; nothing changed.
        """
        statement: Statement = matched.target
        said: list[str] = []
        entered: list[Path] = []
        for path in place.paths:
            edit = Edit(self, config, path, statement, dict(matched.arguments), matched.form, typed)
            statement.run(edit)
            config = edit.config
            said += [text for text in edit.said if text not in said]
            entered += edit.entered
        after = Place(statement.opens, tuple(entered)) if entered else place
        return Done(config, after, "".join(said))

    def execute(self, config: Config, place: Place, text: str, *, typed: bool = True) -> Done | Outcome:
        """One whole line; an `Outcome` when it does not match. Raises ConfigRefusal as `run`."""
        at, outcome = self.resolve(place, text)
        if isinstance(outcome, Matched):
            return self.run(config, at, outcome, typed=typed)
        return outcome

    # -- a text

    def parse(self, text: str, private: str | None = None) -> Parsed:
        """
        A saved configuration, over what a fresh device has.

        Lines that are gated or wrong are refused, as the device refuses them at boot; lines that iosim does not know
        are kept where they stand. The same text gives the same value.

        Args:
            text: startup-config.
            private: private-config; None where none was ever saved, and the factory's key pair stands.
        """
        found = self._texts.pop((text, private), None)
        if found is None:
            found = Reader(self, self.blank).read(text)
            config = found.config if private is None else private_config.restore(found.config, private)
            found = Parsed(config.folded(), found.refused, found.kept)
        self._texts[text, private] = found
        if len(self._texts) > _REMEMBERED_TEXTS:
            del self._texts[next(iter(self._texts))]
        return found

    def merge(self, config: Config, text: str, *, lenient: bool = False) -> Parsed:
        """
        A text over a running configuration, as if it were typed: `copy FILE running-config`.

        What is not known is refused, unless `lenient` keeps it.
        """
        return Reader(self, config, keeps=lenient).read(text)

    def write(self, config: Config, *, udi: Any = None) -> str:
        """The configuration as text, from its first `!` to `end`."""
        return write(self, config, udi)

    def write_section(self, config: Config, path: Path) -> str:
        """One section as it stands in running-config."""
        return section_text(self, config, path)

    # -- order

    def sort_key(self, path: Path) -> tuple[Any, ...]:
        """Where a section stands."""
        found = self._order.get(path)
        if found is None:
            if len(self._order) > _REMEMBERED_ORDERS:
                self._order.clear()
            found = self._order[path] = self._sort_key(path)
        return found

    def _sort_key(self, path: Path) -> tuple[Any, ...]:
        if not path:
            return (-1,)
        if path[0] == KEPT:
            return (*self.sort_key(path[1:]), _LAST)
        if len(path) == 1:
            return (self._ranks.get(path[0], _NOWHERE),)
        opener = self.heads.get(path[0])
        if opener is not None and opener.inside:
            parent = (opener.inside, *path[1 : len(path) - len(opener.keys)])
            return (*self.sort_key(parent), _part(self._ranks[path[0]]), *map(_part, path[len(parent) :]))
        order = _part if opener is None or opener.sort is None else opener.sort
        return (self._ranks[path[0]], *map(order, path[1:]))

    def rank(self, mode: str, slot: str) -> int:
        """Where a statement stands in its mode."""
        return self._ranks[slot] if mode == CONFIG and slot in self._ranks else self._mode_ranks[mode, slot]

    # -- gating

    def _belongs(self, statement: Statement) -> bool:
        families = {SWITCH, ROUTER} & set(statement.needs.split())
        return not families or self.personality.platform.family in families

    def ungated(self, mode: str) -> list[Node]:
        """Trees of `mode` with everything granted: of this family, and of the other one."""
        found = self._ungated.get(mode)
        if found is None:
            everything = self.granted | {capability.name for capability in CAPABILITIES} | {CRYPTO}
            other = (everything - {SWITCH, ROUTER}) | ({SWITCH, ROUTER} - self.granted)
            found = [
                grow(statements.rules(mode), parameters=self.parameters, granted=names) for names in (everything, other)
            ]
            self._ungated[mode] = found
        return found


def language(personality: Personality) -> Language:
    """The one Language of a personality."""
    found: Language | None = personality.cache.get("language")
    if found is None:
        found = personality.cache["language"] = Language(personality)
    return found


def _part(value: Any) -> tuple[int, int, str]:
    """A part of a path as it sorts: numbers before words, and among themselves by value."""
    text = str(value)
    return (0, int(text), "") if text.isascii() and text.isdigit() else (1, 0, text)
