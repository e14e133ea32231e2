"""napalm's `ios` driver, where it is installed."""

from napalm import get_network_driver

from tests.clients.served import Served


def test_napalm_reads_the_facts_and_merges_a_configuration(device: Served) -> None:
    driver = get_network_driver("ios")
    with driver(device.host, "admin", "admin", optional_args={"port": device.ssh_port, "secret": "admin"}) as session:
        facts = session.get_facts()
        running = session.get_config()["running"]

    assert facts["serial_number"] == device.ready["serial"]
    assert facts["vendor"] == "Cisco"
    assert facts["os_version"].startswith(("C3750E Software", "C880 Software"))
    assert facts["hostname"] == device.ready["hostname"]
    assert "username admin" in running
