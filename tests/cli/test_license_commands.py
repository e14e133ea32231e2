"""Licence commands: what each bad file is answered with, and the dialogues beside the ones in `transcripts/`."""

import pytest

from iosim.chassis import keys
from iosim.cli.license_words import EULA, period_text
from iosim.featureset.catalog import Catalog
from iosim.flash import RUNNING_CONFIG
from iosim.license_store import FILE_BYTES_LIMIT, Authority, granted, issue, write
from iosim.license_store.refusals import REFUSALS, FileRefusal
from tests.cli.made_files import Operator
from tests.license_store.test_file import BOMB, VENDOR

UDI = "WS-C3750E-24TD:SIM1234X0AB"
GOOD = issue(UDI, "ipservices")
SUMMARY = (
    "{done}/{all} licenses were successfully installed\n"
    "{existing}/{all} licenses were existing licenses\n"
    "{failed}/{all} licenses were failed to install\n"
)


@pytest.fixture
def switch() -> Operator:
    return Operator("WS-C3750E-24TD", serial="SIM1234X0AB")


def summary(done: int, existing: int, failed: int) -> str:
    return SUMMARY.format(done=done, existing=existing, failed=failed, all=done + existing + failed)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "License file is empty"),
        (b"hello", "License file is not well-formed XML"),
        (GOOD[:500], "License file is truncated"),
        (BOMB, "License file declares a document type or entities"),
        (b"<html/>", "No valid license found in the file"),
        (VENDOR, "License file was not issued by iosim (SOURCE is not iosim)"),
        (GOOD + b"<!-- x -->", "License file was altered outside its licenses"),
        (b"<" * (FILE_BYTES_LIMIT + 1), f"License file is too large (more than {FILE_BYTES_LIMIT} bytes)"),
    ],
)
@pytest.mark.parametrize("place", ["flash:a.lic", "tftp://10.0.0.1/a.lic"])
def test_a_bad_file_is_one_line_and_changes_nothing(switch: Operator, data: bytes, words: str, place: str) -> None:
    switch.keep("a.lic", data)
    switch.servers.files = {"tftp://10.0.0.1/a.lic": data}
    switch.device.chassis.take()

    said = switch.types(f"license install {place}")

    assert said.endswith(f"% Error: {words}\n")
    assert "licenses were" not in said
    assert not switch.device.chassis.take()


@pytest.mark.parametrize(
    ("data", "feature", "words"),
    [
        (issue("WS-C3750E-24TD:SIM9999", "ipservices"), "ipservices", "License is not valid for this device"),
        (issue(UDI, "seck9"), "seck9", "License feature is unknown to this device"),
        (GOOD.replace(b"LONG NORMAL", b"LONG NORMAM"), "ipservices", "License line is not valid"),
        (GOOD.replace(b"<TYPE>REG", b"<TYPE>SEG"), "ipservices", "License fields do not agree with the license line"),
        (
            issue(UDI, "ipservices", authority=Authority.create("other", bytes(32))),
            "ipservices",
            "License authority is not trusted by this device",
        ),
    ],
)
def test_a_bad_licence_fails_on_its_line_and_changes_nothing(
    switch: Operator, data: bytes, feature: str, words: str
) -> None:
    switch.keep("a.lic", data)
    switch.device.chassis.take()

    said = switch.types("license install flash:a.lic")

    assert said == f"Installing...Feature:{feature}...Failed:{words}\n" + summary(0, 0, 1)
    assert not switch.device.chassis.take()


def test_a_file_for_several_devices_installs_its_part(switch: Operator) -> None:
    licenses = [granted("WS-C3750E-24TD:SIM9", "ipservices"), granted(UDI, "ipservices"), granted(UDI, "ipservices")]
    switch.keep("a.lic", write(licenses))

    assert switch.types("license install flash:a.lic") == (
        "Installing...Feature:ipservices...Failed:License is not valid for this device\n"
        "Installing...Feature:ipservices...Successful:Supported\n"
        "Installing...Feature:ipservices...Skipped:Duplicate\n" + summary(1, 1, 1)
    )


def test_a_feature_of_another_image_is_installed_for_it() -> None:
    switch = Operator("WS-C3750E-24TD", serial="SIM1234X0AB", image="c3750e-universalk9-mz.122-55.SE5")
    switch.keep("a.lic", issue(UDI, "advipservices"))

    assert switch.types("license install flash:a.lic") == (
        "Installing...Feature:advipservices...Successful:Not Supported\n" + summary(1, 0, 0)
    )


def test_what_a_url_lacks_is_asked_for(switch: Operator) -> None:
    switch.keep("a.lic", GOOD)
    switch.servers.files = {"tftp://10.0.0.1/a.lic": GOOD}

    assert switch.types("license install tftp:", ["10.0.0.1", "a.lic"]).endswith(summary(1, 0, 0))
    assert switch.types("license install flash:", ["a.lic"]).endswith(summary(0, 1, 0))


def test_a_server_that_does_not_answer_is_named(switch: Operator) -> None:
    assert switch.types("license install tftp://10.0.0.1/a.lic").endswith(
        "%Error opening tftp://10.0.0.1/a.lic (No such file or directory)\n"
    )


