"""The portal in headless Chromium, with a keyboard only and without scripts."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from iosim.license_store import License, read
from tests.portal.served import ServedPortal, serve_portal

selenium = pytest.importorskip("selenium")

from selenium import webdriver  # noqa: E402 - it may not be there
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(CHROMIUM is None or DRIVER is None, reason="chromium and its driver are not installed")
SWITCH = "WS-C3750E-24TD:SIM1234X0AB"


@pytest.fixture(scope="module")
def portal() -> Iterator[ServedPortal]:
    with serve_portal() as served:
        yield served


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server"):
        options.add_argument(argument)
    options.add_argument(f"--user-data-dir={tmp_path / 'profile'}")
    options.accept_insecure_certs = True
    options.add_experimental_option(
        "prefs",
        {
            "profile.managed_default_content_settings.javascript": 2,
            "download.default_directory": str(tmp_path),
        },
    )
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(str(DRIVER)))
    driver.set_window_size(1000, 800)
    yield driver
    driver.quit()


def tab_to(browser: webdriver.Chrome, name: str) -> None:
    """Press Tab until what has the focus is the field, link or button called `name`."""
    for _ in range(80):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        active = browser.switch_to.active_element
        if name in (active.get_attribute("id"), active.text):
            return
    raise AssertionError(f"Tab never comes to {name} on {browser.title}")


def press(browser: webdriver.Chrome, *keys: str) -> None:
    browser.switch_to.active_element.send_keys(*keys)


def until_titled(browser: webdriver.Chrome, title: str) -> None:
    WebDriverWait(browser, 20).until(lambda driver: driver.title.startswith(title))


def sign_in(browser: webdriver.Chrome, portal: ServedPortal) -> None:
    browser.get(portal.url)
    until_titled(browser, "Sign in")
    tab_to(browser, "token")
    press(browser, portal.token, Keys.ENTER)
    until_titled(browser, "Overview")


def test_a_pak_is_redeemed_with_the_keyboard_only(
    portal: ServedPortal, browser: webdriver.Chrome, tmp_path: Path
) -> None:
    pak = portal.done("pak", "create", "--feature", "ipservices", "--customer", "Keyboard")
    sign_in(browser, portal)

    tab_to(browser, "PAKs")
    press(browser, Keys.ENTER)
    until_titled(browser, "PAKs")
    tab_to(browser, pak)
    press(browser, Keys.ENTER)
    until_titled(browser, f"PAK {pak}")
    tab_to(browser, "devices")
    press(browser, SWITCH)
    tab_to(browser, "Redeem the PAK")
    press(browser, Keys.ENTER)
    until_titled(browser, "Licences issued")
    tab_to(browser, "Download the licence file")
    press(browser, Keys.ENTER)
    WebDriverWait(browser, 20).until(lambda driver: list(tmp_path.glob("*.lic")))

    (license,) = read(next(tmp_path.glob("*.lic")).read_bytes())
    assert isinstance(license, License)
    assert str(license.udi) == SWITCH


def test_the_first_tab_skips_to_the_contents_and_a_refusal_is_an_alert(
    portal: ServedPortal, browser: webdriver.Chrome
) -> None:
    browser.get(portal.url + "/sign-in")

    press(browser, Keys.TAB)
    skip = browser.switch_to.active_element
    visible = skip.rect["y"] >= 0
    press(browser, Keys.ENTER)
    tab_to(browser, "token")
    press(browser, "no token", Keys.ENTER)
    until_titled(browser, "Refused")

    assert skip is not None
    assert visible
    alert = browser.find_element(By.CSS_SELECTOR, "[role=alert]")
    assert "User name or password is wrong" in alert.text
    assert alert.accessible_name == "Nothing was changed"


def test_every_field_has_a_name_for_a_screen_reader(portal: ServedPortal, browser: webdriver.Chrome) -> None:
    sign_in(browser, portal)

    for path in ("/paks", "/devices", "/rehost", "/rma", "/customers", "/account"):
        browser.get(portal.url + path)
        for control in browser.find_elements(By.CSS_SELECTOR, "input:not([type=hidden]), select, textarea, button, a"):
            if control.is_displayed():
                assert control.accessible_name, f"{path}: {control.get_attribute('outerHTML')}"
        roles = {element.aria_role for element in browser.find_elements(By.CSS_SELECTOR, "header, nav, main, footer")}
        assert roles == {"banner", "navigation", "main", "contentinfo"}


def test_a_narrow_window_does_not_scroll_sideways(portal: ServedPortal, browser: webdriver.Chrome) -> None:
    sign_in(browser, portal)
    browser.set_window_size(500, 800)

    for path in ("/", "/paks", "/devices", "/rehost", "/customers", "/ledger", "/audit"):
        browser.get(portal.url + path)
        body = browser.find_element(By.TAG_NAME, "body").rect
        for element in browser.find_elements(By.CSS_SELECTOR, "main > *, header > *"):
            assert element.rect["x"] + element.rect["width"] <= body["x"] + body["width"] + 1, path


def test_text_stands_out_from_its_ground(portal: ServedPortal, browser: webdriver.Chrome) -> None:
    sign_in(browser, portal)

    for path in ("/", "/paks", "/customers", "/account"):
        browser.get(portal.url + path)
        for element in browser.find_elements(By.CSS_SELECTOR, "p, a, button, label, th, td, h1, h2, .hint, .optional"):
            if element.is_displayed() and element.text:
                ground = element.value_of_css_property("background-color")
                paper = (255, 255, 255) if ground.endswith(", 0)") else colour(ground)
                ink = colour(element.value_of_css_property("color"))
                assert contrast(ink, paper) >= 4.5, f"{path}: {element.text[:40]}"


def colour(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text[text.index("(") + 1 : text.index(")")].split(",")[:3])


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """WCAG 2: from 1 to 21."""

    def luminance(rgb: tuple[int, ...]) -> float:
        red, green, blue = (
            each / 255 / 12.92 if each / 255 <= 0.04045 else ((each / 255 + 0.055) / 1.055) ** 2.4 for each in rgb
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
