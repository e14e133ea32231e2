"""Images made for the tests of licences, and devices as they leave the factory."""

from dataclasses import replace

from iosim.chassis import Chassis, Udi
from iosim.featureset.image import BuiltInLicense, Image, Level
from iosim.license_store import LAB_ONLY, LicenseStore
from iosim.platforms import catalog

DAY_MS = 86_400_000
SERIAL = "SIM1234X0AB"

IMAGE = Image(
    name="c3750e-universalk9-mz.122-46.SE",
    family="c3750e",
    software="C3750E Software",
    image_id="C3750E-UNIVERSALK9-M",
    version="12.2(46)SE",
    build="RELEASE SOFTWARE (fc2)",
    compiled="Thu 21-Aug-08 15:09 by nachen",
    copyright="1986-2008",
    crypto=True,
    directory=True,
    module_version="12.2",
    licensed=True,
    levels=(
        Level("ipbase", 1, ("ipbase", "ipservices", "advipservices"), frozenset()),
        Level("ipservices", 2, ("ipservices", "advipservices"), frozenset()),
        Level("advipservices", 3, ("advipservices",), frozenset()),
    ),
    base_level="ipbase",
    features=("ipbase", "ipservices", "advipservices"),
    built_in=(
        BuiltInLicense("ipservices", "1.0", "evaluation", 60 * DAY_MS),
        BuiltInLicense("advipservices", "1.0", "evaluation", 60 * DAY_MS),
    ),
)

ROUTER_IMAGE = replace(
    IMAGE,
    name="c880data-universalk9-mz.150-1.M",
    family="c880data",
    module_version="15.0",
    levels=(
        Level("base", 1, (), frozenset()),
        Level("advsecurity", 2, ("advsecurity", "advipservices"), frozenset()),
        Level("advipservices", 3, ("advipservices",), frozenset()),
    ),
    base_level="base",
    features=("advipservices", "advsecurity"),
    built_in=(BuiltInLicense("advipservices", "1.0", "evaluation", 60 * DAY_MS),),
)


def make_chassis(model: str = "WS-C3750E-24TD", serial: str = SERIAL) -> Chassis:
    platform, orderable = catalog.find(model)
    return Chassis(Udi(platform.pid, serial), orderable.pid, bytes(6), 1, {})


def make_store(chassis: Chassis, image: Image = IMAGE) -> LicenseStore:
    return LicenseStore(chassis, catalog.find(chassis.orderable_pid)[0], image, LAB_ONLY)
