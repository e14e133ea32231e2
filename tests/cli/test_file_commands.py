"""Looking at files and changing them from the command line."""

from hashlib import md5

import pytest

from iosim.flash import STARTUP_CONFIG
from tests.cli.made_files import Operator


@pytest.fixture
def switch() -> Operator:
    return Operator("WS-C3750E-24TD")


@pytest.fixture
def router() -> Operator:
    return Operator("CISCO881-K9")


def test_dir_shows_index_mode_size_date_and_room_in_the_columns_of_the_device(switch: Operator) -> None:
    switch.files.delete(switch.files.parse_url("config.text"))  # type: ignore[arg-type]  # a file of flash
    switch.keep("multiple-fs", bytes(1048))
    total = switch.device.platform.flash_bytes

    screen = switch.types("dir flash:multiple-fs")

    index = switch.files.info(switch.files.parse_url("multiple-fs")).index  # type: ignore
    assert screen == (
        "Directory of flash:/multiple-fs\n"
        "\n"
        f"{index:>5}  -rwx        1048   Mar 1 1993 00:00:36 +00:00  multiple-fs\n"
        "\n"
        f"{total} bytes total ({switch.files.flash.free_bytes} bytes free)\n"
    )


def test_dir_of_what_does_not_exist_says_so(switch: Operator) -> None:
    assert switch.types("dir flash:/nothing") == "%Error opening flash:/nothing (No such file or directory)\n"


def test_dir_of_an_empty_directory_says_so(switch: Operator) -> None:
    switch.types("mkdir flash:empty")

    assert switch.types("dir flash:empty").startswith("Directory of flash:/empty/\n\nNo files in directory\n\n")


def test_dir_takes_a_pattern(switch: Operator) -> None:
    for name in ("a.txt", "b.txt", "c.bin"):
        switch.keep(name, b"")

    screen = switch.types("dir flash:*.txt")

    assert "a.txt" in screen
    assert "b.txt" in screen
    assert "c.bin" not in screen


def test_dates_are_shown_in_the_configured_time_zone(switch: Operator) -> None:
    switch.keep("x", b"")
    switch.types("configure terminal\nclock timezone EST -5\nend")

    assert "Feb 28 1993 19:00:36 -05:00  x" in switch.types("dir flash:x")


def test_dir_of_nvram_has_no_dates_and_hides_the_private_configuration(router: Operator) -> None:
    screen = router.types("dir nvram:")

    assert "                    <no date>  startup-config\n" in screen
    assert "  ----           0                    <no date>  private-config\n" in screen


def test_show_flash_of_a_switch_is_its_directory(switch: Operator) -> None:
    assert switch.types("show flash:") == switch.types("dir flash:")


def test_show_flash_of_a_router_lists_paths(router: Operator) -> None:
    router.types("mkdir flash:d")
    router.keep("d/x", bytes(45_832))
    usage = router.files.usage("flash")
    assert usage is not None

    lines = router.types("show flash:").splitlines()

    assert lines[0] == "-#- --length-- -----date/time------ path"
    assert any(line.startswith("3        45832 ") and line.endswith(" d/x") for line in lines)
    assert lines[-1] == f"{usage.free_bytes} bytes available ({usage.used_bytes} bytes used)"


def test_show_file_systems_marks_where_the_operator_is(switch: Operator) -> None:
    free = switch.files.flash.free_bytes

    screen = switch.types("show file systems")

    assert f"*     57671680 {free:>13}     flash     rw   flash: flash1:\n" in screen
    assert "             -             -   network     rw   tftp:\n" in screen


def test_cd_goes_where_bare_names_are_looked_up(switch: Operator) -> None:
    switch.types("mkdir flash:html")
    switch.keep("html/index", b"hello\n")

    screen = switch.types("cd html\npwd\nmore index\ncd ..\npwd\ncd nvram:\npwd")

    assert screen == "flash:/html/\nhello\nflash:/\nnvram:/\n"


def test_cd_to_a_file_is_refused(switch: Operator) -> None:
    switch.keep("x", b"")

    assert switch.types("cd x\npwd") == "%Error opening flash:/x (Not a directory)\nflash:/\n"


def test_more_shows_text_as_text_and_bytes_in_hexadecimal(switch: Operator) -> None:
    switch.keep("text", b"one\r\ntwo\n")
    switch.keep("bytes", b"\x00\x01PK")

    assert switch.types("more flash:text") == "one\ntwo\n"
    assert switch.types("more flash:bytes") == "00000000:  0001504B                               ..PK\n"
    assert switch.types("more /ascii flash:bytes") == "\x00\x01PK"


def test_more_shows_the_running_configuration(switch: Operator) -> None:
    screen = switch.types("more system:running-config")

    assert "hostname Switch\n" in screen
    assert screen.endswith(("end\n\n", "end\n"))


def test_changing_files_needs_privilege_15(switch: Operator) -> None:
    switch.keep("x", b"")

    for line in ("delete /force flash:x", "copy flash:x flash:y", "reload", "erase startup-config", "more flash:x"):
        assert "% " in switch.types(line, privilege=1)

    assert switch.flash("x") == b""


def test_delete_asks_for_the_name_and_then_whether(switch: Operator) -> None:
    switch.keep("x", b"")

    screen = switch.types("delete flash:x")

    assert screen.startswith("Delete filename [x]? Delete flash:")
    assert screen.endswith("x? [confirm]")
    assert "No such file" in switch.types("dir flash:x")


