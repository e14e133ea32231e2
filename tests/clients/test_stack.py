"""A stack of three, licensed over the network: one file for two switches, a mismatch, and its end."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.clients.served import iosim, serve
from tests.clients.test_stories import reload

netmiko = pytest.importorskip("netmiko")
pytestmark = pytest.mark.filterwarnings("ignore:path is deprecated")  # of ntc-templates
STATES = "1.3.6.1.4.1.9.9.500.1.2.1.1.6"


def test_a_stack_is_licensed_switch_by_switch(tmp_path: Path) -> None:
    with serve("WS-C3750E-24TD", "--stack", "3", "--state", str(tmp_path / "stack.db")) as stack:
        master, second, third = stack.ready["members"]
        for number, udi in enumerate((master, second, third), 1):
            file = str(tmp_path / f"{number}.lic")
            iosim("license", "issue", "--udi", udi, "--feature", "ipservices", "-o", file)
        both = tmp_path / "both.lic"
        both.write_bytes(_merged((tmp_path / "1.lic").read_bytes(), (tmp_path / "2.lic").read_bytes()))

        with netmiko.ConnectHandler(**stack.netmiko()) as session:
            udis = session.send_command("show license udi")
            netmiko.file_transfer(session, source_file=str(both), dest_file="both.lic")
            installed = session.send_command("license install flash:both.lic")
        reload(stack)
        with netmiko.ConnectHandler(**stack.netmiko()) as session:
            mismatch = session.send_command("show switch")
            versions = session.send_command("show version", use_textfsm=True)
            walked = _walked(stack.host, stack.ready["snmp"]["port"])
            netmiko.file_transfer(session, source_file=str(tmp_path / "3.lic"), dest_file="3.lic")
            session.send_command("license install flash:3.lic")
        reload(stack)
        with netmiko.ConnectHandler(**stack.netmiko()) as session:
            ready = session.send_command("show switch")

    assert stack.ready["udi"] == master
    assert re.findall(r"WS-C3750E-24TD:\w+", udis) == [master, second, third]
    assert installed.count("Successful:Supported") == 2
    assert "2/2 licenses were successfully installed" in installed
    assert re.search(r"^ 3 .*Feature Mismatch", mismatch, re.MULTILINE)
    assert [udi.partition(":")[2] for udi in (master, second, third)] == versions[0]["serial"]
    assert walked == ["4", "4", "7"]
    assert ready.count("Ready") == 3


def test_a_state_file_keeps_the_stack(tmp_path: Path) -> None:
    state = str(tmp_path / "stack.db")
    with serve("WS-C3750E-24TD", "--stack", "2", "--state", state) as stack:
        before = stack.ready["members"]

    with serve("WS-C3750E-24TD", "--state", state) as stack:
        after = stack.ready["members"]

    assert before == after


def _merged(one: bytes, other: bytes) -> bytes:
    """Two licence files as one: the licences of both between the brackets of the first."""
    element = re.compile(rb"<CISCO_WT_LICENSE .*?</CISCO_WT_LICENSE>", re.DOTALL)
    (first,), (second,) = element.findall(one), element.findall(other)
    return one.replace(first, first + b"\n" + second)


def _walked(host: str, port: int) -> list[str]:
    command = ["snmpwalk", "-v2c", "-cpublic", "-Oqvn", f"{host}:{port}", STATES]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout.split()
