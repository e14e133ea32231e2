"""A licence for good: installed now, in force at the next reload, still there after a power cut."""

import iosim


def test_a_licence_takes_effect_at_the_next_reload(ios_switch: iosim.Device) -> None:
    assert ios_switch.level == "ipbase"

    ios_switch.install(iosim.issue(ios_switch.udi, "ipservices"))
    assert ios_switch.level == "ipbase"

    ios_switch.reload()
    assert ios_switch.level == "ipservices"

    ios_switch.power_cut()
    ios_switch.power_on()
    assert ios_switch.level == "ipservices"
    assert "License State: Active, In Use" in ios_switch.cli("show license detail ipservices")
