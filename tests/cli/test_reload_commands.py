"""`reload`, now and later."""

import pytest

from iosim.flash import STARTUP_CONFIG
from iosim.outputs import LineText
from tests.cli.made_files import Operator

MINUTE_MS = 60_000


@pytest.fixture
def switch() -> Operator:
    return Operator("WS-C3750E-24TD")


@pytest.fixture
def router() -> Operator:
    return Operator("CISCO881-K9")


def kinds(operator: Operator) -> list[str]:
    return [event.kind for event in operator.device.events]


def warnings(operator: Operator) -> list[str]:
    """What the console was told of a shutdown since the last look."""
    _, outputs = operator.device.take()
    return [
        output.text.split("***")[2].strip()
        for output in outputs
        if isinstance(output, LineText) and output.line == 0 and "SHUTDOWN" in output.text
    ]


def test_an_unchanged_device_asks_only_whether_to_proceed(switch: Operator) -> None:
    assert switch.types("reload") == "Proceed with reload? [confirm]"
    assert switch.device.leaving


def test_anything_but_yes_stays(switch: Operator) -> None:
    switch.types("reload", ["n"])

    assert not switch.device.leaving


def test_a_changed_configuration_is_offered_to_be_saved(switch: Operator) -> None:
    switch.types("configure terminal\nhostname Changed\nend")

    screen = switch.types("reload", ["perhaps", "", "yes"])

    question = "\nSystem configuration has been modified. Save? [yes/no]: "
    again = "% Please answer 'yes' or 'no'.\n"
    assert screen == (
        question
        + again
        + question
        + again
        + question
        + "Building configuration...\n[OK]\nProceed with reload? [confirm]"
    )
    assert b"hostname Changed\n" in switch.files.read(STARTUP_CONFIG)
    assert switch.device.leaving


def test_a_change_that_is_not_saved_is_lost(switch: Operator) -> None:
    switch.types("configure terminal\nhostname Changed\nend")

    switch.types("reload", ["no"])
    switch.device.restart(0)
    switch.device.finish_boot(0)

    assert switch.system.hostname == "Switch"


def test_an_erased_configuration_counts_as_modified(switch: Operator) -> None:
    switch.types("write erase")

    assert "System configuration has been modified" in switch.types("reload", ["no"])


def test_the_reason_is_the_operators_or_the_familys_own_words(switch: Operator, router: Operator) -> None:
    switch.types("reload")
    router.types("reload moving to another rack")

    said = [operator.device.events[-1].facts["reason"] for operator in (switch, router)]
    assert said == ["Reload command", "moving to another rack"]


def test_reload_in_warns_and_then_reloads_at_its_time(switch: Operator) -> None:
    screen = switch.types("reload in 1:30")
    switch.device.take()

    assert screen == (
        "Reload scheduled in 1 hour and 30 minutes by console\n"
        "Reload reason: Reload command\n"
        "Proceed with reload? [confirm]"
    )
    switch.device.advance(85 * MINUTE_MS)
    assert warnings(switch) == [
        "--- SHUTDOWN in 1:00:00 ---",
        "--- SHUTDOWN in 0:30:00 ---",
        "--- SHUTDOWN in 0:05:00 ---",
    ]
    switch.device.advance(90 * MINUTE_MS - 1)
    assert not switch.device.leaving
    switch.device.advance(200 * MINUTE_MS)
    assert warnings(switch) == ["--- SHUTDOWN in 0:01:00 ---", "--- SHUTDOWN NOW ---"]
    assert switch.system.leaving == 90 * MINUTE_MS


def test_every_line_in_use_is_warned(switch: Operator) -> None:
    line = switch.system.open_line("ssh", "10.0.0.9", 0)
    assert line is not None

    switch.types("reload in 5")

    _, outputs = switch.device.take()
    told = [output.line for output in outputs if isinstance(output, LineText) and "SHUTDOWN" in output.text]
    assert told == [0, line.number]


def test_a_scheduled_reload_can_be_looked_at_and_cancelled(switch: Operator) -> None:
    switch.types("reload in 20 test of power")
    switch.now_ms = MINUTE_MS
    shown = switch.types("show reload")
    switch.device.take()
    switch.types("reload cancel")

    assert shown == "Reload scheduled in 19 minutes by console\nReload reason: test of power\n"
    assert warnings(switch) == ["--- SHUTDOWN ABORTED ---"]
    assert switch.types("show reload") == "No reload is scheduled.\n"
    assert kinds(switch)[-2:] == ["system.reload_scheduled", "system.reload_cancelled"]
    switch.device.advance(100 * MINUTE_MS)
    assert not switch.device.leaving


def test_cancelling_nothing_says_so(switch: Operator) -> None:
    assert switch.types("reload cancel") == "%No reload is scheduled\n"


def test_reload_at_needs_a_clock_that_was_set(switch: Operator) -> None:
    assert switch.types("reload at 10:00") == "%The date and time must be set first.\n"


@pytest.mark.parametrize(
    ("line", "due"),
    [
        ("reload at 13:00", "13:00:00 UTC Tue Mar 4 2014 (in 1 hour and 0 minutes)"),
        ("reload at 11:59", "11:59:00 UTC Wed Mar 5 2014 (in 23 hours and 59 minutes)"),
        ("reload at 03:00 10 march", "03:00:00 UTC Mon Mar 10 2014 (in 135 hours and 0 minutes)"),
        ("reload at 03:00 mar 10", "03:00:00 UTC Mon Mar 10 2014 (in 135 hours and 0 minutes)"),
    ],
)
def test_reload_at_names_the_moment_and_the_interval(switch: Operator, line: str, due: str) -> None:
    switch.types("clock set 12:00:00 4 march 2014")

    screen = switch.types(line)

    assert screen.startswith(f"Reload scheduled for {due} by console\nReload reason: Reload command\n")


def test_a_day_too_far_away_is_refused(switch: Operator) -> None:
    switch.types("clock set 12:00:00 4 march 2014")

    assert switch.types("reload at 12:00 1 june") == "%Invalid time or date\n"


@pytest.mark.parametrize("delay", ["0", "x", "1:60", "99999", "-1", "1000:00"])
def test_a_delay_that_is_none_is_refused_at_its_place(switch: Operator, delay: str) -> None:
    assert "% Invalid input detected at '^' marker." in switch.types(f"reload in {delay}")
