"""The control API of a real device: power, time, licences, events and metrics over HTTP."""

import json
import threading
from collections.abc import Iterator

import httpx
import pytest

import iosim
from iosim.control.api import ROUTES


@pytest.fixture
def switch() -> Iterator[iosim.Device]:
    with iosim.boot("WS-C3750E-24TD", api=0) as device:
        yield device


@pytest.fixture
def client(switch: iosim.Device) -> Iterator[httpx.Client]:
    assert switch.api_url is not None
    with httpx.Client(base_url=switch.api_url, trust_env=False, timeout=30) as client:
        yield client


def test_the_process_is_healthy_and_counts_its_devices(client: httpx.Client) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["devices"]) == ("ok", 1)


def test_a_device_is_found_by_udi_and_by_serial_number(client: httpx.Client, switch: iosim.Device) -> None:
    (listed,) = client.get("/devices").json()["devices"]

    assert listed["udi"] == switch.udi
    for name in (switch.udi, switch.serial):
        found = client.get(f"/devices/{name}").json()
        assert (found["udi"], found["stage"], found["level"]) == (switch.udi, "running", "ipbase")
    assert client.get("/devices/SIM0000AAAA").status_code == 404


def test_the_power_is_cut_and_restored(client: httpx.Client, switch: iosim.Device) -> None:
    path = f"/devices/{switch.udi}/power"

    assert client.post(path, json={"action": "off"}).json()["stage"] == "off"
    assert client.get(f"/devices/{switch.udi}/licenses").status_code == 409
    assert client.post(path, json={"action": "on", "wait": True}).json()["stage"] == "running"


def test_a_cycle_with_the_mode_button_held_stops_at_the_boot_loader(client: httpx.Client, switch: iosim.Device) -> None:
    answer = client.post(f"/devices/{switch.udi}/power", json={"action": "cycle", "hold_mode": True, "wait": True})

    assert answer.json()["stage"] == "monitor"


@pytest.mark.parametrize(
    "body", [{}, {"action": "explode"}, {"action": "on", "wait": 1}, {"action": "off", "hold_mode": True}]
)
def test_an_impossible_wish_for_the_power_changes_nothing(
    client: httpx.Client, switch: iosim.Device, body: dict[str, object]
) -> None:
    assert client.post(f"/devices/{switch.udi}/power", json=body).status_code == 422
    assert switch.stage == "running"


def test_sixty_days_pass_in_one_request(client: httpx.Client) -> None:
    before = client.get("/clock").json()

    after = client.post("/clock/advance", json={"by": "60d"}).json()

    passed_ms = after["now_ms"] - before["now_ms"]
    assert 0 <= passed_ms - 60 * 86_400_000 < 60_000
    assert after["calendar"] > before["calendar"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"by": "61"},
        {"milliseconds": -1},
        {"milliseconds": 1.5},
        {"milliseconds": True},
        {"by": "1d", "milliseconds": 1},
    ],
)
def test_what_is_no_span_of_time_is_refused(client: httpx.Client, body: dict[str, object]) -> None:
    assert client.post("/clock/advance", json=body).status_code == 422


def test_the_clock_can_be_stopped_and_still_be_advanced(client: httpx.Client) -> None:
    assert client.patch("/clock", json={"scale": 0}).json()["scale"] == 0

    first = client.get("/clock").json()["now_ms"]
    second = client.get("/clock").json()["now_ms"]
    third = client.post("/clock/advance", json={"milliseconds": 5}).json()["now_ms"]

    assert (first, third) == (second, first + 5)


def test_a_licence_is_issued_installed_and_in_force_after_a_reload(client: httpx.Client, switch: iosim.Device) -> None:
    path = f"/devices/{switch.udi}/licenses"
    file = client.post(f"{path}/issue", json={"feature": "ipservices"})

    installed = client.post(path, content=file.content, headers={"content-type": "application/xml"})
    listed = client.get(path).json()

    assert file.headers["content-type"].startswith("application/xml")
    assert installed.status_code == 201
    assert installed.json()["licenses"] == [{"feature": "ipservices", "installed": True, "supported": True}]
    held = [row for row in listed["licenses"] if row["feature"] == "ipservices" and row["type"] == "Permanent"]
    assert len(held) == 1
    assert listed["level"] == "ipbase"
    switch.reload()
    assert client.get(path).json()["level"] == "ipservices"


def test_a_file_that_is_no_licence_is_a_problem_with_the_devices_reason(
    client: httpx.Client, switch: iosim.Device
) -> None:
    answer = client.post(f"/devices/{switch.udi}/licenses", content=b"hello")

    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_a_trial_is_issued_for_as_many_days_as_asked(client: httpx.Client, switch: iosim.Device) -> None:
    path = f"/devices/{switch.udi}/licenses"
    file = client.post(f"{path}/issue", json={"feature": "ipservices", "type": "extension", "days": 30})
    client.post(path, content=file.content)

    (held,) = [row for row in client.get(path).json()["licenses"] if row["type"] == "Extension"]
    assert held["period_ms"] == 30 * 86_400_000
    assert client.post(f"{path}/issue", json={"feature": "ipservices", "days": 30}).status_code == 422
    assert client.post(f"{path}/issue", json={"feature": "ipservices", "type": "gift"}).status_code == 422


def test_events_are_streamed_as_they_happen_after_those_of_the_past(client: httpx.Client, switch: iosim.Device) -> None:
    kinds: list[str] = []
    with client.stream("GET", "/events", params={"past": "true", "kind": "license,power"}) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        installing = threading.Thread(target=lambda: switch.install(iosim.issue(switch.udi, "ipservices")))
        for line in answer.iter_lines():
            if not line.startswith("data: "):
                continue
            event = json.loads(line.removeprefix("data: "))
            kinds.append(event["kind"])
            assert event["device"] == switch.udi
            if event["kind"] == "power.on":
                installing.start()
            if event["kind"] == "license.installed":
                assert event["facts"]["feature"] == "ipservices"
                break
        installing.join()

    assert kinds[0] == "power.on"
    assert {kind.partition(".")[0] for kind in kinds} == {"power", "license"}


def test_a_kind_of_event_that_does_not_exist_is_refused(client: httpx.Client) -> None:
    assert client.get("/events", params={"kind": "earthquake"}).status_code == 422


def test_metrics_are_in_the_text_form_of_prometheus(client: httpx.Client) -> None:
    answer = client.get("/metrics")

    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'iosim_devices{stage="running"} 1' in answer.text.splitlines()
    assert 'iosim_devices_at_level{level="ipbase"} 1' in answer.text.splitlines()


def test_the_document_has_every_route_and_names_each_operation_once(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()

    described = [operation for methods in document["paths"].values() for operation in methods.values()]
    assert len(described) == len(ROUTES)
    assert len({operation["operationId"] for operation in described}) == len(ROUTES)
