"""Files under arbitrary operations, and under a power cut after any of their rows."""

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from iosim.chassis import Chassis
from iosim.flash import FileRefusal, FileSystems, Location
from tests.flash import made

PATHS = st.sampled_from(["a", "b", "config.text", "image/image.bin", "image/c", "d", "d/e", "image"])
DATA = st.binary(max_size=1500)


class Flash(RuleBasedStateMachine):
    """
    Flash does what a dictionary would; and wherever power is cut inside an operation, every file is then as it was
    before, as it is after, or (where it is being made, removed or renamed) absent, and always readable.
    """

    model: str = "WS-C3750E-24TD"

    @initialize()
    def power_on(self) -> None:
        self.box: Chassis = made.chassis(self.model)
        self.files: FileSystems = made.file_systems(self.model, self.box)
        self.expected = self.contents(self.files)

    def contents(self, files: FileSystems) -> dict[str, bytes]:
        return {path: files.flash.read(path) for path, entry in files.flash.entries() if not entry.directory}

    @rule(path=PATHS, data=DATA)
    def write(self, path: str, data: bytes) -> None:
        if self.does(lambda: self.files.write(Location("flash", path), data, 0)):
            self.expected[path] = data

    @rule(path=PATHS)
    def delete(self, path: str) -> None:
        if self.does(lambda: self.files.delete(Location("flash", path))):
            del self.expected[path]

    @rule(source=PATHS, name=PATHS)
    def copy(self, source: str, name: str) -> None:
        if self.does(lambda: self.files.copy(Location("flash", source), Location("flash", name), 0)) and source != name:
            self.expected[name] = self.expected[source]

    @rule(source=PATHS, name=PATHS)
    def rename(self, source: str, name: str) -> None:
        if self.does(lambda: self.files.rename(Location("flash", source), Location("flash", name), 0)):
            for path in [path for path in self.expected if path == source or path.startswith(source + "/")]:
                self.expected[name + path.removeprefix(source)] = self.expected.pop(path)

    @rule(path=PATHS)
    def make_directory(self, path: str) -> None:
        self.does(lambda: self.files.make_directory(Location("flash", path), 0))

    @rule()
    def collect(self) -> None:
        self.files.flash.collect()
        self.box.take()

    @invariant()
    def holds_what_was_written(self) -> None:
        assert self.contents(self.files) == self.expected

    @invariant()
    def used_blocks_add_up(self) -> None:
        usage = self.files.usage("flash")
        assert usage is not None
        assert usage.free_bytes + usage.used_bytes == usage.total_bytes
        indexes = [entry.index for _, entry in self.files.flash.entries()]
        assert len(indexes) == len(set(indexes))

    @invariant()
    def nothing_is_left_behind(self) -> None:
        assert self.files.flash.collect() == 0

    def does(self, act: object) -> bool:
        """Run `act`, then look at the flash as a cut after each of its rows would leave it."""
        assert callable(act)
        own = dict(self.box.own)
        before = self.contents(self.files)
        try:
            act()
            done = True
        except FileRefusal:
            done = False
        journal = self.box.take()
        assert done or not journal
        after = self.contents(self.files)
        for length in range(len(journal)):
            cut = made.chassis(self.model)
            cut.own = dict(own)
            for change in journal[:length]:
                cut.put(change.key, change.value)
            for path, data in self.contents(made.file_systems(self.model, cut)).items():
                assert data in (before.get(path), after.get(path))
        return done


class RouterFlash(Flash):
    """The same on a file system that does not mirror nvram:."""

    model = "CISCO881-K9"


TestSwitchFlash = Flash.TestCase
TestRouterFlash = RouterFlash.TestCase
