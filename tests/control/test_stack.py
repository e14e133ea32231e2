"""The control API of a stack: licences of every switch."""

import httpx

import iosim
from iosim.license_store import granted, write


def test_licences_of_a_stack_are_listed_and_installed_switch_by_switch() -> None:
    with iosim.boot("WS-C3750E-24TD", stack=2, api=0) as stack:
        assert stack.api_url is not None
        path = f"{stack.api_url}/devices/{stack.udi}/licenses"
        file = write([granted(udi, "ipservices") for udi in stack.members])

        installed = httpx.post(path, content=file, trust_env=False)
        rows = httpx.get(path, trust_env=False).json()["licenses"]
        stack.reload()
        level = stack.level

    assert installed.status_code == 201
    assert [row["switch"] for row in rows if (row["feature"], row["type"]) == ("ipservices", "Permanent")] == [1, 2]
    assert level == "ipservices"


def test_licences_of_a_device_alone_name_no_switch() -> None:
    with iosim.boot("WS-C3750E-24TD", api=0) as switch:
        rows = httpx.get(f"{switch.api_url}/devices/{switch.udi}/licenses", trust_env=False).json()["licenses"]

    assert all("switch" not in row for row in rows)


def test_a_stack_of_other_models_is_ordered_by_naming_them() -> None:
    with iosim.boot("WS-C3750E-24TD", stack=["WS-C3750E-48PD-E"]) as stack:
        assert [udi.partition(":")[0] for udi in stack.members] == ["WS-C3750E-24TD", "WS-C3750E-48PD"]
