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


def test_a_record_of_a_process_that_died_is_forgotten() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()

    with recorded(HERE), recorded(Record(process=process.pid, udi="PID:SN", url="http://127.0.0.1:1")):
        found = latest()
        left = sorted(path.name for path in directory().iterdir())

    assert found == HERE
    assert left == [f"{os.getpid()}.json"]


def test_only_the_user_may_read_a_record() -> None:
    with recorded(HERE):
        mode = stat.S_IMODE((directory() / f"{HERE.process}.json").stat().st_mode)

    assert mode == 0o600


def test_a_device_runs_although_its_record_cannot_be_written(variables: MutableMapping[str, str]) -> None:
    variables["XDG_RUNTIME_DIR"] = "/dev/null"

    with recorded(HERE):
        assert latest() is None
