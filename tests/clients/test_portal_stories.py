"""Licences from the portal to the device, with processes that meet over the network only."""

from pathlib import Path

import pytest

from tests.clients.served import Served, serve
from tests.clients.test_stories import level, reload
from tests.portal.served import ServedPortal, serve_portal

netmiko = pytest.importorskip("netmiko")


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
