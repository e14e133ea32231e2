"""Messages to the licence agent and what it answers, without a network."""

from base64 import b64decode, b64encode
from contextlib import suppress
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosim.agent import agent
from iosim.agent.message import BadMessage, document, element, read
from iosim.agent.operations import OPERATIONS
from iosim.config.license_agent import listeners, max_sessions, notified
from iosim.license_store import LAB, granted, issue, write
from iosim.license_store.credential import read_credentials
from iosim.license_store.ticket import issue_permission_ticket, read_rehost_ticket
from iosim.outputs import Notice
from tests.cli.made_files import Operator

UDI = "WS-C3750E-24TD:SIM1234X0AB"


@pytest.fixture
def switch() -> Operator:
    return Operator("WS-C3750E-24TD", serial="SIM1234X0AB")


def message(*operations: str) -> bytes:
    requests = "".join(f'<request id="{number}">{each}</request>' for number, each in enumerate(operations))
    return f'<license-agent version="1">{requests}</license-agent>'.encode()


def packed(data: bytes) -> str:
    return b64encode(data).decode()


def told(switch: Operator, *operations: str) -> list[Element]:
    """The responses to these operations."""
    reply = agent.respond(switch.system, message(*operations), "admin", "10.0.0.5", 0)
    assert reply.status == 200
    return list(fromstring(reply.body))


def test_a_query_tells_of_device_features_and_licences(switch: Operator) -> None:
    (answer,) = told(switch, "<query/>")

    device = answer.find("device")
    assert device is not None
    assert (device.get("udi"), device.get("level"), device.get("next-level")) == (UDI, "ipbase", "ipbase")
    assert [feature.get("name") for feature in answer.iter("feature")] == ["advipservices", "ipservices", "ipbase"]
    states = {(each.get("feature"), each.get("type")): each.get("status") for each in answer.iter("license")}
    assert states["ipbase", "permanent"] == "in-use"
    assert states["ipservices", "evaluation"] == "not-in-use"


def test_a_file_is_installed_as_far_as_it_goes(switch: Operator) -> None:
    data = packed(write([granted(UDI, "ipservices"), granted("WS-C3750E-24TD:SIM9", "ipservices")]))

    first, second = told(switch, f"<install><file>{data}</file></install>", f"<install>{data}</install>")

    assert first.get("status") == "partial"
    assert [each.get("outcome") for each in first] == ["installed", "failed"]
    assert (first[1].get("reason"), first[1].get("cause")) == ("License is not valid for this device", "10")
    assert [each.get("outcome") for each in second] == ["existing", "failed"]
    assert "%LICENSE-6-INSTALL" in switch.types("show logging")


def test_terms_are_accepted_only_where_the_message_says_so(switch: Operator) -> None:
    data = packed(issue(UDI, "advipservices", type="extension"))

    refused, accepted = told(
        switch, f"<install>{data}</install>", f'<install accept-eula="yes"><file>{data}</file></install>'
    )

    assert refused[0].get("reason") == "License agreement was not accepted"
    assert accepted.get("status") == "successful"


def test_a_licence_is_commented_and_cleared_by_its_id(switch: Operator) -> None:
    license = granted(UDI, "ipservices")
    answers = told(
        switch,
        f"<install>{packed(write([license]))}</install>",
        f'<comment license="{license.id}">rack 4</comment>',
        f'<clear license="{license.id}"/>',
        f'<clear license="{license.id}"/>',
        '<clear license="built-in/ipservices"/>',
    )

    assert [answer.get("status") for answer in answers] == ["successful"] * 3 + ["failed"] * 2
    assert answers[4].get("reason") == "Could not delete built-in license"
    assert "comment" not in switch.types("show license file")


