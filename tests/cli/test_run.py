"""Lines typed from Python."""

import pytest

from iosim.assembly import Order, default_kit, new_chassis, new_device
from iosim.cli.run import run
from iosim.errors import UsageError
from tests.cli.made import bare_device
from tests.cli.test_session import fresh


def test_the_output_of_a_line_comes_back_whole() -> None:
    assert run(fresh(), "show lines 100", 0) == "".join(f"line {number}\n" for number in range(100))


def test_lines_are_typed_one_after_another_in_one_session() -> None:
    device = fresh()

    assert run(device, "configure terminal\nhostname R1\nend\nshow privilege", 0) == (
        "Enter configuration commands, one per line.  End with CNTL/Z.\nCurrent privilege level is 15\n"
    )
    assert device.system is not None
    assert device.system.hostname == "R1"


def test_questions_are_answered_in_order_then_with_return() -> None:
    assert run(fresh(), "probe ask", 0, answers=["bob"]) == "Name []? Password: bob knows \n"


def test_errands_are_run_by_the_transfer_given() -> None:
    assert run(fresh(), "probe fetch tftp://h/f", 7, transfer=lambda errand: b"123") == "Loading 3 bytes at 7\n"


def test_a_privilege_hides_commands() -> None:
    assert "% Invalid input" in run(fresh(), "configure terminal", 0, privilege=1)


def test_a_device_that_does_not_run_has_no_command_line() -> None:
    device = bare_device()
    device.system = None

    with pytest.raises(UsageError):
        run(device, "show clock", 0)


def test_a_question_that_takes_no_return_is_given_up() -> None:
    device = new_device(new_chassis(Order()), default_kit())
    device.power_on(0)
    device.finish_boot(0)

    shown = run(device, "configure terminal\ncrypto key generate rsa modulus 512\ncrypto key zeroize rsa", 1_000)

    assert "[yes/no]" in shown
    assert shown.count("[yes/no]") < 40
