"""net-snmp's tools and pysnmp against a served device, and snmptrapd for what it sends."""

import asyncio
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import iosim

pytestmark = pytest.mark.skipif(shutil.which("snmpget") is None, reason="net-snmp's tools are not installed")

MIBS = os.environ.get("IOSIM_MIBS", "")
# Numeric names and values, so that no MIB of the host changes what is printed.
PLAIN = ("-On", "-Oe", "-Ot", "-r", "2", "-t", "3")


@pytest.fixture(scope="module")
def switch() -> Iterator[Any]:
    with iosim.boot("WS-C3750E-24TD", serial="SIM2222X0AB") as device:
        yield device


def run(program: str, device: Any, *arguments: str, version: str = "2c", community: str = "public") -> str:
    """What a tool of net-snmp prints, both streams."""
    peer = f"udp:{device.snmp.host}:{device.snmp.port}"
    command = [program, f"-v{version}", "-c", community, *PLAIN, peer, *arguments]
    environment = {**os.environ, "MIBS": ""}
    return subprocess.run(command, env=environment, text=True, timeout=60, capture_output=True).stdout


def names(text: str) -> list[str]:
    return re.findall(r"^(\.[\d.]+) = ", text, re.MULTILINE)


@pytest.mark.parametrize("version", ["1", "2c"])
def test_snmpget_reads_the_system_group(switch: Any, version: str) -> None:
    printed = run("snmpget", switch, "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0", version=version)

    assert "Cisco IOS Software, C3750E Software" in printed
    assert ".1.3.6.1.2.1.1.2.0 = OID: .1.3.6.1.4.1.9.1.516" in printed


def test_snmpwalk_and_snmpbulkwalk_see_the_same_names_in_rising_order(switch: Any) -> None:
    walked = names(run("snmpwalk", switch, ".1"))
    bulk = names(run("snmpbulkwalk", switch, ".1"))

    assert len(walked) > 900
    assert walked == bulk
    assert walked == sorted(walked, key=lambda name: [int(arc) for arc in name.split(".")[1:]])


def test_version_1_walks_to_the_end(switch: Any) -> None:
    printed = run("snmpwalk", switch, ".1", version="1")

    assert len(names(printed)) > 700
    assert "Counter64" not in printed


def test_snmpset_renames_the_device_for_every_face(switch: Any) -> None:
    before = switch.cli("show running-config | include ^hostname")

    printed = run("snmpset", switch, "1.3.6.1.2.1.1.5.0", "s", "renamed", community="private")

    assert 'STRING: "renamed' in printed
    assert "hostname renamed" in switch.cli("show running-config | include ^hostname")
    run("snmpset", switch, "1.3.6.1.2.1.1.5.0", "s", before.split()[-1], community="private")


def test_a_read_only_community_is_told_so(switch: Any) -> None:
    peer = f"udp:{switch.snmp.host}:{switch.snmp.port}"
    for version, words in (("1", "noSuchName"), ("2c", "noAccess")):
        command = ["snmpset", f"-v{version}", "-c", "public", *PLAIN, peer, "1.3.6.1.2.1.1.5.0", "s", "x"]
        done = subprocess.run(command, text=True, capture_output=True, timeout=30)

        assert done.returncode
        assert words in done.stderr


@pytest.mark.skipif(not MIBS, reason="IOSIM_MIBS names no folder of MIB modules")
def test_the_licence_table_reads_well_with_its_mib(switch: Any) -> None:
    peer = f"udp:{switch.snmp.host}:{switch.snmp.port}"
    command = ["snmptable", "-v2c", "-c", "public", "-M", MIBS, "-m", "CISCO-LICENSE-MGMT-MIB", "-Cf", ",", peer]
    done = subprocess.run([*command, "clmgmtLicenseInfoTable"], text=True, capture_output=True, timeout=60)

    assert "ipbase,1.0,permanent,false" in done.stdout
    assert "inUse" in done.stdout


def test_pysnmp_reads_and_bulk_walks(switch: Any) -> None:
    from pysnmp.hlapi.v3arch.asyncio import (
        CommunityData,
        ContextData,
        ObjectIdentity,
        ObjectType,
        SnmpEngine,
        UdpTransportTarget,
        bulk_cmd,
        get_cmd,
    )

    async def ask() -> tuple[Any, Any]:
        engine = SnmpEngine()
        target = await UdpTransportTarget.create((switch.snmp.host, switch.snmp.port))
        who = (engine, CommunityData("public", mpModel=1), target, ContextData())
        one = await get_cmd(*who, ObjectType(ObjectIdentity("1.3.6.1.2.1.1.1.0")))
        many = await bulk_cmd(*who, 0, 25, ObjectType(ObjectIdentity("1.3.6.1.2.1.2.2.1.2")))
        engine.close_dispatcher()
        return one, many

    (error, status, _, one), (_, _, _, many) = asyncio.run(ask())

    assert error is None
    assert not status
    assert "C3750E" in str(one[0][1])
    assert "GigabitEthernet1/0/1" in {str(value) for _, value in many}


@contextmanager
def snmptrapd(folder: Path) -> Iterator[tuple[int, Path]]:
    """A trap receiver that writes what it hears into a file, one line a trap."""
    program = shutil.which("snmptrapd", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if program is None:
        pytest.skip("snmptrapd is not installed")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    settings, heard = folder / "snmptrapd.conf", folder / "heard"
    settings.write_text("disableAuthorization yes\ndoNotLogTraps no\n")
    heard.touch()
    command = [program, "-f", "-n", "-C", "-c", str(settings), "-On", "-Lf", str(heard), f"udp:127.0.0.1:{port}"]
    environment = {**os.environ, "MIBS": "", "SNMP_PERSISTENT_DIR": str(folder)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            until(lambda: "NET-SNMP version" in heard.read_text())
            yield port, heard
        finally:
            process.terminate()


def until(happened: Any) -> None:
    """Wait for another process, at most ten seconds."""
    deadline = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


@pytest.mark.parametrize("version", ["1", "2c"])
def test_snmptrapd_hears_the_licence_and_the_reload(tmp_path: Path, version: str) -> None:
    with snmptrapd(tmp_path) as (port, heard), iosim.boot("WS-C3750E-24TD", serial="SIM2222X0AC") as device:
        host = f"snmp-server host 127.0.0.1 version {version} nms udp-port {port}"
        device.cli("configure terminal", "snmp-server enable traps", host, "end", "write memory")

        device.install(iosim.issue(device.udi, "ipservices"))
        device.reload()

        wanted = (
            (".1.3.6.1.4.1.9.9.543.0.5", ".1.3.6.1.4.1.9.9.640.0.1", ".1.3.6.1.6.3.1.1.5.1")
            if version == "2c"
            else ("1.3.6.1.4.1.9.9.543 Enterprise Specific Trap (5)", "Cold Start Trap (0)", "Link Up Trap (0)")
        )
        for words in wanted:
            until(lambda words=words: words in heard.read_text())
        assert '"ipservices"' in heard.read_text()
