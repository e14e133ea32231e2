"""What importing costs, and what is left behind at exit."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

HEAVY = (
    "asyncssh",
    "asyncio",
    "cryptography",
    "starlette",
    "uvicorn",
    "sqlite3",
    "pysnmp",
    "iosim.device",
    "iosim.cli",
)


def python(program: str, *flags: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *flags, "-c", textwrap.dedent(program)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("name", ["iosim", "iosim.pytest_plugin"])
def test_importing_pulls_in_nothing_heavy(name: str) -> None:
    done = python(f"""
        import pytest, sys
        before = set(sys.modules)
        import {name}
        print(*sorted(set(sys.modules) - before))
    """)

    imported = done.stdout.split()
    assert name in imported
    assert [module for module in imported if module.startswith(HEAVY)] == []


def test_the_plugin_costs_pytest_less_than_ten_milliseconds() -> None:
    done = python("""
        import pytest, time
        began = time.process_time()
        import iosim.pytest_plugin
        print((time.process_time() - began) * 1000)
    """)

    assert float(done.stdout) < 10


def test_the_function_stays_the_function_when_the_package_of_its_name_is_imported() -> None:
    done = python("""
        import iosim
        from iosim.boot import stages
        import iosim.boot.stages
        print(iosim.boot.__name__, stages.__name__, callable(iosim.boot))
    """)

    assert done.stdout.split() == ["boot", "iosim.boot.stages", "True"]


def test_names_that_do_not_exist_are_no_attributes() -> None:
    done = python("import iosim; print(hasattr(iosim, 'colour'), 'boot' in dir(iosim), iosim.aio.boot.__module__)")

    assert done.stdout.split() == ["False", "True", "iosim.api.asynchronous"]


@pytest.mark.parametrize(
    "program",
    [
        "import iosim; iosim.boot()",
        "import iosim; device = iosim.boot(); device.close()",
        "import iosim; device = iosim.boot(api=0); device.power_cut()",
        "import iosim; iosim.boot(state='lab.db').advance(days=1)",
        "import iosim, socket; device = iosim.boot(); client = socket.create_connection(device.ssh); client.close()",
        "import asyncio, iosim.aio\nasync def main():\n    async with iosim.aio.boot(): pass\nasyncio.run(main())",
    ],
)
def test_nothing_pends_or_leaks_at_exit(program: str, tmp_path: Path) -> None:
    done = python(program, "-X", "dev", "-W", "error", folder=tmp_path)

    said = [
        line for line in done.stderr.splitlines() if not line.startswith("Executing ")
    ]  # slow steps, told in dev mode
    assert (done.returncode, done.stdout, said) == (0, "", [])


def test_a_device_made_after_a_fork_has_a_loop_of_its_own() -> None:
    done = python("""
        import os, iosim
        with iosim.boot(seed=1):
            child = os.fork()
            if not child:
                with iosim.boot(seed=2) as device:
                    os._exit(0 if "uptime" in device.cli("show version") else 1)
            print(os.waitpid(child, 0)[1])
    """)

    assert done.stdout.split() == ["0"]