def test_a_licence_is_given_up(switch: Operator) -> None:
    license = granted(UDI, "ipservices")
    ticket = issue_permission_ticket(
        license.udi,
        [license],
        id="A" * 16,
        created="2029-12-01T00:00:00",
        expires="2030-01-01T00:00:00",
        authority=LAB,
        grace=[granted(UDI, "ipservices", type="gracePeriod")],
    )
    credential, _, declined, revoked, again = told(
        switch,
        '<credential challenge="abc"/>',
        f"<install>{packed(write([license]))}</install>",
        f"<revoke><ticket>{packed(ticket)}</ticket></revoke>",
        f'<revoke accept-eula="yes"><ticket>{packed(ticket)}</ticket></revoke>',
        f'<revoke last="yes"><ticket>{packed(ticket)}</ticket></revoke>',
    )

    assert read_credentials(b64decode(credential[0].text or "")).challenge == "abc"
    assert declined.get("reason") == "License agreement was not accepted"
    assert read_rehost_ticket(b64decode(revoked[0].text or "")).revoked[0].license_id == license.id
    assert again[0].text == revoked[0].text


def test_whoever_wants_to_know_is_told_of_every_change(switch: Operator) -> None:
    told(switch, '<notify url="http://10.0.0.9:8080/hear" user="joe" password="pw"/>')
    assert "license agent notify http://10.0.0.9:8080/hear joe pw\n" in switch.types("show running-config")
    switch.device.take()

    switch.system.licensing.install(issue(UDI, "ipservices"), False, 0)

    notices = [output for output in switch.device.take()[1] if isinstance(output, Notice)]
    assert [(notice.url, notice.user, notice.password) for notice in notices[:1]] == [
        ("http://10.0.0.9:8080/hear", "joe", "pw")
    ]
    events = [fromstring(notice.data)[0] for notice in notices]
    assert [event.get("event") for event in events] == ["license.installed", "license.level", "license.level_changed"]
    assert {fact.get("name"): fact.text for fact in events[0]}["feature"] == "ipservices"
    told(switch, '<notify url="http://10.0.0.9:8080/hear" remove="yes"/>')
    assert not notified(switch.system.config)


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        ("<explode/>", "There is no operation explode"),
        ("<install>###</install>", "the content is not base64"),
        ("<install/>", "License file is empty"),
        ('<clear license="nobody"/>', "No license found for feature nobody"),
        ("<revoke><ticket/></revoke>", "Permission ticket is empty"),
        ('<credential challenge="a b"/>', "a challenge has up to 64 letters, digits, - and _"),
        ('<notify url="ftp://x/" user="a" password="b"/>', "% License agent notify URL must be"),
        ('<notify url="http://x/&#10;hostname y" user="a" password="b"/>', "url, user and password are words"),
        ('<comment license="built-in/ipservices">&#233;</comment>', "License comment is not up to 99"),
    ],
)
def test_an_operation_that_cannot_be_says_why_and_changes_nothing(
    switch: Operator, operation: str, reason: str
) -> None:
    switch.device.chassis.take()
    config = switch.system.config

    (answer,) = told(switch, operation)

    assert answer.get("status") == "failed"
    assert (answer.get("reason") or "").startswith(reason)
    assert not switch.device.chassis.journal
    assert switch.system.config is config


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<license-agent/>",
        b'<license-agent version="1"/>',
        b'<license-agent version="1"><query/></license-agent>',
        b'<license-agent version="1"><request><query/><query/></request></license-agent>',
        message(*["<query/>"] * 65),
        b'<!DOCTYPE a [<!ENTITY b "c">]><license-agent version="1"><request><query/></request></license-agent>',
        '<license-agent version="1"><request><query/></request></license-agent>'.encode("utf-16"),
    ],
)
def test_what_is_no_message_is_refused_and_counted(switch: Operator, data: bytes) -> None:
    reply = agent.respond(switch.system, data, "admin", "10.0.0.5", 0)

    assert reply.status == 400
    assert fromstring(reply.body)[0].tag == "error"
    assert "Messages with Errors:1\n" in switch.types("show license agent counters")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(BadMessage):
        read(data)


