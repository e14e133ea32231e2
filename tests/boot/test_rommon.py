"""The `rommon 1 >` prompt: register, variables, files, and an image over TFTP."""

import pytest

from iosim.boot import variables
from iosim.boot.loader import plan
from iosim.boot.monitor import Order
from iosim.boot.search import BOOT_LIST
from iosim.grammar.dialogue import Fetch, TransferFailure
from tests.boot.made import ROUTER, Bench, Operator, bench

TFTP = (
    "IP_ADDRESS=192.168.0.10",
    "IP_SUBNET_MASK=255.255.255.0",
    "DEFAULT_GATEWAY=192.168.0.1",
    "TFTP_SERVER=192.168.0.1",
    "TFTP_FILE=boot/new.bin",
)


@pytest.fixture
def router() -> Bench:
    return bench(ROUTER)


@pytest.fixture
def operator(router: Bench) -> Operator:
    """Somebody who sent a BREAK."""
    return Operator(plan(router.chassis, router.platform, router.images).interrupt())


def test_the_prompt_counts_commands(operator: Operator) -> None:
    assert operator.type("dev").endswith("rommon 2 > ")
    assert operator.type("").endswith("\nrommon 2 > ")
    assert operator.type("foo") == 'foo\nmonitor: command "foo" not found\nrommon 3 > '


def test_confreg_sets_the_register_of_the_next_boot(router: Bench, operator: Operator) -> None:
    assert "You must reset or power cycle" in operator.type("confreg 0x2142")

    assert variables.register(router.chassis, router.platform) == 0x2142
    operator.type("reset")
    assert operator.monitor.order == Order("")


@pytest.mark.parametrize("value", ["0x21421", "hello", "-1"])
def test_confreg_refuses_what_is_no_register(router: Bench, operator: Operator, value: str) -> None:
    assert "usage: confreg" in operator.type(f"confreg {value}")
    assert variables.register(router.chassis, router.platform) == 0x2102


def test_confreg_without_a_value_asks_its_way_through(router: Bench, operator: Operator) -> None:
    assert operator.type("confreg").endswith("do you wish to change the configuration? y/n  [n]:  ")

    shown = operator.type("y", "y", "n", "y", "0")

    assert "(Virtual Configuration Register: 0x2140)" in shown
    assert variables.register(router.chassis, router.platform) == 0x2140


def test_confreg_changes_nothing_when_the_answer_is_no(router: Bench, operator: Operator) -> None:
    operator.type("confreg", "")

    assert router.chassis.own == {}
    assert operator.screen.endswith("rommon 2 > ")


def test_variables_last_over_a_reset_only_when_synced(router: Bench, operator: Operator) -> None:
    operator.type("IP_ADDRESS=10.0.0.1")
    assert "IP_ADDRESS=10.0.0.1\n" in operator.type("set")
    assert router.chassis.own == {}

    operator.type("sync")
    assert variables.get(router.chassis, "IP_ADDRESS") == "10.0.0.1"

    operator.type("unset IP_ADDRESS")
    assert "IP_ADDRESS" not in operator.type("set")


def test_boot_orders_the_default_or_a_named_file(router: Bench, operator: Operator) -> None:
    assert 'boot: cannot load "flash:nope.bin"' in operator.type("boot flash:nope.bin")
    assert operator.monitor.order is None

    operator.type("b")
    assert operator.monitor.order == Order(BOOT_LIST)


def test_dir_lists_flash(router: Bench, operator: Operator) -> None:
    assert f"716800      -rw-     {router.image_path}\n" in operator.type("dir flash:")
    assert "cannot open device" in operator.type("dir usb0:")


def test_an_image_comes_over_tftp_into_flash_and_boots(router: Bench, operator: Operator) -> None:
    operator.type(*TFTP)

    shown = operator.type("tftpdnld")
    assert "          IP_ADDRESS: 192.168.0.10\n" in shown
    operator.type("y")
    fetch = operator.others[0]
    assert isinstance(fetch, Fetch)
    assert fetch.url == "tftp://192.168.0.1/boot/new.bin"
    operator.type("ignored while the transfer runs")

    shown = operator.deliver(router.images.file("c880data-universalk9-mz.154-2.T1"))

    assert "File reception completed.\nValidating checksum.\n" in shown
    operator.type("boot flash:new.bin")
    assert operator.monitor.order == Order("flash:new.bin")


def test_a_bad_image_over_tftp_is_not_written(router: Bench, operator: Operator) -> None:
    operator.type(*TFTP, "tftpdnld", "y")

    assert "magic number mismatch" in operator.deliver(b"not an image")
    assert router.chassis.own == {}


def test_a_server_that_does_not_answer_is_reported(operator: Operator) -> None:
    operator.type(*TFTP, "tftpdnld", "y")

    shown = operator.deliver(TransferFailure("Timed out"))

    assert "TFTP: Timed out\n" in shown
    assert shown.endswith(" > ")


def test_tftpdnld_names_the_variables_it_misses(operator: Operator) -> None:
    operator.type("IP_ADDRESS=10.0.0.1")

    shown = operator.type("tftpdnld")

    assert "Missing or illegal ip address for variable TFTP_SERVER\n" in shown
    assert "variable IP_ADDRESS" not in shown


def test_help_lists_what_there_is_and_all_of_it_answers(operator: Operator) -> None:
    listed = [line.split()[0] for line in operator.type("?").splitlines()[1:-1]]

    for command in listed:
        if command not in ("boot", "reset"):
            assert "not found" not in operator.type(command, "")
