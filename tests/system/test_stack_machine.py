"""A stack under a state machine: whatever happens to it, every switch answers for its own licences."""

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from iosim.license_store import Held, granted, write
from iosim.license_store.refusals import LicenseRefusal
from iosim.system.stack import MEMBER_BOOT_MS, Member, State
from iosim.system.system import System
from tests.system.made_stack import DAY_MS, Stack

NUMBERS = st.integers(1, 3)
RANKS = {"ipbase": 1, "ipservices": 2, "advipservices": 3}


class StackLife(RuleBasedStateMachine):
    """
    No switch runs above the level of the stack, a ready one runs at it, and use never shrinks.

    Licences stay in the store of the switch they name, whatever is installed, cleared, reloaded or cut off.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stack = Stack()
        self.grants = 0
        self.used_ms: dict[tuple[int, str], int] = {}

    def switches(self) -> dict[int, System | Member]:
        found = {number: self.stack.system.switch(number) for number in (1, 2, 3)}
        return {number: switch for number, switch in found.items() if switch is not None}

    @rule(
        numbers=st.lists(NUMBERS, min_size=1, max_size=3, unique=True), kind=st.sampled_from(["permanent", "extension"])
    )
    def install(self, numbers: list[int], kind: str) -> None:
        self.grants += 1
        created = f"2009-05-28T16:{self.grants // 60 % 60:02d}:{self.grants % 60:02d}"
        file = write([granted(self.stack.udi(n), "ipservices", type=kind, created=created) for n in numbers])
        results = self.stack.system.licensing.install(file, True, self.stack.now_ms)
        there = self.switches()
        assert [result.held is not None for result in results] == [number in there for number in numbers]

    @rule(number=NUMBERS)
    def clear(self, number: int) -> None:
        switch = self.switches().get(number)
        if switch is None:
            return
        for held in [held for held in switch.licensing.store.held() if held.store == 1]:
            try:
                switch.licensing.clear(held, self.stack.now_ms)
            except LicenseRefusal:
                continue
            return

    @rule(level=st.sampled_from(["ipbase", "ipservices"]))
    def choose_a_level(self, level: str) -> None:
        lines = f"configure terminal\nlicense boot level {level}\nend\nwrite memory"
        self.stack.cli(lines, answers=["yes"])

    @rule()
    def reload(self) -> None:
        self.stack.reload()

    @rule(number=st.integers(2, 3))
    def reload_one(self, number: int) -> None:
        if self.stack.system.switch(number) is not None:
            self.stack.system.reload_switch(number, self.stack.now_ms)

    @rule(days=st.integers(0, 70))
    def time_passes(self, days: int) -> None:
        self.stack.advance(days * DAY_MS + MEMBER_BOOT_MS)

    @rule()
    def settle(self) -> None:
        """What happened is durable."""
        self.stack.chassis.take()

    @rule()
    @precondition(lambda self: not self.stack.chassis.journal)
    def cut(self) -> None:
        self.stack.device.power_off(self.stack.now_ms)
        self.stack.device.power_on(self.stack.now_ms)
        self.stack.device.finish_boot(self.stack.now_ms)

    @invariant()
    def levels_agree_with_states(self) -> None:
        level = self.stack.system.personality.level.name
        for number, switch in self.switches().items():
            own = switch.personality.level.name
            assert RANKS[own] <= RANKS[level]
            assert (own == level) == (self.stack.system.state(number) is State.READY)
            assert RANKS[switch.license_summary.next_level] <= RANKS[self.stack.system.license_summary.next_level]

    @invariant()
    def licences_are_those_of_their_switch(self) -> None:
        for number, switch in self.switches().items():
            for held in switch.licensing.store.held():
                assert held.refusal is None
                assert held.store == 2 or str(held.license.udi) == self.stack.udi(number)

    @invariant()
    def use_never_shrinks(self) -> None:
        for number, switch in self.switches().items():
            for held in switch.licensing.store.held():
                if held.license.type.metered:
                    used_ms = switch.licensing.used_ms(held, self.stack.now_ms)
                    assert used_ms >= self._shown_ms(number, held)
                    self.used_ms[number, held.key] = used_ms

    @invariant()
    def no_deadline_lies_behind(self) -> None:
        due_ms = self.stack.device.next_deadline_ms()
        assert due_ms is None or due_ms > self.stack.now_ms

    def _shown_ms(self, number: int, held: Held) -> int:
        return self.used_ms.get((number, held.key), 0)


StackLife.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestStackLife = StackLife.TestCase
