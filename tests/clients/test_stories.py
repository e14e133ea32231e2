"""A licence for good, and sixty days of evaluation, with netmiko and the host commands only."""

import re
from pathlib import Path

import pytest

from tests.clients.served import Served, iosim, serve

netmiko = pytest.importorskip("netmiko")


def reload(device: Served) -> None:
    """`reload`, whatever it asks, until the device is back."""
    with netmiko.ConnectHandler(**device.netmiko()) as session:
        asked = session.send_command("reload", expect_string=r"confirm|yes/no", strip_prompt=False)
        if "yes/no" in asked:
            session.send_command("yes", expect_string=r"confirm", strip_prompt=False)
        session.write_channel("\n")
        while True:
            try:
                if not session.read_channel() and not session.is_alive():
                    break
            except (OSError, EOFError, netmiko.exceptions.ReadException):
                break
    device.wait_until_reachable()


def level(device: Served) -> str:
    """The level the device is at, as `show version` says."""
    with netmiko.ConnectHandler(**device.netmiko()) as session:
        found = re.search(r"License Level: (\S+)", session.send_command("show version"))
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("model", "before", "after"),
    [("WS-C3750E-24TD", "ipbase", "ipservices"), ("CISCO881-K9", "advsecurity", "advipservices")],
)
def test_a_licence_for_good(model: str, before: str, after: str, tmp_path: Path) -> None:
    with serve(model) as device:
        file = tmp_path / "level.lic"
        iosim("license", "issue", "--udi", device.ready["udi"], "--feature", after, "-o", str(file))
        first = level(device)
        with netmiko.ConnectHandler(**device.netmiko()) as session:
            netmiko.file_transfer(session, source_file=str(file), dest_file="level.lic")
            installed = session.send_command("license install flash:level.lic")
            if model.startswith("CISCO"):
                session.send_config_set([f"license boot module c880-data level {after}"])
            else:
                session.send_config_set([f"license boot level {after}"])
        reload(device)

        assert first == before
        assert "1/1 licenses were successfully installed" in installed
        assert level(device) == after


def test_sixty_days_of_evaluation_outlived_by_the_session_and_ended_by_a_reload() -> None:
    with serve("WS-C3750E-24TD") as device:
        with netmiko.ConnectHandler(**device.netmiko()) as session:
            session.config_mode()
            asked = session.send_command(
                "license boot level ipservices", expect_string=r"ACCEPT|#", strip_prompt=False, read_timeout=20
            )
            if "ACCEPT" in asked:
                session.send_command("yes", expect_string=r"#", strip_prompt=False)
            session.exit_config_mode()
        reload(device)
        during = level(device)
        with netmiko.ConnectHandler(**device.netmiko()) as session:
            iosim("clock", "advance", "61d", "--api", device.api)
            after = session.send_command("show version")
        reload(device)

        assert during == "ipservices"
        assert "License Level: ipservices" in after
        assert level(device) == "ipbase"