def test_a_declined_delete_keeps_the_file(switch: Operator) -> None:
    switch.keep("x", b"kept")

    switch.types("delete flash:x", ["", "n"])

    assert switch.flash("x") == b"kept"


def test_another_name_can_be_given_at_the_question(switch: Operator) -> None:
    switch.keep("x", b"kept")
    switch.keep("y", b"")

    switch.types("delete flash:x", ["y"])

    assert switch.flash("x") == b"kept"
    assert not switch.files.flash.entry("y")


def test_force_asks_nothing(switch: Operator) -> None:
    switch.keep("x", b"")

    assert switch.types("delete /force flash:x") == ""
    assert not switch.files.flash.entry("x")


def test_a_directory_goes_only_recursively(switch: Operator) -> None:
    switch.types("mkdir flash:d")
    switch.keep("d/x", b"")

    assert switch.types("delete /force flash:d") == "%Error deleting flash:/d (Is a directory)\n"
    assert switch.types("delete /force /recursive flash:d") == ""
    assert not switch.files.flash.entry("d")


def test_a_pattern_deletes_what_it_names(switch: Operator) -> None:
    for name in ("a.txt", "b.txt", "c.bin"):
        switch.keep(name, b"")

    switch.types("delete /force flash:*.txt")

    assert not switch.files.flash.entry("a.txt")
    assert not switch.files.flash.entry("b.txt")
    assert switch.files.flash.entry("c.bin")


def test_delete_of_what_is_not_there_says_so(switch: Operator) -> None:
    assert switch.types("delete flash:x").endswith("%Error deleting flash:/x (No such file or directory)\n")


def test_file_prompt_quiet_silences_every_question(switch: Operator) -> None:
    switch.keep("x", b"1")
    switch.types("configure terminal\nfile prompt quiet\nend")

    assert switch.types("rename flash:x flash:y") == ""
    assert switch.types("delete flash:y") == ""
    assert not switch.files.flash.entry("y")


def test_rename_moves_a_file_into_a_directory(switch: Operator) -> None:
    switch.types("mkdir flash:d")
    switch.keep("x", b"1")

    screen = switch.types("rename flash:x flash:d")

    assert screen == "Destination filename [d/x]? "
    assert switch.flash("d/x") == b"1"


def test_directories_are_made_and_removed(router: Operator) -> None:
    made = router.types("mkdir flash:d")
    removed = router.types("rmdir flash:d")

    assert made == "Create directory filename [d]? Created dir flash:/d\n"
    assert removed == "Remove directory filename [d]? Delete flash:/d? [confirm]Removed dir flash:/d\n"


def test_a_file_system_the_model_has_not_is_no_word_of_its_language(router: Operator) -> None:
    assert "% Invalid input detected at '^' marker." in router.types("dir slot0:")
    assert "% Invalid input detected at '^' marker." in router.types("dir flash1:")


def test_verify_md5_ends_in_what_clients_parse(switch: Operator) -> None:
    switch.keep("x", b"data")
    digest = md5(b"data", usedforsecurity=False).hexdigest()

    assert switch.types("verify /md5 flash:/x").splitlines()[:3] == [
        ".MD5 of flash:/x Done!",
        "",
        f"verify /md5 (flash:/x) = {digest}",
    ]
    assert f"Verified (flash:x) = {digest}\n" in switch.types(f"verify /md5 flash:x {digest.upper()}")
    assert f"Submitted signature = {'0' * 32}\n" in switch.types(f"verify /md5 flash:x {'0' * 32}")


def test_verify_md5_of_what_is_not_there_says_so(switch: Operator) -> None:
    assert switch.types("verify /md5 flash:x") == "%Error computing MD5 hash flash:/x (No such file or directory)\n"


def test_verify_finds_a_damaged_image(switch: Operator) -> None:
    path = switch.system.origin.image_path
    data = switch.files.read(switch.files.parse_url(path))  # type: ignore[arg-type]  # a file of flash
    switch.keep("bad.bin", data[:-200] + b"\0" + data[-199:])

    assert "hash verification successful" in switch.types(f"verify {path}")
    assert "%Error verifying flash:bad.bin" in switch.types("verify flash:bad.bin")


def test_write_saves_what_the_next_boot_reads(switch: Operator) -> None:
    switch.types("configure terminal\nhostname Saved\nend")

    assert switch.types("write memory") == "Building configuration...\n[OK]\n"
    assert b"hostname Saved\n" in switch.files.read(STARTUP_CONFIG)
    assert b"hostname Saved\n" in switch.flash("config.text")


def test_erase_asks_once_and_tells_the_log(switch: Operator) -> None:
    screen = switch.types("erase startup-config")

    assert screen == (
        "Erasing the nvram filesystem will remove all configuration files! Continue? [confirm]"
        "[OK]\nErase of nvram: complete\n"
    )
    assert not switch.files.exists(STARTUP_CONFIG)
    assert "%SYS-7-NV_BLOCK_INIT: Initialized the geometry of nvram\n" in switch.types("show logging")


def test_a_declined_erase_keeps_the_configuration(switch: Operator) -> None:
    switch.types("write erase", ["n"])

    assert switch.files.exists(STARTUP_CONFIG)
