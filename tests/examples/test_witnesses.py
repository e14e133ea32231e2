"""What left for the configured hosts, without a server to receive it."""

import iosim
from iosim.pytest_plugin import BootDevice


def test_an_installed_licence_is_told_to_the_log_host_and_the_trap_host(ios_device: BootDevice) -> None:
    router = ios_device("CISCO881-K9")
    router.cli(
        "configure terminal",
        "logging host 10.0.0.5",
        "snmp-server host 10.0.0.6 public",
        "snmp-server enable traps license",
    )

    router.install(iosim.issue(router.udi, "advipservices"))

    assert any("%LICENSE-6-INSTALL" in message for message in router.syslog)
    assert any(trap.name == "clmgmtLicenseInstalled" for trap in router.traps)
