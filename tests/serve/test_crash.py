"""
kill -9, at every named step of a write and at random moments.

The state file always opens; what was reported is there, what was not is whole or absent; usage and time never go
back. IOSIM_CRASHES sets how many deaths are died (`make test-scale` dies hundreds).
"""

import os
import random
import re
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

from iosim.assembly import default_kit, new_device
from iosim.serve.faults import POINTS
from iosim.serve.state import single_chassis
from iosim.serve.store import SqliteStore
from tests.serve.victim import KEPT, contents, evaluation_used_ms, license_file

CRASHES = int(os.environ.get("IOSIM_CRASHES", "24"))


class Reported:
    """What a device has said so far, over all its lives."""

    def __init__(self) -> None:
        self.installed: set[int] = set()
        self.cleared: set[int] = set()
        self.copied = -1
        self.used_ms = 0
        self.time_ms = 0
        self.next = 0

    def hear(self, text: str) -> None:
        """Take in the whole lines of one life."""
        for line in text.splitlines(keepends=True):
            if not line.endswith("\n"):
                continue
            word, value = line.split()
            number = int(value)
            match word:
                case "installed":
                    self.installed.add(number)
                case "cleared":
                    self.cleared.add(number)
                case "copied":
                    self.copied = number
                case "used":
                    assert number >= self.used_ms, "usage went back while the device ran"
                    self.used_ms = number
                case "time":
                    assert number >= self.time_ms, "time went back while the device ran"
                    self.time_ms = number
            self.next = max(self.next, number + 1) if word in ("installed", "copied") else self.next


def lived(state: Path, begin: int, fault: str, kill_after_s: float | None) -> str:
    """One life of a device, to its death; what it printed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.serve.victim", str(state), str(begin)],
        env={**os.environ, "IOSIM_FAULT": fault},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    if kill_after_s is not None:
        # Death comes at any time once it is up: the wait ends early when it died by itself.
        select.select([process.stdout], [], [], 20)
        try:
            process.wait(kill_after_s)
        except subprocess.TimeoutExpired:
            process.kill()
    out, err = process.communicate(timeout=30)
    assert process.returncode == -9, err.decode()
    return out.decode()


def checked(state: Path, reported: Reported) -> None:
    """Boot what the file holds, and compare it with what was reported."""
    store = SqliteStore(state)
    try:
        chassis, existed = single_chassis(store, None)
        assert existed or not reported.installed
        device: Any = new_device(chassis, default_kit())
        now_ms = store.clock_ms()
        assert now_ms >= reported.time_ms
        device.power_on(now_ms)
        device.finish_boot(now_ms)
        licensing = device.system.licensing
        held = [one for one in licensing.find("advipservices") if licensing.store.comment(one)]
        assert [one.refusal for one in held if one.refusal] == []
        present = {int(licensing.store.comment(one)) for one in held}
        unreported = present - reported.installed
        assert unreported <= {reported.next}, "more than the one that was being installed"
        assert not present & reported.cleared
        alive = reported.installed - reported.cleared
        newest = set(sorted(alive | present)[-KEPT:])  # only older ones are ever removed
        assert newest <= present
        # What was read back is what was installed, to the last octet of its signed part.
        for one in held:
            number = int(licensing.store.comment(one))
            assert licensing.store.export(one).created in license_file(chassis.udi, number).decode()
        assert evaluation_used_ms(device, now_ms) >= reported.used_ms
        if reported.copied >= 0:
            files = device.system.files
            data = files.read(files.parse_url("flash:data"))
            assert data in {contents(number) for number in range(reported.copied, reported.next + 1)}
        reported.installed |= unreported
        reported.cleared |= reported.installed - present
        reported.next += len(unreported)
    finally:
        store.close()


def test_no_death_loses_what_was_reported_or_leaves_half_of_anything(tmp_path: Path) -> None:
    seed = int(os.environ.get("IOSIM_CRASH_SEED", "1"))
    chance = random.Random(seed)
    state, reported = tmp_path / "state", Reported()
    reached: set[str] = set()

    for life in range(CRASHES):
        if life % 2 == 0:
            point = POINTS[life // 2 % len(POINTS)]
            reached.add(point)
            text = lived(state, reported.next, f"{point}:{chance.randint(2, 40)}", None)
        else:
            text = lived(state, reported.next, "", chance.uniform(0.0, 0.06))
        reported.hear(text)
        checked(state, reported)

    assert reached == set(POINTS)
    assert reported.installed
    assert reported.used_ms > 0


def test_the_licence_files_of_this_test_are_all_different() -> None:
    files = {re.sub(rb"<!--.*?-->", b"", license_file("WS-C3750E-24TD:SIM0000X001", n)) for n in range(50)}

    assert len(files) == 50
