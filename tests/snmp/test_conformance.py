"""
What the agent says against the text of the MIBs: every object exists, has that syntax and range, and may be read.

The sources are not part of the project; `IOSIM_MIBS` names a folder of them, one module a file.
"""

import os
from pathlib import Path

import pytest

from iosim.snmp.message import GET
from iosim.snmp.notifications import NOTIFICATIONS
from iosim.snmp.state import objects_of
from tests.snmp.booted import Booted
from tests.snmp.mib_source import Mibs, load

READABLE = frozenset(("read-only", "read-write", "read-create"))
SETTABLE = frozenset(("read-write", "read-create"))
# A zero-length string where there is no date: the objects' descriptions allow it, their DateAndTime does not.
NO_DATES = frozenset(
    ("clmgmtLicenseStartDate", "clmgmtLicenseEndDate", "clmgmtFeatureStartDate", "clmgmtFeatureEndDate")
)
MODELS = ("WS-C3750E-24TD", "WS-C3560E-48TD", "CISCO881-K9", "CISCO861-K9")


@pytest.fixture(scope="module")
def mibs() -> Mibs:
    folder = os.environ.get("IOSIM_MIBS")
    if not folder:
        pytest.skip("IOSIM_MIBS names no folder of MIB modules")
    return load(Path(folder))


@pytest.fixture(scope="module", params=MODELS)
def device(request: pytest.FixtureRequest) -> Booted:
    return Booted(request.param)


def test_every_instance_is_of_an_object_of_a_mib_with_that_syntax_and_range(device: Booted, mibs: Mibs) -> None:
    wrong = []
    for name, tag, value in device.walk():
        found = mibs.column(name)
        if found is None or found.syntax is None:
            wrong.append(f"{name} is no object")
        elif found.syntax.tag != tag or not found.syntax.holds(value):
            if found.name not in NO_DATES or value != b"":
                wrong.append(f"{found.name} is {value!r} of type {tag:#x}, not {found.syntax}")
        elif found.access not in READABLE:
            wrong.append(f"{found.name} is {found.access}")

    assert not wrong


def test_rows_are_named_and_writable_as_in_their_mib(device: Booted, mibs: Mibs) -> None:
    wrong = []
    for row in objects_of(device.system.personality).rows:
        found = mibs.objects.get(row.oid)
        if found is None or found.name != row.name:
            wrong.append(f"{row.name} is {found.name if found else 'nothing'}")
        elif row.assign is not None and found.access not in SETTABLE:
            wrong.append(f"{row.name} cannot be set")

    assert not wrong


def test_a_walk_goes_strictly_up(device: Booted) -> None:
    names = [name for name, _, _ in device.walk()]

    assert len(names) > 500 or device.device.platform.family == "router"
    assert names == sorted(set(names))


def test_getnext_getbulk_and_get_agree(device: Booted) -> None:
    before = device.walk()
    bulk = device.bulk_walk(17)
    moving = {(1, 3, 6, 1, 2, 1, 11)}  # the agent counts its own work

    def still(found: list[tuple[tuple[int, ...], int, object]]) -> list[tuple[tuple[int, ...], int, object]]:
        return [entry for entry in found if entry[0][:7] not in moving]

    assert still(bulk) == still(before)
    for name, tag, value in still(before):
        got = device.ask(GET, name)
        assert (got.varbinds, got.tags) == ([(name, value)], [tag])


def test_every_notification_is_one_of_a_mib(mibs: Mibs) -> None:
    cisco_traps = {"reload"}  # of the old general traps, which no module of the folder defines
    known = {
        row.name: mibs.notifications[row.name][0] if row.name in mibs.notifications else None
        for rows in NOTIFICATIONS.values()
        for row in rows
        if row.name not in cisco_traps
    }

    assert known == {
        row.name: row.oid for rows in NOTIFICATIONS.values() for row in rows if row.name not in cisco_traps
    }
