"""Whatever lies in flash and whatever is typed: a good image is found, a bad one never started, nothing breaks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from iosim.boot import variables
from iosim.boot.loader import plan
from iosim.grammar.dialogue import Fetch, TransferFailure
from tests.boot.made import ROUTER, SWITCH, bench

NAMES = st.sampled_from(["a.bin", "b.bin", "c.bin", "notes.txt"])
GOOD_NAME = "c3750e-universalk9-mz.122-55.SE5"


class Flash(RuleBasedStateMachine):
    """A switch that nothing tells to stop boots exactly when an executable in its flash is good."""

    def __init__(self) -> None:
        super().__init__()
        self.bench = bench(SWITCH)
        self.good_data = self.bench.images.file(GOOD_NAME)
        self.good: set[str] = {self.bench.image_path}
        self.index = 60

    def _store(self, name: str, data: bytes) -> None:
        self.index += 1
        self.bench.store(name, data, self.index)

    @rule(name=NAMES)
    def a_good_file_is_copied(self, name: str) -> None:
        self._store(name, self.good_data)
        self.good.add(name)

    @rule(name=NAMES, position=st.integers(0, 600_000), bit=st.integers(0, 7))
    def a_damaged_file_is_copied(self, name: str, position: int, bit: int) -> None:
        damaged = bytearray(self.good_data)
        damaged[position] ^= 1 << bit
        self._store(name, bytes(damaged))
        self.good.discard(name)

    @rule(name=NAMES)
    def a_file_is_deleted(self, name: str) -> None:
        self.bench.erase(name)
        self.good.discard(name)

    @rule()
    def the_factory_image_is_deleted(self) -> None:
        self.bench.erase(self.bench.image_path)
        self.good.discard(self.bench.image_path)

    @rule(listed=st.lists(NAMES, max_size=3))
    def the_boot_variable_is_set(self, listed: list[str]) -> None:
        variables.put(self.bench.chassis, variables.BOOT, ";".join(f"flash:/{name}" for name in listed))

    @invariant()
    def a_good_image_boots_and_no_other(self) -> None:
        before = dict(self.bench.chassis.own)
        made = plan(self.bench.chassis, self.bench.platform, self.bench.images)

        listed = [name.removeprefix("flash:/") for name in variables.images(self.bench.chassis)]
        bootable = {name for name in self.good if name.endswith(".bin") or name in listed}
        assert (made.image is not None) == bool(bootable)
        if made.image is not None:
            assert made.path.removeprefix("flash:/") in bootable
            first_good = next((name for name in listed if name in self.good), None)
            assert first_good is None or made.path == f"flash:/{first_good}"
        else:
            assert made.reason
        assert self.bench.chassis.own == before


TestFlash = Flash.TestCase
TestFlash.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)


@pytest.mark.parametrize("model", [SWITCH, ROUTER])
@settings(max_examples=80, deadline=None)
@given(
    typed=st.lists(
        st.one_of(
            st.binary(max_size=20),
            st.sampled_from(
                [
                    b"boot\r",
                    b"set A b\r",
                    b"A=b\r",
                    b"confreg\r",
                    b"y",
                    b"y\r",
                    b"del flash:x\r",
                    b"dir flash:\r",
                    b"tftpdnld\r",
                    b"rename flash:config.text flash:/\r",
                    b"mkdir flash:..\r",
                    b"copy flash:/ flash:/\r",
                    b"\x1b[A",
                    b"\x03",
                ]
            ),
        ),
        max_size=12,
    )
)
def test_no_keys_break_a_monitor(model: str, typed: list[bytes]) -> None:
    made = bench(model)
    monitor = plan(made.chassis, made.platform, made.images).interrupt()
    effects = monitor.start(0)

    for data in typed:
        effects += monitor.receive(data, 0)
        if isinstance(effects[-1] if effects else None, Fetch):
            effects += monitor.resume(TransferFailure("Timed out"), 0)

    for effect in effects:
        if isinstance(effect, bytes):
            assert b"\n" not in effect.replace(b"\r\n", b"")
