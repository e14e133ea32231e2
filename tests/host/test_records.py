"""Which devices run here."""

import os
import stat
import subprocess
import sys
from collections.abc import MutableMapping

import pytest

from iosim.host.records import Record, directory, latest, recorded

pytestmark = pytest.mark.usefixtures("variables")

HERE = Record(process=os.getpid(), udi="WS-C3750E-24TD:SIM1234X0AB", url="http://127.0.0.1:8861", token="secret")


def test_nothing_runs_where_nothing_was_recorded() -> None:
    assert latest() is None


def test_the_last_record_is_found_while_its_device_runs_and_not_after() -> None:
    with recorded(HERE):
        during = latest()

    assert during == HERE
    assert latest() is None


def test_a_record_of_a_process_that_died_is_forgotten(variables: MutableMapping[str, str]) -> None:
    program = """
import os, sys
from iosim.host.records import Record, recorded
with recorded(Record(process=os.getpid(), udi="PID:SN", url="http://127.0.0.1:1")):
    print(os.getpid(), flush=True)
    sys.stdin.read()
"""
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        alive = latest()
        process.kill()

    assert alive is not None
    assert alive.process == process.pid
    assert latest() is None
    assert list(directory().iterdir()) == []


def test_of_several_devices_the_one_started_last_is_meant() -> None:
    first = Record(process=1, udi="PID:SN", url="http://127.0.0.1:1")

    with recorded(first):
        os.utime(directory() / "1.json", ns=(0, 0))
        with recorded(HERE):
            both = latest()
        one = latest()

    assert (both, one) == (HERE, first)


def test_only_the_user_may_read_a_record() -> None:
    with recorded(HERE):
        mode = stat.S_IMODE((directory() / f"{HERE.process}.json").stat().st_mode)

    assert mode == 0o600


def test_a_device_runs_although_its_record_cannot_be_written(variables: MutableMapping[str, str]) -> None:
    variables["XDG_RUNTIME_DIR"] = "/dev/null"

    with recorded(HERE):
        assert latest() is None
