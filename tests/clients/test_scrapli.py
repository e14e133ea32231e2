"""scrapli's IOS driver, where it is installed (`pip install 'scrapli<2026'`)."""

from scrapli.driver.core import IOSXEDriver

from tests.clients.served import Served


def test_scrapli_acquires_its_privileges_and_sends_a_configuration(device: Served) -> None:
    with IOSXEDriver(
        host=device.host,
        port=device.ssh_port,
        auth_username="admin",
        auth_password="admin",
        auth_secondary="admin",
        auth_strict_key=False,
        transport="paramiko",
    ) as session:
        version = session.send_command("show version")
        sent = session.send_configs(["snmp-server contact desk 4"])
        refused = session.send_command("show nonsense")

    assert not version.failed
    assert not sent.failed
    assert refused.failed