def test_a_password_is_asked_for_and_never_shown() -> None:
    router = Operator("CISCO881-K9", serial="SIM1234X0AB")
    router.servers.files = {"ftp://joe:secret@10.0.0.1/a.lic": issue("CISCO881-K9:SIM1234X0AB", "advipservices")}

    said = router.types("license install ftp://joe@10.0.0.1/a.lic", ["secret"])

    assert said.endswith(summary(1, 0, 0))
    assert "secret" not in said
    assert 'Installing licenses from "ftp://*:*@10.0.0.1/a.lic"' in said


def test_a_declined_extension_is_not_installed_and_an_accepted_one_is(switch: Operator) -> None:
    switch.keep("a.lic", issue(UDI, "advipservices", type="extension", days=10))

    declined = switch.types("license install flash:a.lic", [""])
    accepted = switch.types("license install flash:a.lic", ["yes"])

    assert EULA in declined
    assert declined.endswith("Failed:License agreement was not accepted\n" + summary(0, 0, 1))
    assert accepted.endswith("Successful:Supported\n" + summary(1, 0, 0))


def test_what_was_saved_can_be_installed_after_it_was_cleared() -> None:
    switch = Operator("WS-C3750E-24TD-E", serial="SIM1234X0AB")
    switch.types("license comment add ipservices rack 4\nlicense save flash:all.lic")
    switch.types("configure terminal\nlicense boot level ipbase\nend\nwrite\nreload")
    switch.device.restart(0)
    switch.device.finish_boot(0)
    switch.types("license clear ipservices", ["yes"])

    said = switch.types("license install flash:all.lic")

    assert said.startswith("Installing...Feature:ipbase...Skipped:Duplicate\nInstalling...Feature:ipservices...Succ")
    assert "    Comment: rack 4\n" in switch.types("show license file")


def test_clearing_is_not_done_unless_confirmed(switch: Operator) -> None:
    switch.keep("a.lic", GOOD)
    switch.types("license install flash:a.lic")
    switch.device.chassis.take()

    for answer in ("", "n", "no"):
        switch.types("license clear ipservices", [answer])

    assert not switch.device.chassis.take()
    assert switch.types("license clear IPSERVICES", ["y"]).count("Are you sure") == 1
    assert switch.device.chassis.keys(keys.LICENSE) == []


def test_one_of_several_licences_is_chosen_by_its_number(switch: Operator) -> None:
    switch.keep("a.lic", write([granted(UDI, "ipservices"), granted(UDI, "ipservices", type="extension")]))
    switch.types("license install flash:a.lic", ["yes"])

    said = switch.types("license clear ipservices", ["2", "yes"])

    assert "    2 License Type: Extension\n" in said
    assert "\n\nSelect Index to Clear [1-2] : Are you sure you want to clear? (yes/[no]): " in said
    assert switch.device.chassis.keys(keys.LICENSE) == ["license/PRIMARY/0001"]
    switch.types("license install flash:a.lic", ["yes"])
    assert "% Error: Invalid index\n" in switch.types("license clear ipservices", ["3"])


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("license clear ipbase", "Could not delete in-use license"),
        ("license clear advipservices", "Could not delete built-in license"),
        ("license clear seck9", "No license found for feature seck9"),
        ("license comment add seck9 x", "No license found for feature seck9"),
        ("license comment add advipservices x", "No license found for feature advipservices"),
        ("license comment add ipbase " + "x" * 100, "License comment is not up to 99 printable ASCII characters"),
        ("license modify priority ipbase high", "Priority of a permanent license cannot be changed"),
        ("show license detail seck9", "No license found for feature seck9"),
    ],
)
def test_what_cannot_be_done_is_said(switch: Operator, line: str, words: str) -> None:
    assert switch.types(line) == f"% Error: {words}\n"


def test_licence_commands_need_privilege_15_and_showing_them_does_not(switch: Operator) -> None:
    assert "Invalid input" in switch.types("license save flash:a.lic", privilege=1)
    assert "Index 1" in switch.types("show license", privilege=1)


def test_levels_are_words_of_the_image(switch: Operator) -> None:
    said = switch.types("configure terminal\nlicense boot level lanbase")

    assert said.endswith("% Invalid input detected at '^' marker.\n\n")


def test_the_configured_level_is_in_the_running_configuration_and_goes_with_no() -> None:
    router = Operator("CISCO881-K9")

    router.types("configure terminal\nlicense boot module c880-data level advsecurity")
    assert b"\nlicense boot module c880-data level advsecurity\n" in router.files.read(RUNNING_CONFIG)
    router.types("configure terminal\nno license boot module c880-data level advsecurity")
    assert b"license boot" not in router.files.read(RUNNING_CONFIG)


def test_periods_have_two_units_in_the_spelling_of_the_release() -> None:
    early = Catalog.packaged().image("c3750e-universalk9-mz.122-46.SE")
    late = Catalog.packaged().image("c880data-universalk9-mz.154-2.T1")
    day_ms = 86_400_000

    assert period_text(60 * day_ms, late) == "8  weeks 4  days "
    assert period_text(60 * day_ms, early) == "8 weeks 4 days"
    assert period_text(0, late) == "0  minute  0  second  "
    assert period_text(8 * day_ms, late) == "1  week  1  day  "
    assert period_text(day_ms - 1, early) == "23 hours 59 minutes"
    assert period_text(1456 * day_ms, early) == "208 weeks 0 day"


def test_every_refusal_has_words_of_its_own() -> None:
    texts = [refusal.text for refusal in REFUSALS]

    assert len(set(texts)) == len(texts)
    assert all(refusal.text != FileRefusal.text for refusal in REFUSALS)
