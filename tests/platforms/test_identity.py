"""Identities follow from model, serial and seed, and cannot be a real unit's."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosim.errors import UsageError
from iosim.platforms import identity

SERIAL = re.compile(r"SIM\d{4}[0-9A-HJ-NP-Z]{4}")


@given(seed=st.integers(0, 2**64))
def test_a_derived_serial_begins_with_sim_and_is_the_same_every_time(seed: int) -> None:
    serial = identity.derived_serial("WS-C3750E-24TD", seed)

    assert SERIAL.fullmatch(serial)
    assert identity.derived_serial("WS-C3750E-24TD", seed) == serial


def test_models_and_seeds_give_different_serials() -> None:
    made = {identity.derived_serial(model, seed) for model in ("CISCO881-K9", "CISCO887-K9") for seed in range(1_000)}

    assert len(made) == 2_000


def test_a_random_serial_comes_from_the_generator_handed_in() -> None:
    assert identity.random_serial(random.Random(7)) == identity.random_serial(random.Random(7))
    assert SERIAL.fullmatch(identity.random_serial(random.Random(8)))


@given(serial=st.text("ABCDEFX0123456789", min_size=4, max_size=16), seed=st.integers(0, 2**32))
def test_a_base_address_is_locally_administered_with_room_for_the_ports(serial: str, seed: int) -> None:
    mac = identity.base_mac("CISCO881-K9", serial, seed)

    assert len(mac) == 6
    assert mac[0] == 0x02
    assert mac[5] & 0x7F == 0
    assert identity.port_mac(mac, 0x41)[:5] == mac[:5]


@pytest.mark.parametrize("text", ["", "AB", "SIM 234X0AB", "SIM1234X0ABSIM1234X0AB", "SIM/../ETC"])
def test_a_serial_that_no_label_could_have_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        identity.checked_serial(text)


def test_a_serial_is_kept_in_capitals() -> None:
    assert identity.checked_serial("sim1234x0ab") == "SIM1234X0AB"


def test_what_one_purpose_draws_moves_no_other() -> None:
    one = identity.stream("CISCO881-K9", "SIM1234X0AB", 1, "keys").random()
    other = identity.stream("CISCO881-K9", "SIM1234X0AB", 1, "counters").random()

    assert one != other
    assert one == identity.stream("CISCO881-K9", "SIM1234X0AB", 1, "keys").random()
