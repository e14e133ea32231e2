"""Sixty days in a second: the trial runs out, nothing changes, and the reload after it takes the feature set back."""

import iosim


def test_a_trial_ends_at_the_reload_after_its_sixty_days(ios_switch: iosim.Device) -> None:
    ios_switch.cli("configure terminal", "license boot level ipservices", answers=["yes"])
    ios_switch.reload(save=True)
    assert ios_switch.level == "ipservices"

    ios_switch.advance(days=61)
    assert ios_switch.level == "ipservices"
    assert any(event.kind == "license.expired" for event in ios_switch.events)

    ios_switch.reload()
    assert ios_switch.level == "ipbase"
