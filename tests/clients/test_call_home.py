"""A device that calls its portal: bought, installed, reloaded, moved, over SSH and HTTPS only."""

import json
import ssl
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener

import pytest

from tests.clients.served import Served, serve
from tests.clients.test_stories import level, reload
from tests.portal.served import ServedPortal, serve_portal

netmiko = pytest.importorskip("netmiko")
PASSWORD = "correct horse"


def with_user(portal: ServedPortal) -> None:
    """The customer's user gets a password."""
    opener = build_opener(ProxyHandler({}), HTTPSHandler(context=ssl.create_default_context(cafile=portal.ca)))
    body = {"name": "adam", "role": "customer", "password": PASSWORD, "customers": ["Example"]}
    request = Request(f"{portal.url}/api/users", json.dumps(body).encode(), method="POST")
    request.add_header("Content-Type", "application/json")
    request.add_header("Authorization", f"Bearer {portal.token}")
    opener.open(request).close()


def called(device: Served, url: str, line: str, *answers: tuple[str, str]) -> str:
    """Type a call-home command and answer its questions, each recognised by what it says."""
    with netmiko.ConnectHandler(**device.netmiko()) as session:
        session.send_config_set([f"license call-home url {url}"])
        session.save_config()
        shown = ""
        typed = line
        for question, answer in (*answers, (r"#\s*$", "")):
            shown += session.send_command(typed, expect_string=question, strip_prompt=False, cmd_verify=False)
            typed = answer
        return shown


LOGIN = (("User name : ", "adam"), ("Password : ", PASSWORD))


def test_a_pak_is_installed_by_a_call_and_moved_by_another() -> None:
    with serve_portal() as portal:
        pak = portal.done("pak", "create", "--feature", "ipservices", "--quantity", "2", "--customer", "Example")
        with_user(portal)
        trust = ("--trust", portal.trust, "--trust", portal.ca)
        with serve("WS-C3750E-24TD", *trust) as one, serve("WS-C3750E-24TD", "--seed", "5", *trust) as other:
            installed = called(one, portal.url, f"license call-home install pak {pak}", *LOGIN, ("install.*no", "yes"))
            reload(one)
            assert "1/1 licenses were successfully installed" in installed
            assert level(one) == "ipservices"
            listed = portal.done("pak", "list", "--customer", "Example")
            assert listed.endswith("1/2")

            moved = called(
                one,
                portal.url,
                "license call-home revoke onetime",
                *LOGIN,
                ("revoke.*no", "yes"),
                ("destination device : ", other.ready["udi"]),
                ("Destination filename", ""),
                ("ACCEPT", "yes"),
            )
            resent = called(other, portal.url, "license call-home resend", *LOGIN)
            reload(other)
            assert "license lines saved" in moved
            assert "1/1 licenses were successfully installed" in resent
            assert level(other) == "ipservices"


def test_a_device_does_not_speak_to_a_portal_that_it_does_not_trust() -> None:
    with serve_portal() as portal, serve("WS-C3750E-24TD", "--trust", portal.trust) as device:
        said = called(device, portal.url, "license call-home install pak SIM12345678", *LOGIN)

        assert "% Error: License server certificate is not trusted" in said


def test_a_switch_without_the_time_trusts_no_certificate_where_its_calendar_counts() -> None:
    with serve_portal() as portal:
        with serve("WS-C3750E-24TD", "--trust", portal.trust, "--trust", portal.ca, "--strict-clock") as device:
            said = called(device, portal.url, "license call-home install pak SIM12345678", *LOGIN)

        assert "% Error: License server certificate is not yet valid" in said
