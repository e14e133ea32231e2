"""`iosim image`: files that build alike everywhere, and a verdict on any."""

from pathlib import Path

import pytest

from iosim.errors import UsageError
from iosim.host import image

NAME = "c880data-universalk9-mz.150-1.M4"


def test_list_names_every_image_and_marks_the_defaults(capsys: pytest.CaptureFixture[str]) -> None:
    assert image.main(["list"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith(f"* {NAME} ") for line in lines)
    assert any("c3750e-universal-mz.122-35.SE5" in line and "no crypto" in line for line in lines)


def test_built_files_verify_and_are_the_same_each_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert image.main(["build", NAME, "-o", str(tmp_path / "one")]) == 0
    assert image.main(["build", NAME, "-o", str(tmp_path / "two")]) == 0

    one, two = (tmp_path / folder / f"{NAME}.bin" for folder in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    assert image.main(["verify", str(one), str(two)]) == 0
    assert f"good: {NAME}, 15.0(1)M4" in capsys.readouterr().out


def test_verify_says_what_is_wrong_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    image.main(["build", NAME, "-o", str(tmp_path)])
    short = tmp_path / "short.bin"
    short.write_bytes((tmp_path / f"{NAME}.bin").read_bytes()[:-10])
    capsys.readouterr()

    assert image.main(["verify", str(short), str(tmp_path / "none.bin")]) == 1

    out = capsys.readouterr().out
    assert "716790 bytes are shorter than the 716800 bytes it states" in out
    assert "none.bin: BAD: No such file or directory" in out


def test_a_recipe_of_one_s_own_builds(tmp_path: Path) -> None:
    own = tmp_path / "c880data-mine.toml"
    own.write_text(f'like = "{NAME}"\nversion = "15.0(1)M10"\n')

    assert image.main(["build", str(own), "-o", str(tmp_path)]) == 0
    assert image.main(["verify", str(tmp_path / "c880data-mine.bin")]) == 0


@pytest.mark.parametrize("words", [["build"], ["verify"], ["build", "nothing"], ["build", "none.toml"], ["sing"]])
def test_an_impossible_command_line_is_refused(words: list[str]) -> None:
    with pytest.raises(UsageError):
        image.main(words)
