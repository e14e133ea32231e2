"""Show commands of gated features: there with the feature, and about what is configured."""

import pytest

from iosim.cli.commands import Mode
from iosim.cli.tree import tree
from iosim.featureset.capabilities import CAPABILITIES, Capability
from iosim.grammar import Invalid, Matched, match
from tests.cli.made_files import Operator
from tests.config.made import ROUTER, SWITCH, made_personality

LEVELS = {
    "switch": (SWITCH, "c3750e-universalk9-mz.122-55.SE5", ("ipbase", "ipservices")),
    "router": (ROUTER, "c880data-universalk9-mz.150-1.M4", ("base", "advsecurity", "advipservices")),
}


@pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda capability: capability.name)
@pytest.mark.parametrize("family", list(LEVELS))
def test_a_show_command_is_there_exactly_where_its_feature_is(capability: Capability, family: str) -> None:
    model, image, levels = LEVELS[family]
    for level in levels:
        personality = made_personality(model, level, image)

        outcome = match(tree(personality, Mode.EXEC, 15), capability.show)

        assert isinstance(outcome, Matched if capability.name in personality.capabilities else Invalid), level


@pytest.fixture
def switch() -> Operator:
    return Operator("WS-C3750E-24TD-E")


@pytest.fixture
def router() -> Operator:
    return Operator("CISCO881-SEC-K9")


def test_bgp_neighbours_that_never_answer_stay_active(switch: Operator) -> None:
    switch.types(
        "configure terminal\ninterface Vlan1\nip address 10.0.0.1 255.0.0.0\nrouter bgp 65000\n"
        "neighbor 10.0.0.2 remote-as 65001\nend"
    )

    screen = switch.types("show ip bgp summary")

    assert "BGP router identifier 10.0.0.1, local AS number 65000\n" in screen
    assert screen.splitlines()[-1].split() == ["10.0.0.2", "4", "65001", "0", "0", "0", "0", "0", "never", "Active"]


def test_without_a_process_bgp_is_not_active(switch: Operator) -> None:
    assert switch.types("show ip bgp summary") == "% BGP not active\n"


def test_the_identifier_of_ospf_is_the_highest_loopback(switch: Operator) -> None:
    switch.types(
        "configure terminal\ninterface Vlan1\nip address 10.0.0.1 255.0.0.0\ninterface Loopback0\n"
        "ip address 1.1.1.1 255.255.255.255\nrouter ospf 7\nnetwork 10.0.0.0 0.255.255.255 area 0\nend"
    )

    screen = switch.types("show ip ospf")

    assert 'Routing Process "ospf 7" with ID 1.1.1.1\n' in screen
    assert "Area BACKBONE(0)\n        Number of interfaces in this area is 1\n" in screen


def test_a_vrf_lists_its_distinguisher_and_members(switch: Operator) -> None:
    switch.types(
        "configure terminal\nip vrf RED\nrd 65000:1\ninterface Vlan10\nip vrf forwarding RED\ninterface Vlan20\n"
        "ip vrf forwarding RED\nend"
    )

    rows = [line.split() for line in switch.types("show ip vrf").splitlines()]

    assert rows[1:] == [["RED", "65000:1", "Vlan10"], ["Vlan20"]]


def test_a_policy_of_isakmp_is_shown_with_its_defaults(router: Operator) -> None:
    router.types("configure terminal\ncrypto isakmp policy 10\nencr aes 256\ngroup 5\nend")

    own, default = router.types("show crypto isakmp policy").split("Default protection suite")

    assert "Protection suite of priority 10\n" in own
    assert "(256 bit keys)" in own
    assert "#5 (1536 bit)" in own
    assert "#1 (768 bit)" in default


def test_zones_list_their_members(router: Operator) -> None:
    router.types("configure terminal\nzone security IN\ninterface Vlan1\nzone-member security IN\nend")

    assert "zone IN\n  Member Interfaces:\n    Vlan1\n" in router.types("show zone security")
