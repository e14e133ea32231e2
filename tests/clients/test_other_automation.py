"""
scrapli, napalm and unicon: each is tested where it is installed.

They are no dependency of the tests, since their own dependencies do not go together in one environment:
`pip install 'scrapli<2026'`, `pip install napalm`, `pip install pyats unicon genie`.
"""

import pytest

from tests.clients.served import Served


def test_scrapli_acquires_its_privileges_and_sends_a_configuration(device: Served) -> None:
    core = pytest.importorskip("scrapli.driver.core")
    with core.IOSXEDriver(
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


def test_napalm_reads_the_facts_and_merges_a_configuration(device: Served) -> None:
    napalm = pytest.importorskip("napalm")
    driver = napalm.get_network_driver("ios")
    with driver(device.host, "admin", "admin", optional_args={"port": device.ssh_port, "secret": "admin"}) as session:
        facts = session.get_facts()
        running = session.get_config()["running"]

    assert facts["serial_number"] == device.ready["serial"]
    assert facts["vendor"] == "Cisco"
    assert facts["os_version"].startswith(("C3750E Software", "C880 Software"))
    assert facts["hostname"] == device.ready["hostname"]
    assert "username admin" in running


def test_unicon_connects_and_configures_its_lines(device: Served) -> None:
    topology = pytest.importorskip("pyats.topology")
    testbed = topology.loader.load(
        {
            "devices": {
                device.ready["hostname"]: {
                    "os": "ios",
                    "type": "router",
                    "credentials": {
                        "default": {"username": "admin", "password": "admin"},
                        "enable": {"password": "admin"},
                    },
                    "connections": {
                        "cli": {
                            "protocol": "ssh",
                            "ip": device.host,
                            "port": device.ssh_port,
                            "ssh_options": "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null",
                        }
                    },
                }
            }
        }
    )
    session = testbed.devices[device.ready["hostname"]]
    session.connect(log_stdout=False)
    try:
        parsed = session.parse("show version")
    finally:
        session.disconnect()

    assert parsed["version"]["version"]
