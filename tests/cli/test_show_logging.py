"""`show logging`, line by line."""

import pytest

from tests.cli.made_files import Operator

HEADER = """\
Syslog logging: enabled (0 messages dropped, 0 messages rate-limited, 0 flushes, 0 overruns, xml disabled, \
filtering disabled)

No Active Message Discriminator.



No Inactive Message Discriminator.


    Console logging: level debugging, 14 messages logged, xml disabled,
                     filtering disabled
    Monitor logging: level debugging, 0 messages logged, xml disabled,
                     filtering disabled
    Buffer logging:  level debugging, 14 messages logged, xml disabled,
                    filtering disabled
    Exception Logging: size (4096 bytes)
    Count and timestamp logging messages: disabled
    File logging: disabled
    Persistent logging: disabled

No active filter modules.

    Trap logging: level informational, 14 message lines logged

Log Buffer (4096 bytes):

"""


@pytest.fixture
def switch() -> Operator:
    return Operator("WS-C3750E-24TD", image="c3750e-universalk9-mz.122-55.SE5")


def test_the_layout_is_that_of_the_device(switch: Operator) -> None:
    screen = switch.types("show logging")

    count = switch.system.logger.console_count
    trap = switch.system.logger.trap_count
    expected = HEADER.replace("14 messages", f"{count} messages").replace("14 message lines", f"{trap} message lines")
    assert screen.startswith(expected)
    assert "%SYS-5-RESTART: System restarted --\nCisco IOS Software, " in screen


def test_older_releases_know_no_discriminators() -> None:
    old = Operator("WS-C3750E-24TD", image="c3750e-universalk9-mz.122-46.SE")

    assert "Discriminator" not in old.types("show logging")


def test_a_host_shows_how_much_it_was_sent(switch: Operator) -> None:
    switch.types("configure terminal\nlogging host 10.12.55.11\nend")

    screen = switch.types("show logging")

    count = switch.system.logger.host_counts["10.12.55.11"]
    assert count >= 1
    assert (
        "        Logging to 10.12.55.11  (udp port 514, audit disabled,\n"
        "              link up),\n"
        f"              {count} message lines logged,\n"
        "              0 message lines rate-limited,\n"
        "              0 message lines dropped-by-MD,\n"
        "              xml disabled, sequence number disabled\n"
        "              filtering disabled\n"
    ) in screen


def test_a_console_that_logs_nothing_says_so(switch: Operator) -> None:
    switch.types("configure terminal\nno logging console\nend")

    assert "    Console logging: disabled\n    Monitor logging: level debugging" in switch.types("show logging")


def test_clear_logging_empties_the_buffer_after_a_yes(switch: Operator) -> None:
    declined = switch.types("clear logging", ["n"])
    before = switch.types("show logging")
    switch.types("clear logging")

    assert declined == "Clear logging buffer [confirm]"
    assert "%SYS-5-RESTART" in before
    assert switch.types("show logging").endswith("\nLog Buffer (4096 bytes):\n\n")


def test_the_history_table_keeps_what_its_level_lets_in(switch: Operator) -> None:
    switch.system.emit("interface.link", 1000, interface="GigabitEthernet1/0/1", up=True)

    screen = switch.types("show logging history")

    assert screen.startswith("Syslog History Table:1 maximum table entries,\nsaving level warnings or higher\n")
    assert screen.endswith(
        f"   entry number {switch.system.logger.history_count} : LINK-3-UPDOWN\n"
        "    Interface GigabitEthernet1/0/1, changed state to up\n"
        "    timestamp: 3700\n"
    )
