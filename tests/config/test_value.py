"""The configuration value: sharing, edits, comparison."""

import sys
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from iosim.config.value import EMPTY, FOLD, GLOBAL, Config, changed

_names = st.sampled_from(["hostname", "username", "logging", *(f"subject {n}" for n in range(50))])
_paths = st.sampled_from([GLOBAL, ("interface", "Vlan1"), ("interface", "Vlan2"), ("line", "vty", 0)])
_edits = st.lists(
    st.tuples(st.sampled_from(["put", "drop", "open", "close"]), _paths, _names, st.integers(0, 3), st.integers(0, 2)),
    max_size=80,
)


def _apply(config: Config, model: dict[Any, dict[Any, Any]], edits: list[Any]) -> Config:
    for verb, path, name, instance, value in edits:
        key = (name, instance)
        at = path or (name,)
        match verb:
            case "put":
                config = config.put(path, key, value)
                model.setdefault(at, {})[key] = value
            case "drop":
                config = config.drop(path, key)
                if at in model and model[at].pop(key, None) is not None and not model[at] and len(at) == 1:
                    del model[at]
            case "open":
                config = config.open(at) if path else config
                if path:
                    model.setdefault(at, {})
            case "close":
                config = config.close(at)
                model.pop(at, None)
    return config


@given(_edits, _edits)
def test_edits_do_what_the_same_edits_do_to_nested_dicts(first: list[Any], second: list[Any]) -> None:
    model: dict[Any, dict[Any, Any]] = {}
    before = _apply(EMPTY, model, first)
    snapshot = {path: dict(before.slots(path)) for path in before.paths()}

    after = _apply(before, model, second)

    assert {path: dict(after.slots(path)) for path in after.paths()} == model
    assert {path: dict(before.slots(path)) for path in before.paths()} == snapshot


@given(_edits, _edits)
def test_held_over_another_base_it_is_the_same_configuration(first: list[Any], second: list[Any]) -> None:
    base, config = _apply(EMPTY, {}, first), _apply(EMPTY, {}, second)

    held = config.over(base)

    assert held == config
    assert not changed(held, config)


@given(_edits, _edits)
def test_changed_names_exactly_the_paths_that_differ(first: list[Any], second: list[Any]) -> None:
    before = _apply(EMPTY, {}, first)
    after = _apply(before, {}, second)

    named = set(changed(before, after))

    everywhere = {*before.paths(), *after.paths()}
    assert named == {p for p in everywhere if before.section(p) is not after.section(p) and _differ(before, after, p)}
    assert (before == after) is not named


def _differ(before: Config, after: Config, path: Any) -> bool:
    left, right = before.section(path), after.section(path)
    return left is None or right is None or left.slots != right.slots


def test_a_global_subject_goes_with_its_last_statement_and_a_mode_stays() -> None:
    config = EMPTY.put(GLOBAL, ("hostname",), "a").put(("interface", "Vlan1"), ("shutdown",), True)

    emptied = config.drop(GLOBAL, ("hostname",)).drop(("interface", "Vlan1"), ("shutdown",))

    assert list(emptied.paths()) == [("interface", "Vlan1")]


def test_a_changed_host_name_and_interface_share_the_base_with_everything_else() -> None:
    config = EMPTY
    for port in range(FOLD * 2):
        config = config.put(("interface", f"GigabitEthernet1/0/{port}"), ("description",), "port")
    config = config.folded()

    mine = config.put(GLOBAL, ("hostname",), "sw-1").put(("interface", "GigabitEthernet1/0/3"), ("mtu",), 1600)

    assert all(mine.section(p) is config.section(p) for p in config.paths() if p[1] != "GigabitEthernet1/0/3")
    assert mine._base is config._base
    own = mine._own
    assert (
        sys.getsizeof(own)
        + sum(sys.getsizeof(p) + sys.getsizeof(s) + sys.getsizeof(s.slots if s else None) for p, s in own.items())
        < 2048
    )
