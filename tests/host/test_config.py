"""`iosim config check`: lines a device would not understand."""

from pathlib import Path

import pytest

from iosim.errors import UsageError
from iosim.host import config

CLEAN = "hostname core\ninterface GigabitEthernet1/0/1\n description uplink\nend\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "startup-config"


def test_a_file_that_is_understood_says_so(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(CLEAN)

    assert config.main(["check", str(file)]) == 0
    assert "every line is understood (WS-C3750E-24TD, 12.2(46)SE, ipbase)" in capsys.readouterr().out


def test_a_line_iosim_does_not_know_is_named_with_its_number(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("hostname core\nfrobnicate the thing\nend\n")

    assert config.main(["check", str(file)]) == 1
    said = capsys.readouterr().out
    assert f"{file}:2: iosim does not know it and keeps it as it is: frobnicate the thing\n" in said
    assert "0 refused, 1 kept" in said


def test_a_line_above_the_feature_set_is_refused_there_and_understood_at_its_level(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("router ospf 1\n network 10.0.0.0 0.0.0.255 area 0\nend\n")

    assert config.main(["check", str(file)]) == 1
    assert f"{file}:1: refused at boot (not at ipbase): router ospf 1\n" in capsys.readouterr().out
    assert config.main(["check", str(file), "--level", "ipservices"]) == 0


def test_the_orderable_spelling_of_a_model_chooses_its_level() -> None:
    assert config.shipped("WS-C3750E-24TD-S", None, None).level.name == "ipbase"
    assert config.shipped("WS-C3750E-24TD-E", None, None).level.name == "ipservices"


def test_a_level_the_image_does_not_have_is_refused() -> None:
    with pytest.raises(UsageError, match="it has ipbase"):
        config.shipped("WS-C3750E-24TD", None, "advsecurity")


def test_an_image_of_another_family_is_refused() -> None:
    with pytest.raises(UsageError, match="not for a CISCO881-K9"):
        config.shipped("CISCO881-K9", "c3750e-universalk9-mz.122-46.SE", None)
