"""The startup-config of a new chassis."""

import pytest

from iosim.aaa import LoginMethod
from iosim.config import read
from iosim.config.day0 import day0
from iosim.featureset.catalog import Catalog
from iosim.platforms.catalog import PLATFORMS
from iosim.platforms.platform import Platform
from tests.config.made import SWITCH, speaks


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform.pid)
def test_every_model_takes_all_of_it_at_its_lowest_level(platform: Platform) -> None:
    image = Catalog.packaged().default(platform.image_family)
    language = speaks(platform.pid, image.base_level)

    parsed = language.parse(day0(platform))

    assert not parsed.refused
    assert not parsed.kept
    assert language.parse(language.write(parsed.config)).config == parsed.config
    assert read.reachable_by(parsed.config, "ssh", platform.vty_lines)
    assert read.reachable_by(parsed.config, "telnet", platform.vty_lines)
    assert read.communities(parsed.config) == {"public": (False, ""), "private": (True, "")}
    assert read.scp_enabled(parsed.config)


def test_its_users_get_in_with_their_names_for_passwords() -> None:
    language = speaks(SWITCH, "ipbase")
    config = language.parse(day0(language.personality.platform)).config

    users = read.users(config)
    assert {name: user.privilege for name, user in users.items()} == {"admin": 15, "operator": 1}
    assert all(user.secret is not None and user.secret.accepts(name) for name, user in users.items())
    secret = read.enable_secret(config)
    assert secret is not None
    assert secret.accepts("admin")
    assert read.login_policy(config, "vty", 15).method is LoginMethod.LOCAL
    assert read.login_policy(config, "console", 0).method is LoginMethod.NONE


def test_an_image_without_cryptography_takes_all_of_its_own() -> None:
    language = speaks(SWITCH, "ipbase", "c3750e-universal-mz.122-35.SE5")

    parsed = language.parse(day0(language.personality.platform, crypto=False))

    assert not parsed.refused
    assert not read.reachable_by(parsed.config, "ssh", 16)
    assert read.reachable_by(parsed.config, "telnet", 16)
