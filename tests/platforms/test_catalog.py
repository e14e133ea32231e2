"""The rows of the models, and how they are found."""

import pytest

from iosim.errors import UsageError
from iosim.featureset.catalog import Catalog
from iosim.platforms import catalog
from iosim.platforms.inventory import parts
from iosim.platforms.platform import Platform

EVERY = pytest.mark.parametrize("platform", catalog.PLATFORMS, ids=lambda platform: platform.pid)


def test_a_model_is_found_by_its_base_product_id_in_any_case() -> None:
    platform, orderable = catalog.find("ws-c3750e-24td")

    assert platform.pid == "WS-C3750E-24TD"
    assert orderable.pid == "WS-C3750E-24TD-S"


def test_the_orderable_spelling_says_what_the_factory_installs() -> None:
    platform, orderable = catalog.find("WS-C3560E-48TD-e")

    assert platform.pid == "WS-C3560E-48TD"
    assert orderable.factory_licenses == ("ipbase", "ipservices")
    assert catalog.base_pid("WS-C3560E-48TD-e") == "WS-C3560E-48TD"


def test_an_unknown_model_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError) as refusal:
        catalog.find("WS-C2960-24TT")

    assert "WS-C3750E-24TD" in str(refusal.value)
    assert "CISCO881-SEC-K9" in str(refusal.value)


@EVERY
def test_every_licence_of_the_factory_is_a_feature_of_the_image_it_ships_with(platform: Platform) -> None:
    image = Catalog.packaged().default(platform.image_family)

    for orderable in platform.orderables:
        assert set(orderable.factory_licenses) <= set(image.features)


@EVERY
def test_ports_have_names_indexes_and_addresses_of_their_own(platform: Platform) -> None:
    addressed = [port.mac_offset for port in platform.ports if port.mac_offset is not None]

    assert len({port.name for port in platform.ports}) == len(platform.ports)
    assert len({port.if_index for port in platform.ports}) == len(platform.ports)
    assert len(set(addressed)) == len(addressed)
    assert max(addressed) < 0x80
    assert platform.management_port in {port.name for port in platform.ports}


@EVERY
def test_every_entity_but_the_root_lies_in_another(platform: Platform) -> None:
    indexes = {entity.index for entity in platform.entities}
    roots = [entity for entity in platform.entities if entity.contained_in == 0]

    assert len(roots) == 1
    assert all(entity.contained_in in indexes for entity in platform.entities if entity not in roots)
    assert {entity.if_index for entity in platform.entities if entity.if_index} == {
        port.if_index for port in platform.ports if port.kind in ("switchport", "routed", "atm")
    }


def test_a_stackable_switch_answers_as_its_stack_and_a_standalone_one_as_itself() -> None:
    assert catalog.find("WS-C3750E-48PD")[0].object_id[-1] == 516
    assert catalog.find("WS-C3560E-24TD")[0].object_id[-1] == 793
    assert catalog.find("CISCO887-K9")[0].object_id[-1] == 847


def test_the_chassis_part_has_the_serial_and_the_ordered_product_id() -> None:
    platform, orderable = catalog.find("WS-C3750E-24TD-E")

    chassis = next(part for part in parts(platform, orderable.pid, "SIM1234X0AB") if part.entity.chassis)

    assert (chassis.entity.index, chassis.model, chassis.serial) == (1001, "WS-C3750E-24TD-E", "SIM1234X0AB")
