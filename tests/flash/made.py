"""File systems over a chassis that the test can look into."""

from iosim.chassis import Chassis, Udi
from iosim.flash import FileSystems, PackagedFile, factory_rows
from iosim.platforms import catalog

MARCH_1993_MS = 730_944_000_000
IMAGE = PackagedFile("image.bin", "image/image.bin", 9, "ab" * 32)


def chassis(pid: str) -> Chassis:
    """A new chassis with one image and a day-0 configuration."""
    platform, orderable = catalog.find(pid)
    factory = factory_rows(platform, [IMAGE], b"hostname Day0\n", b"keys\n")
    return Chassis(Udi(pid, "SIM0000X000"), orderable.pid, bytes(6), 1, factory)


def file_systems(pid: str, box: Chassis | None = None) -> FileSystems:
    """Its file systems; a packaged image is the bytes of its name."""
    platform, _ = catalog.find(pid)
    return FileSystems(
        box if box is not None else chassis(pid),
        platform,
        contents=str.encode,
        calendar=lambda now_ms: MARCH_1993_MS + now_ms,
        running_config=lambda: "hostname Switch\nend\n",
    )
