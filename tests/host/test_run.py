"""`iosim run` as a process: its ready line, its errors, its end, and the commands that control it."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

IOSIM = [sys.executable, "-m", "iosim"]

pytestmark = pytest.mark.usefixtures("variables")


class Running:
    """One `iosim run --json`."""

    def __init__(self, *arguments: str) -> None:
        command = [*IOSIM, "run", "--json", *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()
        self.ready: Mapping[str, Any] = json.loads(self.line)

    def end(self, how: int = signal.SIGTERM) -> tuple[int, str, str]:
        """Exit code, and what it printed after its ready line."""
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err


Start = Callable[..., Running]


@pytest.fixture
def start() -> Iterator[Start]:
    with ExitStack() as running:

        def begin(*arguments: str) -> Running:
            device = Running(*arguments)
            running.enter_context(device.process)
            running.callback(device.process.kill)
            return device

        yield begin


def iosim(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*IOSIM, *arguments], capture_output=True, text=True, check=False, timeout=60)


def test_the_ready_line_says_who_and_where_the_device_is(start: Start) -> None:
    device = start("WS-C3750E-24TD-E", "--serial", "SIM1234X0AB", "--hostname", "core")

    ready = device.ready
    assert ready["udi"] == "WS-C3750E-24TD:SIM1234X0AB"
    assert (ready["product_id"], ready["orderable_pid"]) == ("WS-C3750E-24TD", "WS-C3750E-24TD-E")
    assert (ready["serial"], ready["hostname"]) == ("SIM1234X0AB", "core")
    assert ready["process"] == device.process.pid
    assert ready["ssh"]["known_hosts"]
    for name in ("ssh", "telnet", "console", "http", "https"):
        with socket.create_connection((ready[name]["host"], ready[name]["port"])):
            pass


def test_the_ready_line_is_all_there_is_and_a_signal_ends_the_device_in_order(start: Start) -> None:
    device = start()

    assert device.line.endswith("}\n")
    assert device.end() == (0, "", "")


def test_an_interrupt_ends_it_too(start: Start) -> None:
    assert start().end(signal.SIGINT)[0] == 0


def test_what_the_image_lacks_is_null_in_the_ready_line(start: Start) -> None:
    device = start("--image", "c3750e-universal-mz.122-35.SE5")

    assert device.ready["ssh"] is None
    assert device.ready["telnet"] is not None


def test_what_the_configuration_closes_is_null_in_the_ready_line(start: Start, tmp_path: Path) -> None:
    (tmp_path / "config").write_text("hostname shut\nline vty 0 15\n transport input none\nend\n")
    device = start("--config", str(tmp_path / "config"))

    assert device.ready["hostname"] == "shut"
    assert [device.ready[name] for name in ("ssh", "telnet", "snmp")] == [None, None, None]
    assert device.ready["console"] is not None


def test_every_flag_is_also_a_variable(start: Start, variables: MutableMapping[str, str]) -> None:
    variables.update(IOSIM_MODEL="CISCO881-K9", IOSIM_HOSTNAME="branch")

    assert (start().ready["product_id"], start("--hostname", "other").ready["hostname"]) == ("CISCO881-K9", "other")


def test_a_device_without_a_configuration_has_no_key_and_so_no_ssh(start: Start) -> None:
    assert start("--factory").ready["ssh"] is None
    assert start().ready["ssh"] is not None


def test_a_taken_port_is_named_with_its_flag() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = iosim("run", "--json", "--telnet", port)

    assert done.returncode == 1
    assert port in done.stderr
    assert "--telnet" in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "WS-C9999"], "no model"),
        (["run", "--image", "ios.bin"], "no image"),
        (["run", "--license", "fortune"], "fortune"),
        (["run", "--clock", "yesterday"], "ISO 8601"),
        (["run", "--peer", "10.0.0.5"], "--peer"),
        (["run", "--factory", "--config", "x"], "exclude each other"),
        (["run", "--colour"], "--colour"),
        (["run", "--hostname", "two words"], "'two words'"),
        (["run", "--host", "::1"], "IPv4"),
        (["walk"], "no command"),
        (["clock", "advance"], "needs a span"),
        (["clock", "advance", "61"], "span of time"),
        (["power", "off"], "no device runs here"),
    ],
)
def test_an_impossible_command_line_is_one_line_and_exit_code_2(arguments: list[str], words: str) -> None:
    done = iosim(*arguments)

    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "--json", "--config", "/nowhere"], "/nowhere"),
        (["run", "--json", "--state", "/dev/null/x"], "/dev/null/x"),
        (["run", "--json", "--host", "192.0.2.1"], "192.0.2.1"),
        (["clock", "advance", "1d", "--api", "http://127.0.0.1:9"], "is the device running?"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_code_1(arguments: list[str], words: str) -> None:
    done = iosim(*arguments)

    assert done.returncode == 1
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_second_process_on_one_state_file_names_the_first(start: Start, tmp_path: Path) -> None:
    state = str(tmp_path / "lab.db")
    first = start("--state", state)

    second = iosim("run", "--json", "--state", state)

    assert second.returncode == 1
    assert str(first.process.pid) in second.stderr


def test_a_device_in_a_state_file_comes_back_as_itself(start: Start, tmp_path: Path) -> None:
    state = str(tmp_path / "lab.db")
    first = start("CISCO881-K9", "--serial", "random", "--state", state)
    first.end()

    second = start("--serial", "random", "--hostname", "other", "--state", state)

    assert second.end()[2].count("--hostname") == 1

    third = iosim("run", "WS-C3750E-24TD", "--json", "--state", state)
    assert (third.returncode, third.stdout) == (2, "")
    assert f"holds {first.ready['udi']}, not a WS-C3750E-24TD" in third.stderr
    assert second.ready["hostname"] == "Router"
    assert second.ready["udi"] == first.ready["udi"]
    assert second.ready["ssh"]["known_hosts"][0].split()[2] == first.ready["ssh"]["known_hosts"][0].split()[2]


def test_time_and_power_of_the_device_started_last_need_no_address(start: Start) -> None:
    device = start("--clock", "2009-05-28T00:00:00", "--time-scale", "0")

    advanced = iosim("clock", "advance", "61d")
    off = iosim("power", "off")
    held = iosim("power", "on", "--hold-mode")

    assert advanced.stdout == "2009-07-28T00:00:00.000+00:00\n"
    assert off.stdout == f"{device.ready['udi']} is off\n"
    assert held.returncode == 0
    device.end()
    assert iosim("power", "cycle").returncode == 2


def test_two_runs_with_the_clock_standing_still_are_byte_identical(start: Start) -> None:
    def screen() -> bytes:
        device = start("--clock", "2009-05-28T16:35:10", "--time-scale", "0", "--ssh", "0")
        console = (device.ready["console"]["host"], device.ready["console"]["port"])
        shown = bytearray()
        with socket.create_connection(console, timeout=20) as line:
            line.sendall(b"\rterminal length 0\rshow clock\rshow version\rshow logging\rshow license all\rexit\r")
            while b"Press RETURN" not in shown[200:]:
                shown += line.recv(65536)
        device.end()
        return bytes(shown)

    first = screen()

    assert b"16:35:10" in first
    assert first == screen()


def test_a_device_open_to_the_network_with_its_shipped_passwords_warns_once(start: Start) -> None:
    _, _, said = start("--host", "0.0.0.0").end()

    assert said.count("\n") == 1
    assert "admin/admin" in said


def test_the_control_api_on_a_network_address_asks_for_the_token_of_the_ready_line(start: Start) -> None:
    device = start("--host", "0.0.0.0")

    assert device.ready["api"]["token"]
    assert iosim("clock", "show").returncode == 0
    assert (
        "token" in iosim("clock", "show", "--api", device.ready["api"]["url"].replace("127.0.0.1", "127.0.0.2")).stderr
    )


def test_without_json_and_without_a_terminal_it_says_where_the_device_is(tmp_path: Path) -> None:
    ports = [word for name in ("ssh", "telnet", "console", "snmp", "api") for word in (f"--{name}", "0")]
    with open(tmp_path / "out", "w+b") as out:
        process = subprocess.Popen([*IOSIM, "run", "--boot-time", "0", *ports], stdin=subprocess.DEVNULL, stdout=out)
        try:
            while not (said := (tmp_path / "out").read_text()).endswith("\n"):
                assert process.poll() is None
                os.sched_yield()
        finally:
            process.terminate()
            process.wait(30)

    assert "WS-C3750E-24TD-S, serial number SIM" in said
    assert "admin@127.0.0.1" in said
    assert said.count("Nothing outlives this process") == 1
    assert process.returncode == 0
