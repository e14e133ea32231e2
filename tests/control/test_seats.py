"""Users of counted features over the control API."""

import httpx
import pytest

import iosim


def test_users_come_and_go_and_are_turned_away() -> None:
    with iosim.boot("CISCO881-K9", api=0) as router:
        router.install(iosim.issue(router.udi, "SSL_VPN", count=8))
        assert router.api_url is not None
        with httpx.Client(base_url=router.api_url, trust_env=False, timeout=30) as client:
            path = f"/devices/{router.udi}/seats"

            taken = client.post(path, json={"feature": "SSL_VPN", "take": 8})
            refused = client.post(path, json={"feature": "SSL_VPN", "take": 1})
            given = client.post(path, json={"feature": "SSL_VPN", "give": 3})

            assert (taken.status_code, taken.json()) == (200, {"feature": "SSL_VPN", "in_use": 8, "allowed": 8})
            assert (refused.status_code, refused.json()["detail"]) == (
                409,
                "Feature SSL_VPN has 0 of 8 seats left, not 1.",
            )
            assert given.json()["in_use"] == 5
            for body in ({"feature": "SSL_VPN"}, {"feature": "SSL_VPN", "take": -1}, {"feature": 1, "take": 1}):
                assert client.post(path, json=body).status_code == 422


@pytest.mark.parametrize("feature", ["advsecurity", "nothing"])
def test_what_counts_nobody_has_no_seats(feature: str) -> None:
    with iosim.boot("CISCO881-K9", api=0) as router:
        assert router.api_url is not None
        answer = httpx.post(
            f"{router.api_url}/devices/{router.udi}/seats", json={"feature": feature, "take": 1}, trust_env=False
        )

        assert answer.status_code == 409
