"""
The licences of a stack: every switch has stores and clocks of its own, and the master answers for all.

What is asked of the master's `Licensing` for the whole device (installing a file, accepting terms, the next level, the
next deadline) reaches the other switches from here. Source: CISCO-LICENSE-MGMT-MIB; how terms and levels spread over
the members is INFERRED.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from iosim.featureset.choice import Choice, Offer, joined
from iosim.license_store import Held, License, Unreadable
from iosim.system.licensing import Installation, Licensing

if TYPE_CHECKING:
    from iosim.system.stack import Member, StackSystem


class MemberLicensing(Licensing):
    """Licences of a switch that is not the master: its level is never above that of the stack."""

    __slots__ = ("_member",)

    def __init__(self, member: "Member") -> None:
        super().__init__(member)
        self._member = member

    def changed(self, now_ms: int) -> None:
        """A licence of this switch came or went, which is news of the device."""
        super().changed(now_ms)
        self._member.stack.licensing.revision += 1

    def follow(self, now_ms: int) -> None:
        """The next level of the stack is another: so may be that of this switch."""
        self._refresh(now_ms, always=False)

    def _choose(self, offers: list[Offer]) -> Choice:
        stack_level = self._member.stack.licensing.next.level
        return joined(self.system.personality.image, super()._choose(offers), offers, stack_level)


class StackLicensing(Licensing):
    """Licences of the master, and through it those of all switches of the stack."""

    __slots__ = ("_speaking", "_stack")

    def __init__(self, stack: "StackSystem") -> None:
        super().__init__(stack)
        self._stack = stack
        self._speaking: frozenset[int] = frozenset()  # switches that are about to say their next level anyway

    # -- files and terms

    def needs_eula(self, item: License | Unreadable) -> bool:
        """Whether a licence of a file would be installed, where it belongs, if only its terms were accepted."""
        member = self._home(item)
        return super().needs_eula(item) if member is None else member.licensing.needs_eula(item)

    def install_each(self, items: Iterable[tuple[License | Unreadable, bool]], now_ms: int) -> list[Installation]:
        """As a device alone does; each licence goes to the stores of the switch that it names."""
        results: list[Installation] = []
        homes: dict[int, Licensing] = {}
        for item, accepted in items:
            member = self._home(item)
            home: Licensing = self if member is None else member.licensing
            result = home.install_one(item, accepted, now_ms)
            if result.held is not None:
                homes[1 if member is None else member.number] = home
            results.append(result)
        self._speaking = frozenset(homes)
        for _, home in sorted(homes.items()):
            home.changed(now_ms)
        self._speaking = frozenset()
        return results

    def eula_wanted(self, level_name: str) -> Held | None:
        """The licence of the first switch that needs its terms accepted for `level_name`; None when none does."""
        wanted = super().eula_wanted(level_name)
        for member in self._stack.members:
            wanted = wanted or member.licensing.eula_wanted(level_name)
        return wanted

    def accept_eula(self, held: Held, now_ms: int) -> None:
        """Accept the terms of a licence, on every switch that has the same one."""
        if _has(self, held):
            super().accept_eula(held, now_ms)
        for member in self._stack.members:
            if _has(member.licensing, held):
                member.licensing.accept_eula(held, now_ms)

    def accept_stored(self, now_ms: int) -> None:
        """Accept the terms of every licence of every switch."""
        super().accept_stored(now_ms)
        for member in self._stack.members:
            member.licensing.accept_stored(now_ms)

    def activate_right(self, feature: str, active: bool, now_ms: int) -> None:
        """Claim the right to use a feature on every switch, or give it back."""
        super().activate_right(feature, active, now_ms)
        for member in self._stack.members:
            member.licensing.activate_right(feature, active, now_ms)

    # -- levels

    def recompute(self, now_ms: int) -> None:
        """The configured level changed: find the next level of every switch again and say it."""
        super()._refresh(now_ms, always=True)
        for member in self._stack.members:
            member.licensing.recompute(now_ms)

    def _refresh(self, now_ms: int, *, always: bool, everything: list[Held] | None = None) -> None:
        before = self.next.level
        super()._refresh(now_ms, always=always, everything=everything)
        if self.next.level != before:
            for member in self._stack.members:
                if member.number not in self._speaking:
                    member.licensing.follow(now_ms)

    # -- time

    def next_deadline_ms(self) -> int | None:
        """When `advance` next has work on any switch; None when nothing is pending."""
        due = [super().next_deadline_ms(), *(licensing.next_deadline_ms() for licensing in self._others())]
        return min((due_ms for due_ms in due if due_ms is not None), default=None)

    def advance(self, now_ms: int) -> None:
        """Say everything due at or before `now_ms`, in due order over all switches."""
        while (due_ms := self.next_deadline_ms()) is not None and due_ms < now_ms:
            self._advance_each(due_ms)
        self._advance_each(now_ms)

    def _advance_each(self, now_ms: int) -> None:
        super().advance(now_ms)
        for licensing in self._others():
            licensing.advance(now_ms)

    def checkpoint(self, now_ms: int) -> None:
        """Put the use on record, ahead of what it is at `now_ms`."""
        super().checkpoint(now_ms)
        for licensing in self._others():
            licensing.checkpoint(now_ms)

    def recorded(self, now_ms: int) -> bool:
        """Whether the use at `now_ms` is on record already, of every switch."""
        return super().recorded(now_ms) and all(licensing.recorded(now_ms) for licensing in self._others())

    def stop(self, now_ms: int) -> None:
        """The stack ends in good order: the records are what was really used."""
        super().stop(now_ms)
        for licensing in self._others():
            licensing.stop(now_ms)

    def _others(self) -> list[MemberLicensing]:
        """What goes on at the other switches; those that needed no licences yet have nothing that does."""
        return [member.active for member in self._stack.members if member.active is not None]

    def _home(self, item: License | Unreadable) -> "Member | None":
        """The switch that a licence names; None for the master, which also answers for what names nobody here."""
        if isinstance(item, License):
            for member in self._stack.members:
                if item.udi == member.chassis.udi:
                    return member
        return None


def _has(licensing: Licensing, held: Held) -> bool:
    return any((other.store, other.key) == (held.store, held.key) for other in licensing.store.held())
