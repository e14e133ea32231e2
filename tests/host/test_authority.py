"""Private licence authorities in a folder."""

import stat
from pathlib import Path

import pytest

from iosim.errors import UsageError
from iosim.host import authority
from iosim.license_store.authority import LAB, PublicKey


def test_a_new_authority_can_be_read_back_and_its_public_key_trusted(tmp_path: Path) -> None:
    made = authority.init(tmp_path / "keys", "Acme")

    read = authority.read(tmp_path / "keys")
    public = PublicKey.read((tmp_path / "keys" / authority.PUBLIC).read_text())

    assert read == made
    assert public == made.key
    assert made.id != LAB.id


def test_the_private_key_is_for_the_user_alone(tmp_path: Path) -> None:
    authority.init(tmp_path, "Acme")

    assert stat.S_IMODE((tmp_path / authority.PRIVATE).stat().st_mode) == 0o600


def test_an_authority_is_never_replaced(tmp_path: Path) -> None:
    made = authority.init(tmp_path, "Acme")

    with pytest.raises(authority.KeyInTheWay):
        authority.init(tmp_path, "Other")

    assert authority.read(tmp_path) == made


def test_a_folder_without_keys_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no authority in"):
        authority.read(tmp_path)


def test_show_without_a_folder_shows_the_lab_authority_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    assert authority.main(["show"]) == 0

    shown = capsys.readouterr().out
    assert LAB.id in shown
    assert "prove nothing" in shown
