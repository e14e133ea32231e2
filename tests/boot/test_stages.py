"""The transition table: complete, and with a way on from everywhere."""

from iosim.boot.stages import IGNORED, NEXT, Cause, Stage, next_stage


def test_every_stage_and_cause_is_decided() -> None:
    assert NEXT.keys() | IGNORED == {(stage, cause) for stage in Stage for cause in Cause}
    assert not NEXT.keys() & IGNORED


def test_every_stage_is_reached_and_has_a_way_out() -> None:
    assert {stage for stage, _ in NEXT} == set(Stage)
    assert set(NEXT.values()) == set(Stage)


def test_from_every_stage_a_device_can_be_brought_to_run() -> None:
    for start in Stage:
        reached, fresh = {start}, {start}
        while fresh:
            fresh = {after for (stage, _), after in NEXT.items() if stage in fresh} - reached
            reached |= fresh
        assert Stage.RUNNING in reached


def test_a_power_cut_leads_from_everywhere_to_off() -> None:
    assert all(NEXT[stage, Cause.CUT] is Stage.OFF for stage in Stage if stage is not Stage.OFF)


def test_power_leads_through_loader_and_start_to_a_running_device() -> None:
    stage = Stage.OFF

    for cause in (Cause.POWER, Cause.HANDOVER, Cause.STARTED):
        stage = NEXT[stage, cause]

    assert stage is Stage.RUNNING


def test_what_is_ignored_leaves_a_device_where_it_is() -> None:
    assert all(next_stage(stage, cause) is stage for stage, cause in IGNORED)
    assert next_stage(Stage.RUNNING, Cause.RELOAD) is Stage.LOADER
