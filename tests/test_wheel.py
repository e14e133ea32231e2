"""What is installed from the wheel works by itself: package data, entry points, from any folder."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

BOOT = """
import iosim
with iosim.boot("WS-C3750E-24TD", licenses=["ipservices"]) as switch:
    print(switch.level, iosim.__file__)
"""


def run(*command: str | Path, cwd: Path, **settings: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "IOSIM"))}
    done = subprocess.run(
        command, cwd=cwd, env={**environment, **settings}, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    (found,) = out.glob("iosim-*.whl")
    return found


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment that holds the wheel and what it requires, nothing else."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder / "env", with_pip=True, symlinks=True)
    python = folder / "env" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=folder)
    return python.parent


def test_a_device_boots_from_the_wheel_in_a_clean_environment(clean: Path, tmp_path: Path) -> None:
    level, where = run(clean / "python", "-W", "error", "-c", BOOT, cwd=tmp_path).split()

    assert level == "ipservices"
    assert Path(where).is_relative_to(clean.parent)


def test_the_installed_command_boots_a_device_in_any_folder(clean: Path, tmp_path: Path) -> None:
    with subprocess.Popen(
        [clean / "iosim", "run", "CISCO881-K9", "--json"], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    ) as device:
        assert device.stdout is not None
        ready = json.loads(device.stdout.readline())
        device.terminate()
        rest = device.stdout.read()

    assert ready["product_id"] == "CISCO881-K9"
    assert rest == ""
    assert device.returncode == 0


def test_the_recipes_of_all_images_are_in_the_wheel(clean: Path, tmp_path: Path) -> None:
    listed = run(clean / "iosim", "image", "list", cwd=tmp_path)

    recipes = [path.stem for path in (ROOT / "images").glob("*.toml") if path.stem != "index"]
    assert recipes
    assert [name for name in recipes if name not in listed] == []