@given(st.text(), st.text())
def test_what_is_written_is_xml_whatever_it_says(attribute: str, text: str) -> None:
    fromstring(document([element("a", {"b": attribute}, text=text)]))


def test_a_stack_answers_for_every_switch() -> None:
    stack = Operator("WS-C3750E-24TD", serial="SIM1234X0AB", members=("WS-C3750E-48PD",))  # type: ignore[arg-type]
    (second,) = stack.system.members
    udi = second.chassis.udi
    license = granted(udi, "ipservices")

    _, answer, commented, credential, nobody = told(
        stack,
        f"<install>{packed(write([license]))}</install>",
        "<query/>",
        f'<comment switch="2" license="{license.id}">upstairs</comment>',
        '<credential switch="2"/>',
        '<credential switch="3"/>',
    )

    assert [(each.get("switch"), each.get("udi")) for each in answer.iter("device")] == [("1", UDI), ("2", str(udi))]
    (held,) = [each for each in answer.iter("license") if each.get("id") == license.id]
    assert held.get("switch") == "2"
    assert commented.get("status") == "successful"
    assert read_credentials(b64decode(credential[0].text or "")).udi == udi
    assert nobody.get("reason") == "there is no such switch"


def test_counters_count_and_are_cleared(switch: Operator) -> None:
    told(switch, "<query/>", "<explode/>")

    assert "Request Operations Received:2: Operations with Errors:1\n" in switch.types("show license agent counters")
    switch.types("clear license agent counters")
    assert "Request Messages Received:0: Messages with Errors:0\n" in switch.types("show license agent counters")


def test_the_configuration_says_where_it_listens_and_whom_it_lets_in(switch: Operator) -> None:
    switch.types(
        "configure terminal\n"
        "license agent listener http plaintext agent/x acl 10 max-message 5000 persistent 5\n"
        "license agent listener http secure /y authenticate none\n"
        "license agent max-sessions 3\n"
    )

    plain, secure = listeners(switch.system.config)
    assert (plain.path, plain.access_list, plain.message_bytes, plain.persistent_s) == ("/agent/x", "10", 5000, 5)
    assert (plain.authenticate, secure.authenticate) == (True, False)
    assert max_sessions(switch.system.config) == 3
    shown = switch.types("show running-config | include agent")
    assert "license agent listener http plaintext /agent/x acl 10 max-message 5000 persistent 5\n" in shown
    assert agent.listener(switch.system, "plaintext", "/y") is None
    switch.types("configure terminal\nlicense agent default authenticate none")
    assert not listeners(switch.system.config)[0].authenticate


def test_the_agent_says_that_it_is_on_and_off(switch: Operator) -> None:
    switch.types(
        "configure terminal\nlicense agent listener http plaintext /x\nno license agent listener http plaintext"
    )

    log = switch.types("show logging")
    assert "%LICENSE-4-LIC_AGENT_ON: License Agent is turned on. UDI=" in log
    assert "%LICENSE-4-LIC_AGENT_OFF: License Agent is turned off. UDI=" in log


def test_debugging_tells_what_was_asked(switch: Operator) -> None:
    assert switch.types("debug license agent error") == "License agent error debugging is on\n"
    assert switch.types("debug license core all") == "License core all debugging is on\n"
    told(switch, "<query/>", "<explode/>", f"<install>{packed(issue(UDI, 'ipservices'))}</install>")

    log = switch.types("show logging | include DEBUG")
    assert "%LICENSE-7-DEBUG: explode from 10.0.0.5: failed\n" in log
    assert "%LICENSE-7-DEBUG: installed ipservices at 1\n" in log
    assert "query" not in log
    assert switch.types("show debugging").count(" debugging is on\n") == 2
    assert switch.types("no debug license core all") == "License core all debugging is off\n"
    assert switch.types("undebug all") == "All possible debugging has been turned off\n"
    assert switch.types("show debugging") == ""


def test_every_operation_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "licence-agent.md").read_text(encoding="utf-8")
    assert {name for name in OPERATIONS if f"`<{name}" not in text} == set()
