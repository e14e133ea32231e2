"""`copy` in all directions, with the questions it asks."""

import pytest

from iosim.flash import RUNNING_CONFIG, STARTUP_CONFIG
from iosim.grammar.dialogue import Fetch
from tests.cli.made_files import Operator


@pytest.fixture
def switch() -> Operator:
    return Operator("WS-C3750E-24TD")


def test_a_file_from_a_tftp_server_lands_in_flash(switch: Operator) -> None:
    switch.servers.files = {"tftp://192.168.1.3//tftpboot/x.lic": bytes(1149)}

    screen = switch.types("copy tftp: flash:", ["192.168.1.3", "/tftpboot/x.lic", ""])

    assert screen == (
        "Address or name of remote host []? Source filename []? Destination filename [x.lic]? "
        "Accessing tftp://192.168.1.3//tftpboot/x.lic...\n"
        "Loading /tftpboot/x.lic from 192.168.1.3 (via Vlan1): !\n"
        "[OK - 1149 bytes]\n"
        "\n"
        "1149 bytes copied in 0.553 secs (2077 bytes/sec)\n"
    )
    assert switch.flash("x.lic") == bytes(1149)


def test_a_whole_url_leaves_only_the_destination_to_ask(switch: Operator) -> None:
    switch.servers.files = {"tftp://10.0.0.1/x": b"1"}

    screen = switch.types("copy tftp://10.0.0.1/x flash:")

    assert screen.startswith("Destination filename [x]? Accessing tftp://10.0.0.1/x...\nLoading x from 10.0.0.1")


def test_prefixes_may_be_abbreviated_to_words(switch: Operator) -> None:
    switch.servers.files = {"tftp://10.0.0.1/x": b"1"}

    switch.types("copy tftp fl", ["10.0.0.1", "x", "y"])

    assert switch.flash("y") == b"1"


def test_what_is_fetched_is_bounded_by_the_room_in_flash(switch: Operator) -> None:
    room = switch.files.flash.free_bytes
    switch.servers.files = {"http://10.0.0.1/big": bytes(room + 512)}

    screen = switch.types("copy http://10.0.0.1/big flash:")

    asked = switch.servers.asked[0]
    assert isinstance(asked, Fetch)
    assert asked.limit_bytes == room
    assert asked.source == "Vlan1"
    assert screen.endswith("%Error copying http://10.0.0.1/big (Not enough space on device)\n")
    assert switch.files.flash.free_bytes == room


def test_a_server_that_does_not_answer_is_reported_in_its_words(switch: Operator) -> None:
    screen = switch.types("copy tftp://10.0.0.1/x flash:")

    assert screen.endswith("%Error opening tftp://10.0.0.1/x (No such file or directory)\n")


def test_what_is_there_is_overwritten_only_on_a_yes(switch: Operator) -> None:
    switch.keep("x", b"old")
    switch.servers.files = {"tftp://10.0.0.1/x": b"new"}

    screen = switch.types("copy tftp://10.0.0.1/x flash:", ["", "n"])
    kept = switch.flash("x")
    switch.types("copy tftp://10.0.0.1/x flash:")

    assert screen.endswith(
        "%Warning:There is a file already existing with this name \nDo you want to over write? [confirm]"
    )
    assert kept == b"old"
    assert switch.flash("x") == b"new"


def test_scp_asks_for_user_and_password_and_hides_them(switch: Operator) -> None:
    switch.servers.files = {"scp://me:secret@10.0.0.1/dir/x": b"1234"}

    screen = switch.types("copy scp: flash:", ["10.0.0.1", "me", "dir/x", "", "secret"])

    assert screen == (
        "Address or name of remote host []? Source username [Switch]? Source filename []? "
        "Destination filename [x]? Password:  Sending file modes: C0644 4 x\n!\n"
        "4 bytes copied in 0.540 secs (7 bytes/sec)\n"
    )
    assert switch.flash("x") == b"1234"


def test_credentials_of_an_ftp_url_are_masked_on_the_screen(switch: Operator) -> None:
    switch.servers.files = {"ftp://me:pw@10.0.0.1/x": b"1234"}

    screen = switch.types("copy ftp://me:pw@10.0.0.1/x flash:")

    assert "Accessing ftp://*:*@10.0.0.1/x...\nLoading x !\n[OK - 4/4096 bytes]\n" in screen
    assert "pw" not in screen


def test_the_running_configuration_is_sent_under_the_name_of_the_device(switch: Operator) -> None:
    screen = switch.types("copy running-config tftp:", ["10.0.0.1", ""])

    sent = switch.servers.received["tftp://10.0.0.1/switch-confg"]
    assert screen.startswith("Address or name of remote host []? Destination filename [switch-confg]? !")
    assert sent == switch.files.read(RUNNING_CONFIG)
    assert f"\n{len(sent)} bytes copied in " in screen


