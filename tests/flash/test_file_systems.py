"""Operations on files: what they do, and what the device says when they cannot be done."""

import hashlib

import pytest

from iosim.featureset.catalog import Catalog
from iosim.flash import RUNNING_CONFIG, STARTUP_CONFIG, FileRefusal, FileSystems, Location, NotEnoughSpace
from tests.flash import made


def at(path: str) -> Location:
    return Location("flash", path)


def test_a_new_switch_lists_its_image_directory_and_its_configuration_files(switch: FileSystems) -> None:
    listed = [(info.index, info.mode, info.size, info.name) for info in switch.listing(at(""))]

    assert listed == [
        (2, "drwx", 512, "image"),
        (4, "-rwx", 14, "config.text"),
        (5, "-rwx", 5, "private-config.text"),
    ]


def test_a_router_keeps_its_configuration_out_of_flash(router: FileSystems) -> None:
    assert [info.name for info in router.listing(at(""))] == ["image"]
    assert router.read(STARTUP_CONFIG) == b"hostname Day0\n"


def test_a_packaged_image_is_read_without_being_kept_in_the_chassis() -> None:
    box = made.chassis("WS-C3750E-24TD")
    files = made.file_systems("WS-C3750E-24TD", box)

    assert files.read(at("image/image.bin")) == b"image.bin"
    assert files.flash.sha256("image/image.bin") == made.IMAGE.sha256
    assert not box.keys("blob/")


def test_a_copy_of_a_packaged_image_moves_no_bytes_and_reads_the_same() -> None:
    box = made.chassis("CISCO881-K9")
    files = made.file_systems("CISCO881-K9", box)

    files.copy(at("image/image.bin"), at("second.bin"), now_ms=0)
    files.delete(at("image/image.bin"))

    assert files.read(at("second.bin")) == b"image.bin"
    assert not box.keys("blob/")


def test_a_packaged_image_that_this_installation_lacks_is_listed_but_not_read() -> None:
    box = made.chassis("CISCO881-K9")
    files = FileSystems(box, made.file_systems("CISCO881-K9").platform, contents=Catalog().contents)

    with pytest.raises(FileRefusal) as refusal:
        files.read(at("image/image.bin"))

    assert str(refusal.value) == "%Error opening flash:/image/image.bin (I/O error)"
    assert files.exists(at("image/image.bin"))


def test_what_is_written_reads_back_and_is_dated_by_the_device_calendar(switch: FileSystems) -> None:
    switch.write(at("notes"), b"abc", now_ms=79_000)

    info = switch.info(at("notes"))
    assert switch.read(at("notes")) == b"abc"
    assert info is not None
    assert info.modified_s == made.MARCH_1993_MS // 1000 + 79


def test_a_file_keeps_its_index_when_overwritten_and_frees_it_when_deleted(switch: FileSystems) -> None:
    switch.write(at("one"), b"1", now_ms=0)
    switch.write(at("two"), b"2", now_ms=0)
    first = switch.info(at("one"))
    switch.write(at("one"), b"one", now_ms=5)

    again = switch.info(at("one"))
    switch.delete(at("one"))
    switch.write(at("three"), b"3", now_ms=9)
    third = switch.info(at("three"))

    assert first is not None
    assert again is not None
    assert third is not None
    assert first.index == again.index == third.index


@pytest.mark.parametrize(("model", "block_bytes"), [("WS-C3750E-24TD", 512), ("CISCO881-K9", 4096)])
def test_a_file_occupies_whole_blocks(model: str, block_bytes: int) -> None:
    files = made.file_systems(model)
    before = files.flash.free_bytes

    files.write(at("x"), bytes(block_bytes + 1), now_ms=0)

    assert before - files.flash.free_bytes == 2 * block_bytes


def test_a_file_that_does_not_fit_changes_nothing(switch: FileSystems) -> None:
    switch.write(at("x"), b"old", now_ms=0)

    with pytest.raises(NotEnoughSpace) as refusal:
        switch.write(at("x"), bytes(switch.room_for(at("x")) + 1), now_ms=0)

    assert str(refusal.value) == "%Error opening flash:/x (Not enough space on device)"
    assert switch.read(at("x")) == b"old"


def test_a_file_may_fill_the_flash_to_the_last_block(switch: FileSystems) -> None:
    switch.write(at("x"), bytes(switch.room_for(at("x"))), now_ms=0)

    assert switch.flash.free_bytes < 512
    assert switch.room_for(at("y")) == switch.flash.free_bytes


def test_erasing_config_text_erases_the_startup_configuration_of_a_switch(switch: FileSystems) -> None:
    switch.delete(at("config.text"))

    assert not switch.exists(STARTUP_CONFIG)


def test_renaming_config_text_sets_the_startup_configuration_aside_and_back(switch: FileSystems) -> None:
    switch.rename(at("config.text"), at("config.old"), now_ms=0)
    aside = switch.exists(STARTUP_CONFIG), switch.read(at("config.old"))
    switch.rename(at("config.old"), at("config.text"), now_ms=0)

    assert aside == (False, b"hostname Day0\n")
    assert switch.read(STARTUP_CONFIG) == b"hostname Day0\n"
    assert not switch.exists(at("config.old"))


