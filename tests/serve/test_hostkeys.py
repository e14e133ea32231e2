"""Host keys follow from identity, and are keys."""

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from iosim.serve.hostkeys import ed25519_secret, rsa_numbers


@pytest.mark.parametrize("bits", [768, 1024])
def test_an_rsa_pair_is_one_that_the_library_accepts(bits: int) -> None:
    numbers = rsa_numbers("CISCO881-K9:SIM0000X001", 3, bits)
    p, q, d = numbers.prime_1, numbers.prime_2, numbers.private_exponent

    public = rsa.RSAPublicNumbers(65537, numbers.modulus)
    key = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public).private_key()

    assert key.key_size == numbers.bits == bits


def test_keys_follow_from_identity_and_nothing_else() -> None:
    rsa_numbers.cache_clear()
    first = rsa_numbers("CISCO881-K9:SIM0000X001", 3, 768)
    rsa_numbers.cache_clear()

    assert rsa_numbers("CISCO881-K9:SIM0000X001", 3, 768) == first
    assert rsa_numbers("CISCO881-K9:SIM0000X002", 3, 768) != first
    assert rsa_numbers("CISCO881-K9:SIM0000X001", 4, 768) != first
    assert rsa_numbers("CISCO881-K9:SIM0000X001", 3, 768, generation=1) != first
    assert ed25519_secret("a:1", 1) != ed25519_secret("a:1", 2)