def test_a_file_goes_to_a_server_with_what_the_url_says_as_defaults(switch: Operator) -> None:
    switch.keep("x", b"1")

    screen = switch.types("copy flash:x tftp://10.0.0.1/y")

    assert screen.startswith("Address or name of remote host [10.0.0.1]? Destination filename [y]? ")
    assert switch.servers.received == {"tftp://10.0.0.1/y": b"1"}


def test_a_source_without_a_name_is_asked_for(switch: Operator) -> None:
    switch.keep("x", b"1")

    screen = switch.types("copy flash: flash:", ["x", "y"])

    assert screen.startswith("Source filename []? Destination filename [x]? Copy in progress...C\n1 bytes copied in ")
    assert switch.flash("y") == b"1"


def test_a_source_that_is_not_there_ends_it_before_anything_is_asked(switch: Operator) -> None:
    assert switch.types("copy flash:x tftp:") == "%Error opening flash:/x (No such file or directory)\n"


def test_a_file_is_not_copied_onto_itself(switch: Operator) -> None:
    switch.keep("x", b"1")

    screen = switch.types("copy flash:x flash:")

    assert screen == "Destination filename [x]? %Error copying flash:/x (Same file)\n"
    assert switch.flash("x") == b"1"


def test_saving_by_copy_says_what_write_memory_says(switch: Operator) -> None:
    switch.types("configure terminal\nhostname Saved\nend")

    screen = switch.types("copy run start")

    assert screen == "Destination filename [startup-config]? Building configuration...\n[OK]\n"
    assert b"hostname Saved\n" in switch.files.read(STARTUP_CONFIG)


def test_a_file_copied_to_the_running_configuration_is_merged(switch: Operator) -> None:
    switch.keep("part", b"hostname Merged\n")

    screen = switch.types("copy flash:part running-config")

    assert screen == "Destination filename [running-config]? 16 bytes copied in 0.101 secs (158 bytes/sec)\n"
    assert switch.system.hostname == "Merged"
    assert "username admin" in switch.types("more system:running-config")


def test_lines_the_device_does_not_take_are_shown_and_the_others_merged(switch: Operator) -> None:
    switch.keep("part", b"router nonsense\nhostname Merged\n")

    screen = switch.types("copy flash:part running-config")

    assert "router nonsense\n       ^\n% Invalid input detected at '^' marker.\n\n" in screen
    assert switch.system.hostname == "Merged"
    assert "nonsense" not in switch.types("more system:running-config")


def test_unknown_lines_the_device_kept_at_boot_are_no_error_when_copied_again() -> None:
    switch = Operator("WS-C3750E-24TD", config="hostname Kept\nquantum entangle all\nend\n")

    screen = switch.types("copy startup-config running-config")

    assert "Invalid" not in screen
    assert switch.types("more system:running-config").count("quantum entangle all\n") == 1


def test_a_file_too_large_to_be_a_configuration_is_not_merged(switch: Operator) -> None:
    switch.keep("big", b"hostname Merged\n" * 40_000)

    screen = switch.types("copy flash:big running-config")

    assert screen.endswith("%Error copying flash:/big (Not enough space on device)\n")
    assert switch.system.hostname == "Switch"


def test_the_merge_is_told_with_its_source(switch: Operator) -> None:
    switch.servers.files = {"tftp://10.0.0.1/part": b"hostname Merged\n"}

    switch.types("copy tftp://10.0.0.1/part running-config")

    told = [event for event in switch.device.events if event.kind == "config.copied"]
    assert [event.facts["url"] for event in told] == ["tftp://10.0.0.1/part"]


def test_quiet_prompts_copy_without_a_question(switch: Operator) -> None:
    switch.types("configure terminal\nfile prompt quiet\nend")
    switch.keep("x", b"old")

    assert switch.types("copy running-config flash:x").startswith(f"{len(switch.flash('x'))} bytes copied in ")
    assert switch.types("copy running-config startup-config") == "Building configuration...\n[OK]\n"


def test_a_copy_that_does_not_fit_into_nvram_leaves_the_configuration(switch: Operator) -> None:
    before = switch.files.read(STARTUP_CONFIG)
    switch.keep("big", bytes(switch.device.platform.nvram_bytes + 1))

    screen = switch.types("copy flash:big startup-config")

    assert screen.endswith("%Error copying flash:/big (Not enough space on device)\n")
    assert switch.files.read(STARTUP_CONFIG) == before


def test_null_swallows_a_copy(switch: Operator) -> None:
    switch.keep("x", b"12")

    assert switch.types("copy flash:x null:") == "2 bytes copied in 0.101 secs (19 bytes/sec)\n"