def test_saving_to_nvram_shows_in_flash_of_a_switch(switch: FileSystems) -> None:
    switch.write(STARTUP_CONFIG, b"hostname Saved\n", now_ms=60_000)

    info = switch.info(at("config.text"))
    assert switch.read(at("config.text")) == b"hostname Saved\n"
    assert info is not None
    assert info.modified_s == made.MARCH_1993_MS // 1000 + 60


def test_nvram_refuses_more_than_it_holds(router: FileSystems) -> None:
    with pytest.raises(NotEnoughSpace):
        router.write(STARTUP_CONFIG, bytes(router.platform.nvram_bytes), now_ms=0)

    assert router.read(STARTUP_CONFIG) == b"hostname Day0\n"


def test_erase_takes_every_file_of_nvram_and_leaves_flash(switch: FileSystems) -> None:
    switch.write(at("kept"), b"1", now_ms=0)
    switch.write(Location("nvram", "extra"), b"2", now_ms=0)

    switch.erase_nvram()

    assert [info.size for info in switch.listing(Location("nvram"))] == [0, 0, 0]
    assert [info.name for info in switch.listing(at(""))] == ["image", "kept"]


def test_null_takes_everything_and_gives_nothing(switch: FileSystems) -> None:
    switch.write(Location("null", "x"), b"data", now_ms=0)

    assert switch.read(Location("null", "x")) == b""


def test_the_running_configuration_is_read_through_system(switch: FileSystems) -> None:
    assert switch.read(RUNNING_CONFIG) == b"hostname Switch\nend\n"
    with pytest.raises(FileRefusal):
        switch.write(RUNNING_CONFIG, b"", now_ms=0)


def test_a_known_digest_is_taken_instead_of_hashing_again(switch: FileSystems) -> None:
    switch.write(at("x"), b"abc", now_ms=0, sha256=hashlib.sha256(b"abc").hexdigest())

    assert switch.read(at("x")) == b"abc"


def test_contents_shared_by_two_files_outlive_the_first(switch: FileSystems) -> None:
    switch.write(at("a"), b"same", now_ms=0)
    switch.write(at("b"), b"same", now_ms=0)

    switch.delete(at("a"))

    assert switch.read(at("b")) == b"same"


def test_contents_without_an_entry_are_collected() -> None:
    box = made.chassis("WS-C3750E-24TD")
    files = made.file_systems("WS-C3750E-24TD", box)
    files.write(at("kept"), b"kept", now_ms=0)
    box.put("blob/" + "0" * 64, b"half of a copy")

    assert files.flash.collect() == 1
    assert files.read(at("kept")) == b"kept"
    assert len(box.keys("blob/")) == 1


def test_a_directory_is_renamed_with_all_it_holds(router: FileSystems) -> None:
    router.make_directory(at("image/deep"), now_ms=0)
    router.write(at("image/deep/file"), b"1", now_ms=0)

    router.rename(at("image"), at("moved"), now_ms=0)

    assert router.read(at("moved/deep/file")) == b"1"
    assert router.read(at("moved/image.bin")) == b"image.bin"
    assert not router.exists(at("image"))


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda files: files.read(at("none")), "%Error opening flash:/none (No such file or directory)"),
        (lambda files: files.delete(at("none")), "%Error deleting flash:/none (No such file or directory)"),
        (lambda files: files.read(at("image")), "%Error opening flash:/image (Is a directory)"),
        (lambda files: files.delete(at("image")), "%Error deleting flash:/image (Is a directory)"),
        (lambda files: files.make_directory(at("image"), 0), "%Error Creating dir flash:/image (File exists)"),
        (lambda files: files.remove_directory(at("image")), "%Error Removing dir flash:/image (Directory not empty)"),
        (lambda files: files.remove_directory(at("")), "%Error Removing dir flash:/ (Permission denied)"),
        (
            lambda files: files.remove_directory(at("image/image.bin")),
            "%Error Removing dir flash:/image/image.bin (Not a directory)",
        ),
        (lambda files: files.write(at("no/x"), b"", 0), "%Error opening flash:/no/x (No such file or directory)"),
        (
            lambda files: files.write(at("image/image.bin/x"), b"", 0),
            "%Error opening flash:/image/image.bin/x (Not a directory)",
        ),
        (lambda files: files.write(at("a b"), b"", 0), "%Error opening flash:/a b (Invalid argument)"),
        (lambda files: files.write(at("\u00e9"), b"", 0), "%Error opening flash:/\u00e9 (Invalid argument)"),
        (lambda files: files.write(at(""), b"", 0), "%Error opening flash:/ (Invalid argument)"),
        (
            lambda files: files.write(Location("nvram", "a/b"), b"", 0),
            "%Error opening nvram:/a/b (Invalid argument)",
        ),
        (
            lambda files: files.rename(at("none"), at("x"), 0),
            "%Error renaming flash:/none (No such file or directory)",
        ),
        (
            lambda files: files.rename(at("image"), at("image/x"), 0),
            "%Error renaming flash:/image/x (Invalid argument)",
        ),
        (lambda files: files.parse_url("slot0:x"), "%Error opening slot0:x (No such device)"),
        (lambda files: files.check_directory(at("image/image.bin")), None),
    ],
)
def test_what_cannot_be_done_is_refused_in_the_words_of_the_device(
    router: FileSystems, act: object, words: str | None
) -> None:
    assert callable(act)
    before = list(router.flash.entries())

    with pytest.raises(FileRefusal) as refusal:
        act(router)

    assert list(router.flash.entries()) == before
    assert words is None or str(refusal.value) == words
