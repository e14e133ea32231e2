"""An image file is whole, signed and the same every time, or refused with the reason."""

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iosim.featureset import image_file
from iosim.featureset.catalog import Catalog
from iosim.featureset.image import Image
from iosim.featureset.image_file import BadDigest, BadSignature, ImageRefused, NotAnImage, WrongLength

IMAGE = replace(Catalog.packaged().image("c3750e-universalk9-mz.122-46.SE"), name="small", size_bytes=4_000)
FILE = image_file.build(IMAGE)


def test_a_file_begins_by_saying_that_it_holds_no_vendor_code() -> None:
    first_line = FILE.split(b"\n")[0].decode("ascii")

    assert "no code of any vendor" in first_line
    assert b"\0" in FILE


def test_building_twice_gives_the_same_bytes_of_the_stated_size() -> None:
    assert image_file.build(IMAGE) == FILE
    assert len(FILE) == IMAGE.size_bytes


def test_what_was_built_verifies_and_describes_the_same_image() -> None:
    assert image_file.verify(FILE) == IMAGE


@settings(max_examples=60, deadline=None)
@given(position=st.integers(0, len(FILE) - 1), bit=st.integers(0, 7))
def test_a_flipped_bit_anywhere_is_refused(position: int, bit: int) -> None:
    damaged = bytearray(FILE)
    damaged[position] ^= 1 << bit

    with pytest.raises(ImageRefused):
        image_file.verify(bytes(damaged))


@settings(max_examples=40, deadline=None)
@given(length=st.integers(0, len(FILE) - 1))
def test_a_file_cut_short_is_refused(length: int) -> None:
    with pytest.raises((WrongLength, NotAnImage)):
        image_file.verify(FILE[:length])


def test_a_damaged_byte_is_named_by_both_digests() -> None:
    damaged = FILE[:3_500] + bytes((FILE[3_500] ^ 1,)) + FILE[3_501:]

    with pytest.raises(BadDigest) as refusal:
        image_file.verify(damaged)

    assert refusal.value.stated != refusal.value.computed
    assert refusal.value.computed == sha256(damaged[:-96]).hexdigest()


def test_a_whole_file_that_the_lab_key_did_not_sign_is_refused() -> None:
    with pytest.raises(BadSignature):
        image_file.verify(FILE[:-64] + bytes(64))


def test_bytes_after_the_end_are_refused() -> None:
    with pytest.raises(WrongLength) as refusal:
        image_file.verify(FILE + b"x")

    assert refusal.value.found_bytes == refusal.value.expected_bytes + 1  # type: ignore[operator]


def test_other_files_are_no_images() -> None:
    for data in (b"", b"\x7fELF", b"MZIP" + bytes(1_000)):
        with pytest.raises(NotAnImage):
            image_file.verify(data)


def test_a_size_that_does_not_hold_the_manifest_is_refused_when_building() -> None:
    with pytest.raises(ImageRefused):
        image_file.build(replace(IMAGE, size_bytes=500))


def test_a_file_is_looked_at_once_per_process() -> None:
    first: Image = image_file.verify_once(FILE)

    assert image_file.verify_once(bytes(FILE)) is first
