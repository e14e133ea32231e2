"""The commands RANCID's `cisco` type sends, over one session, each refused only in words it knows."""

import re

import pytest

from tests.clients.served import Served

netmiko = pytest.importorskip("netmiko")

COMMANDS = """\
show version
show redundancy secondary
show idprom backplane
show install active
show env all
show boot
show bootvar
show variables boot
show license udi
show license feature
show license
show license summary
show flash:
dir /all nvram:
dir /all bootflash:
dir /all slot0:
dir /all disk0:
show controllers
show diag
show module
show inventory raw
show inventory
show vtp status
show vlan
show vlan-switch
show switch detail
show sdm prefer
show system mtu
show debug
more system:running-config
show running-config view full
show running-config
write term
"""
REFUSED = re.compile(
    r"% ?(Invalid input|Ambiguous|Incomplete|Unknown command|Unrecognized)|Error opening", re.IGNORECASE
)


def test_every_command_is_answered_or_refused_in_known_words(device: Served) -> None:
    with netmiko.ConnectHandler(**device.netmiko()) as session:
        session.send_command("terminal width 132")
        answers = {command: session.send_command(command) for command in COMMANDS.splitlines()}

    for command in ("show version", "show license udi", "show inventory", "show flash:", "dir /all nvram:"):
        assert not REFUSED.search(answers[command]), command
    for command, answer in answers.items():
        assert answer.strip() or command == "show debug", command  # nothing is being debugged
        assert not answer.lstrip().startswith("%Error") or REFUSED.search(answer), command
    written = [answer for command, answer in answers.items() if command in ("show running-config", "write term")]
    assert all(answer.rstrip().endswith("\nend") for answer in written)
