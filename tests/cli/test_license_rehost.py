"""`license save credential` and `license revoke` as an operator types them."""

import pytest

from iosim.cli.license_words import EULA
from iosim.cli.run import run
from iosim.license_store import LAB, granted
from iosim.license_store.credential import read_credentials
from iosim.license_store.ticket import issue_permission_ticket, read_rehost_ticket
from tests.cli.made_files import Operator
from tests.license_store.test_revocation import GRACE, PERMANENT, permit

SERIAL = "SIM1234X0AB"
SAID = "Following Permission ticket file exists on the device\nExecuting permission ticket\nFeature: ipservices\n"


@pytest.fixture
def switch() -> Operator:
    """A switch with a permanent licence, and a permission ticket for it in flash."""
    switch = Operator("WS-C3750E-24TD", serial=SERIAL)
    switch.system.licensing.install_each([(PERMANENT, False)], 0)
    switch.keep("perm.lic", permit())
    switch.keep("bare.lic", permit(grace=()))
    return switch


def test_credentials_are_saved_anywhere(switch: Operator) -> None:
    assert (
        switch.types("license save credential flash:cred.lic") == "license credential saved ..... to flash:cred.lic\n"
    )
    switch.types("license save credential tftp://10.0.0.1/cred.lic")

    assert read_credentials(switch.flash("cred.lic")).udi.serial == SERIAL
    assert switch.servers.received["tftp://10.0.0.1/cred.lic"] == switch.flash("cred.lic")
    assert "Save cred count:            2" in switch.types("show license statistics")


def test_revoking_asks_for_the_terms_of_the_grace_period(switch: Operator) -> None:
    declined = switch.types("license revoke flash:perm.lic flash:rehost.lic", [""])
    assert declined.startswith(SAID)
    assert declined.endswith("ACCEPT? (yes/[no]): % Error: License agreement was not accepted\n")
    assert "License Type: Grace" not in switch.types("show license all")

    accepted = switch.types("license revoke flash:perm.lic flash:rehost.lic", ["yes"])

    assert EULA in accepted
    assert accepted.endswith("ACCEPT? (yes/[no]): Rehost ticket saved ..... to flash:rehost.lic\n")
    assert read_rehost_ticket(switch.flash("rehost.lic")).revoked[0].license_id == PERMANENT.id
    assert "License Type: Grace Period\n" in switch.types("show license")


def test_a_ticket_that_is_lost_is_written_again(switch: Operator) -> None:
    switch.types("license revoke flash:bare.lic flash:rehost.lic")
    first = switch.flash("rehost.lic")

    said = switch.types("license revoke last flash:bare.lic tftp://10.0.0.1/again.lic")

    assert said.endswith("Rehost ticket saved ..... to tftp://10.0.0.1/again.lic\n")
    assert switch.servers.received["tftp://10.0.0.1/again.lic"] == first
    assert switch.types("license revoke flash:bare.lic flash:x.lic").endswith(
        "% Error: Permission ticket was processed before on this device\n"
    )


def test_a_server_that_fails_after_the_revocation_loses_nothing(switch: Operator) -> None:
    said = run(switch.device, "license revoke flash:bare.lic tftp://10.0.0.1/rehost.lic", 0)

    assert said.endswith(
        "% Licenses were revoked. Use 'license revoke last' to write the rehost ticket again\n"
        "%Error opening tftp://10.0.0.1/rehost.lic (Timed out)\n"
    )
    assert switch.types("license revoke last flash:bare.lic flash:rehost.lic").endswith(
        "saved ..... to flash:rehost.lic\n"
    )


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("flash:/none/rehost.lic", "%Error opening flash:/none (No such file or directory)\n"),
        ("system:running-config", "%Error opening system:/running-config (Permission denied)\n"),
    ],
)
def test_nothing_is_revoked_for_a_file_that_cannot_be_written(switch: Operator, target: str, words: str) -> None:
    switch.device.chassis.take()

    assert switch.types(f"license revoke flash:bare.lic {target}").endswith(words)

    assert not switch.device.chassis.journal


def test_a_ticket_for_another_device_or_none_at_all_is_refused(switch: Operator) -> None:
    other = granted("WS-C3750E-24TD:SIM9", "ipservices")
    switch.keep(
        "other.lic",
        issue_permission_ticket(
            other.udi,
            [other],
            id="A" * 16,
            created="2029-12-01T00:00:00",
            expires="2030-01-01T00:00:00",
            authority=LAB,
        ),
    )
    switch.keep("text.lic", b"hello")
    switch.keep("cred.lic", b"<a/>")

    for name, words in (
        ("other", "Permission ticket is not valid for this device"),
        ("text", "Permission ticket is not well-formed XML"),
        ("cred", "File is not a Permission ticket"),
    ):
        assert switch.types(f"license revoke flash:{name}.lic flash:r.lic").endswith(f"% Error: {words}\n")
    assert switch.types("license revoke flash:no.lic flash:r.lic") == (
        "%Error opening flash:/no.lic (No such file or directory)\n"
    )


def test_a_licence_that_was_revoked_cannot_be_installed_again(switch: Operator) -> None:
    switch.types("license save flash:all.lic\nlicense revoke flash:perm.lic flash:rehost.lic", ["yes"])

    said = switch.types("license install flash:all.lic")

    assert "Installing...Feature:ipservices...Failed:License was revoked on this device\n" in said
    assert GRACE.id in switch.types("show license file")
