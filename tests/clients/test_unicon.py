"""pyATS with unicon and genie, where they are installed (`pip install pyats unicon genie`)."""

from pyats import topology

from tests.clients.served import Served


def test_unicon_connects_and_configures_its_lines(device: Served) -> None:
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
