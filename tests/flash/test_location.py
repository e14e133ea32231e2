"""Names of files, as typed and as printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosim.flash import FileSystems, Location, Remote
from tests.flash import made


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("flash:image.bin", "flash:/image.bin"),
        ("flash:/image.bin", "flash:/image.bin"),
        ("FLASH:Image.bin", "flash:/Image.bin"),
        ("flash:", "flash:/"),
        ("flash1:x", "flash:/x"),
        ("x", "flash:/html/x"),
        ("/x", "flash:/x"),
        ("../x", "flash:/x"),
        ("../../../x", "flash:/x"),
        ("flash:../../x", "flash:/x"),
        ("./a//b/", "flash:/html/a/b"),
        ("nvram:startup-config", "nvram:/startup-config"),
        ("system:running-config", "system:/running-config"),
        ("null:", "null:/"),
    ],
)
def test_a_name_typed_in_a_directory_becomes_a_place_on_the_device(switch: FileSystems, text: str, place: str) -> None:
    assert str(switch.parse_url(text, Location("flash", "html"))) == place


def test_a_router_has_no_flash_of_a_stack_member(router: FileSystems) -> None:
    assert not router.knows("flash1")


@pytest.mark.parametrize(
    ("text", "remote"),
    [
        ("tftp:", Remote("tftp")),
        ("tftp:x", Remote("tftp", path="x")),
        ("tftp://10.0.0.1", Remote("tftp", "10.0.0.1")),
        ("tftp://10.0.0.1/dir/x", Remote("tftp", "10.0.0.1", "dir/x")),
        ("tftp://10.0.0.1//abs/x", Remote("tftp", "10.0.0.1", "/abs/x")),
        ("http://10.0.0.1:8080/x", Remote("http", "10.0.0.1", "x", port=8080)),
        ("ftp://user:pass@10.0.0.1/x", Remote("ftp", "10.0.0.1", "x", "user", "pass")),
        ("ftp://user:p:a@ss@10.0.0.1/x", Remote("ftp", "10.0.0.1", "x", "user", "p:a@ss")),
        ("scp://user@10.0.0.1/x", Remote("scp", "10.0.0.1", "x", "user")),
    ],
)
def test_a_file_elsewhere_is_taken_apart(switch: FileSystems, text: str, remote: Remote) -> None:
    assert switch.parse_url(text) == remote


def test_credentials_are_masked_on_the_screen_and_kept_for_the_transfer() -> None:
    remote = Remote("ftp", "10.0.0.1", "x", "user", "pass", 2121)

    assert str(remote) == "ftp://*:*@10.0.0.1:2121/x"
    assert remote.url == "ftp://user:pass@10.0.0.1:2121/x"


@given(st.text(max_size=60), st.text(alphabet="ab/.", max_size=12))
def test_no_name_leaves_the_file_systems_of_the_device(text: str, cwd: str) -> None:
    files = made.file_systems("WS-C3750E-24TD")

    place = files.parse_url("flash:" + text, Location("flash").join(cwd))

    assert isinstance(place, Location)
    assert place.filesystem == "flash"
    assert not {"", ".", ".."} & set(place.path.split("/")) or place.path == ""
