"""Ansible's `cisco.ios` collection over network_cli, where it is installed (`pip install ansible`)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.clients.served import Served

PLAY = """\
- hosts: all
  gather_facts: false
  tasks:
    - cisco.ios.ios_facts: {gather_subset: [min, hardware, interfaces, config]}
    - assert: {that: [ansible_net_serialnum == wanted_serial, "'flash:' in ansible_net_filesystems_info"]}
    - cisco.ios.ios_config: {lines: [snmp-server contact ansible], save_when: modified}
      register: first
    - cisco.ios.ios_config: {lines: [snmp-server contact ansible]}
      register: again
    - assert: {that: [first.changed, not again.changed]}
    - cisco.ios.ios_command: {commands: [show version, show license, show startup-config]}
      register: shown
    - assert: {that: ['"snmp-server contact ansible" in shown.stdout[2]']}
"""
VARIABLES = {
    "ansible_user": "admin",
    "ansible_password": "admin",
    "ansible_network_os": "cisco.ios.ios",
    "ansible_connection": "ansible.netcommon.network_cli",
    "ansible_network_cli_ssh_type": "paramiko",
    "ansible_become": "yes",
    "ansible_become_method": "enable",
    "ansible_become_password": "admin",
}


def test_facts_are_gathered_and_a_configuration_is_idempotent(device: Served, tmp_path: Path) -> None:
    program = shutil.which("ansible-playbook", path=str(Path(sys.executable).parent))
    assert program is not None, "ansible-playbook lies beside the Python that has the package"
    variables = {
        **VARIABLES,
        "ansible_host": device.host,
        "ansible_port": str(device.ssh_port),
        "wanted_serial": device.ready["serial"],
    }
    inventory, play = tmp_path / "inventory", tmp_path / "play.yml"
    inventory.write_text("device " + " ".join(f"{name}={value}" for name, value in variables.items()) + "\n")
    play.write_text(PLAY)
    environment = {**os.environ, "ANSIBLE_HOST_KEY_CHECKING": "False", "HOME": str(tmp_path)}

    done = subprocess.run(
        [program, "-i", str(inventory), str(play)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
