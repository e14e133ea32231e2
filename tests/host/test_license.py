"""Licence files from the command line of the host."""

from pathlib import Path

import pytest

from iosim.__main__ import main
from iosim.host import authority, license
from iosim.license_store import LAB_ONLY, License, issue, read

UDI = "WS-C3750E-24TD:SIM1234X0AB"


def test_an_issued_file_is_that_of_the_library(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.lic"

    code = main(
        [
            "license",
            "issue",
            "--udi",
            UDI,
            "--feature",
            "ipservices",
            "--created",
            "2020-01-02T03:04:05",
            "-o",
            str(path),
        ]
    )

    assert code == 0
    assert capsys.readouterr().out == f"{path}\n"
    assert path.read_bytes() == issue(UDI, "ipservices", created="2020-01-02T03:04:05")


def test_several_features_and_a_period_go_into_one_file(tmp_path: Path) -> None:
    path = tmp_path / "a.lic"

    features = ["--feature", "ipservices", "--feature", "advipservices"]
    terms = ["--type", "extension", "--days", "5", "--comment", "on loan"]
    main(["license", "issue", "--udi", UDI, *features, *terms, "-o", str(path)])

    found = [(item.feature, item.hours, item.comment) for item in read(path.read_bytes()) if isinstance(item, License)]
    assert found == [("ipservices", 120, "on loan"), ("advipservices", 120, "on loan")]


def test_a_file_may_hold_licences_of_several_devices_counts_and_days(tmp_path: Path) -> None:
    path = tmp_path / "a.lic"
    devices = ["--udi", "CISCO881-K9:SIM1", "--udi", "CISCO881-K9:SIM2"]
    common = ["license", "issue", *devices, "-o", str(path)]

    assert main([*common, "--feature", "SSL_VPN", "--count", "8", "--additive"]) == 0
    counted = [item for item in read(path.read_bytes()) if isinstance(item, License)]
    assert [(item.udi.serial, item.count, item.additive) for item in counted] == [("SIM1", 8, True), ("SIM2", 8, True)]
    assert main([*common, "--feature", "SSL_VPN", "--type", "paidSubscription", "--starts", "2030-01-01"]) == 0
    dated = [item for item in read(path.read_bytes()) if isinstance(item, License)]
    assert (dated[0].starts, dated[0].ends) == ("2030-01-01", "2031-01-01")
    assert "from 2030-01-01 to 2031-01-01" in license.describe((dated[0], None), LAB_ONLY)


def test_a_feature_that_no_model_has_is_issued_with_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["license", "issue", "--udi", UDI, "--feature", "ipservises", "-o", str(tmp_path / "a.lic")]) == 0
    assert "ipservises" in capsys.readouterr().err


def test_a_private_authority_is_known_only_where_it_is_trusted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    authority.init(tmp_path / "keys", "Acme")
    path = str(tmp_path / "a.lic")
    main(["license", "issue", "--udi", UDI, "--feature", "ipbase", "--authority", str(tmp_path / "keys"), "-o", path])
    capsys.readouterr()

    assert main(["license", "verify", path]) == 1
    assert "not trusted" in capsys.readouterr().out
    assert main(["license", "verify", path, "--trust", str(tmp_path / "keys" / "authority.pub"), "--udi", UDI]) == 0
    assert capsys.readouterr().out == f"ipbase for {UDI}: valid\n"


def test_showing_a_file_tells_who_signed_and_what_that_is_worth() -> None:
    ((item, refusal),) = license.checked(issue(UDI, "ipservices"), LAB_ONLY)

    text = license.describe((item, refusal), LAB_ONLY)

    assert "signed by  iosim lab" in text
    assert "proves nothing outside a lab" in text


def test_verifying_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.lic"
    path.write_bytes(issue(UDI, "ipservices").replace(b"<FEATURE_NAME>ip", b"<FEATURE_NAME>IP"))

    assert main(["license", "verify", str(path)]) == 1
    assert capsys.readouterr().out == "IPservices: License fields do not agree with the license line\n"
    path.write_bytes(b"<x/>")
    assert main(["license", "show", str(path)]) == 1
    assert capsys.readouterr().err == "iosim license: No valid license found in the file\n"


@pytest.mark.parametrize(
    "arguments",
    [[], ["sell"], ["issue"], ["issue", "--udi", "X", "--feature", "ipbase"], ["issue", "--udi", UDI, "--days", "x"]],
)
def test_a_mistake_is_one_line_and_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["license", *arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1
