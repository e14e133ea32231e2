"""Licences from the portal to the device, with processes that meet over the network only."""

import ssl
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.clients.served import Served, iosim, serve
from tests.clients.test_stories import level, reload
from tests.portal.served import ServedPortal, serve_portal

netmiko = pytest.importorskip("netmiko")

ASKED_OR_DONE = r"[#?:]\s*$"


def install(device: Served, file: Path) -> str:
    """Copy a licence file to the device by SCP and install it; what the device said."""
    with netmiko.ConnectHandler(**device.netmiko()) as session:
        netmiko.file_transfer(session, source_file=str(file), dest_file=file.name, overwrite_file=True)
        return str(session.send_command(f"license install flash:{file.name}"))


def boot_level(device: Served, command: str) -> None:
    with netmiko.ConnectHandler(**device.netmiko()) as session:
        session.send_config_set([command])
        session.save_config()


def bought(portal: ServedPortal, feature: str, udi: str, file: Path) -> Path:
    """A PAK sold and redeemed for a device."""
    pak = portal.done("pak", "create", "--feature", feature, "--quantity", "10", "--customer", "Example")
    portal.done("pak", "redeem", pak, "--udi", udi, "-o", str(file))
    return file


@pytest.mark.parametrize(
    ("model", "command", "after"),
    [
        ("WS-C3750E-24TD", "license boot level ipservices", "ipservices"),
        ("CISCO881-K9", "license boot module c880-data level advipservices", "advipservices"),
    ],
)
def test_a_customer_buys_a_licence_and_installs_it_over_ssh(
    model: str, command: str, after: str, tmp_path: Path
) -> None:
    with serve_portal() as portal, serve(model, "--trust", portal.trust) as device:
        file = bought(portal, after, device.ready["udi"], tmp_path / "bought.lic")
        said = install(device, file)
        boot_level(device, command)
        reload(device)

        assert "1/1 licenses were successfully installed" in said
        assert level(device) == after


def test_a_device_that_does_not_trust_the_portal_takes_nothing_from_it(tmp_path: Path) -> None:
    with serve_portal() as portal, serve("WS-C3750E-24TD") as device:
        said = install(device, bought(portal, "ipservices", device.ready["udi"], tmp_path / "bought.lic"))

        assert "License authority is not trusted by this device" in said


def say(session: Any, command: str) -> str:
    """A command whose questions, whatever they are, are answered with yes."""
    said = str(session.send_command(command, expect_string=ASKED_OR_DONE, strip_prompt=False, read_timeout=20))
    while not said.rstrip().endswith("#"):
        said += str(session.send_command("yes", expect_string=ASKED_OR_DONE, strip_prompt=False, read_timeout=20))
    return said


def fetch(device: Served, name: str, file: Path) -> None:
    with netmiko.ConnectHandler(**device.netmiko()) as session:
        netmiko.file_transfer(session, source_file=name, dest_file=str(file), direction="get", overwrite_file=True)


def send(device: Served, file: Path) -> None:
    with netmiko.ConnectHandler(**device.netmiko()) as session:
        netmiko.file_transfer(session, source_file=str(file), dest_file=file.name, overwrite_file=True)


def test_a_licence_moves_to_another_switch_and_the_first_one_keeps_working_for_a_while(tmp_path: Path) -> None:
    with (
        serve_portal() as portal,
        serve("WS-C3750E-24TD", "--trust", portal.trust) as first,
        serve("WS-C3750E-24TD", "--serial", "random", "--trust", portal.trust) as second,
    ):
        bought_file = bought(portal, "ipservices", first.ready["udi"], tmp_path / "bought.lic")
        install(first, bought_file)
        boot_level(first, "license boot level ipservices")
        reload(first)
        with netmiko.ConnectHandler(**first.netmiko()) as session:
            say(session, "license save credential flash:credentials")
        fetch(first, "credentials", tmp_path / "credentials")
        portal.done("rehost", "permit", str(tmp_path / "credentials"), "-o", str(tmp_path / "permission"))
        send(first, tmp_path / "permission")
        with netmiko.ConnectHandler(**first.netmiko()) as session:
            revoked = say(session, "license revoke flash:permission flash:rehost")
        fetch(first, "rehost", tmp_path / "rehost")
        moved = tmp_path / "moved.lic"
        to = ("--to", second.ready["udi"])
        portal.done("rehost", "complete", str(tmp_path / "rehost"), *to, "-o", str(moved))
        replayed = portal.iosim("rehost", "complete", str(tmp_path / "rehost"), *to, "-o", str(moved))
        again = install(first, bought_file)
        installed = install(second, moved)
        reload(first)
        boot_level(second, "license boot level ipservices")
        reload(second)

        assert "Rehost ticket saved" in revoked
        assert (replayed.returncode, replayed.stderr.count("\n")) == (2, 1)
        assert "License was revoked on this device" in again
        assert "1/1 licenses were successfully installed" in installed
        assert level(first) == "ipservices"
        assert level(second) == "ipservices"


def test_a_failed_switch_is_replaced_by_one_that_runs_on_its_trial_until_the_key_comes(tmp_path: Path) -> None:
    with serve_portal() as portal:
        failed = "WS-C3750E-24TD:SIM1234X0AB"
        bought(portal, "ipservices", failed, tmp_path / "bought.lic")
        with serve("WS-C3750E-24TD", "--serial", "random", "--trust", portal.trust) as replacement:
            with netmiko.ConnectHandler(**replacement.netmiko()) as session:
                session.config_mode()
                say(session, "license boot level ipservices")
                session.exit_config_mode()
                session.save_config()
            reload(replacement)
            on_site = level(replacement)
            file = tmp_path / "replacement.lic"
            portal.done("rma", "--from", failed, "--to", replacement.ready["udi"], "--number", "R1", "-o", str(file))
            installed = install(replacement, file)
            iosim("clock", "advance", "61d", "--api", replacement.api)
            reload(replacement)

            assert on_site == "ipservices"
            assert "1/1 licenses were successfully installed" in installed
            assert level(replacement) == "ipservices"


def test_a_trial_is_extended_when_somebody_at_the_portal_approves(tmp_path: Path) -> None:
    with serve_portal() as portal, serve("CISCO881-K9", "--trust", portal.trust) as router:
        headers = {"Authorization": f"Bearer {portal.token}"}
        trusted = ssl.create_default_context(cafile=portal.ca)
        with httpx.Client(base_url=portal.url, verify=trusted, headers=headers, trust_env=False) as api:
            api.post("/api/customers", json={"name": "Example"})
            asked = {"udi": router.ready["udi"], "feature": "advipservices", "days": 30, "customer": "Example"}
            number = api.post("/api/extensions", json=asked).json()["id"]
            api.post(f"/api/extensions/{number}/approve", json={}).raise_for_status()
        file = tmp_path / "extension.lic"
        portal.done("pak", "resend", "--udi", router.ready["udi"], "-o", str(file))
        send(router, file)
        with netmiko.ConnectHandler(**router.netmiko()) as session:
            installed = say(session, "license install flash:extension.lic")
            session.config_mode()
            say(session, "license boot module c880-data level advipservices")
            session.exit_config_mode()
            session.save_config()
        reload(router)

        assert "1/1 licenses were successfully installed" in installed
        assert level(router) == "advipservices"
