"""A device served by `iosim run --json` in a process of its own, as any client meets it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

PATIENCE_S = 30.0
PYTHON = os.environ.get("IOSIM_PYTHON", sys.executable)  # which runs iosim, where the client's own cannot


@dataclass(frozen=True)
class Served:
    """A running device; `ready` is its ready line."""

    ready: dict[str, Any]
    process: "subprocess.Popen[str]"

    @property
    def host(self) -> str:
        return str(self.ready["ssh"]["host"])

    @property
    def ssh_port(self) -> int:
        return int(self.ready["ssh"]["port"])

    @property
    def telnet_port(self) -> int:
        return int(self.ready["telnet"]["port"])

    @property
    def api(self) -> str:
        return str(self.ready["api"]["url"])

    def netmiko(self, **more: Any) -> dict[str, Any]:
        """Arguments of `netmiko.ConnectHandler`."""
        return {
            "device_type": "cisco_ios",
            "host": self.host,
            "port": self.ssh_port,
            "username": "admin",
            "password": "admin",
            "secret": "admin",
            **more,
        }

    def wait_until_reachable(self) -> None:
        """Return when the device takes SSH connections again, after a reload."""
        import socket

        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                with socket.create_connection((self.host, self.ssh_port), timeout=2) as client:
                    if client.recv(4) == b"SSH-":
                        return
            except OSError:
                if time.monotonic() > end:
                    raise
            time.sleep(0.05)


@contextmanager
def serve(model: str, *arguments: str) -> Iterator[Served]:
    """Run a device while the block lasts."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("IOSIM_")}
    command = [PYTHON, "-m", "iosim", "run", model, "--json", "--boot-time", "0.3", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line, f"iosim ended with {process.wait()} before it was ready"
        yield Served(json.loads(line), process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def iosim(*arguments: str) -> str:
    """One command of the host command line, which must succeed."""
    done = subprocess.run([PYTHON, "-m", "iosim", *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
