"""Trustpoints: a certificate that is pasted is trusted, kept, and goes with its trustpoint."""

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from iosim.cli.call_home import trusted
from iosim.flash import Location
from tests.cli.made_files import Operator
from tests.serve.test_https_post import Authority

AUTHORITY = Authority("lab", datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))
LINES = AUTHORITY.pem.decode().splitlines()
TRUSTPOINT = "configure terminal\ncrypto pki trustpoint LAB\nenrollment terminal\nexit\n"


@pytest.fixture
def switch() -> Operator:
    return Operator("WS-C3750E-24TD")


def test_a_pasted_certificate_is_trusted_from_then_on(switch: Operator) -> None:
    said = switch.types(f"{TRUSTPOINT}crypto pki authenticate LAB", [*LINES, "quit", "yes"])

    assert "Enter the base 64 encoded CA certificate.\n" in said
    assert "% Do you accept this certificate? [yes/no]: Trustpoint CA certificate accepted.\n" in said
    assert x509.load_pem_x509_certificates(trusted(switch.system)) == [AUTHORITY.certificate]
    switch.types("write")
    switch.types("reload")
    switch.device.restart(0)
    switch.device.finish_boot(0)
    assert x509.load_pem_x509_certificates(trusted(switch.system)) == [AUTHORITY.certificate]
    assert " nvram:LAB#" in switch.types("show running-config | section certificate")


def test_a_certificate_goes_with_its_trustpoint(switch: Operator) -> None:
    switch.types(f"{TRUSTPOINT}crypto pki authenticate LAB", [*LINES, "", "yes"])

    switch.types("configure terminal\nno crypto pki trustpoint LAB")

    assert not trusted(switch.system).strip()
    assert "crypto pki" not in switch.types("show running-config")


@pytest.mark.parametrize(
    ("lines", "answers", "words"),
    [
        (f"{TRUSTPOINT}crypto pki authenticate LAB", [*LINES, "", "no"], "% Certificate not accepted.\n"),
        (f"{TRUSTPOINT}crypto pki authenticate LAB", ["hello", ""], "% Error in saving certificate: status = FAIL\n"),
        (f"{TRUSTPOINT}crypto pki authenticate LAB", [""], "% Error in saving certificate: status = FAIL\n"),
        (
            "configure terminal\ncrypto pki authenticate LAB",
            [],
            "% CA trustpoint for label LAB is not configured.\n",
        ),
    ],
)
def test_what_is_no_certificate_or_not_wanted_is_not_kept(
    switch: Operator, lines: str, answers: list[str], words: str
) -> None:
    assert words in switch.types(lines, answers)

    assert not trusted(switch.system).strip()
    assert not [info for info in switch.files.listing(Location("nvram")) if info.name.endswith(".cer")]


def test_a_second_certificate_needs_the_first_one_gone(switch: Operator) -> None:
    switch.types(f"{TRUSTPOINT}crypto pki authenticate LAB", [*LINES, "", "yes"])

    said = switch.types("configure terminal\ncrypto pki authenticate LAB")

    assert "% Please delete your existing CA certificate first.\n" in said


def test_the_certificate_file_is_the_certificate(switch: Operator) -> None:
    switch.types(f"{TRUSTPOINT}crypto pki authenticate LAB", [*LINES, "", "yes"])

    (file,) = [info for info in switch.files.listing(Location("nvram")) if info.name.endswith(".cer")]
    assert switch.files.read(Location("nvram", file.path)) == AUTHORITY.certificate.public_bytes(Encoding.DER)
