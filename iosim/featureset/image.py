"""What an image says of itself: its manifest. Rows come from the recipes in `images/`."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Level:
    """A feature set the image can come up at."""

    name: str  # ipservices
    rank: int  # higher is a superset of lower
    features: tuple[str, ...]  # licence features any one of which unlocks it; () for the base level
    capabilities: frozenset[str]  # all it grants, those of lower levels included


@dataclass(frozen=True, slots=True)
class BuiltInLicense:
    """An evaluation licence every device has from its image."""

    feature: str
    version: str  # "1.0"
    type: str  # "evaluation" or "evalRightToUse"
    period_ms: int


@dataclass(frozen=True, slots=True)
class Image:
    """Manifest of one universal image."""

    name: str  # c3750e-universalk9-mz.122-46.SE ; the file is NAME.bin
    family: str  # image_family of the platforms it runs on
    software: str  # "C3750E Software"
    image_id: str  # C3750E-UNIVERSALK9-M
    version: str  # 12.2(46)SE
    build: str  # "RELEASE SOFTWARE (fc2)"
    compiled: str  # "Thu 21-Aug-08 15:09 by nachen"
    copyright: str  # "1986-2008"
    crypto: bool  # SSH, HTTPS and SNMPv3 privacy exist only in k9 images
    directory: bool  # lies in a directory of its own in flash (12.2SE tar installs)
    module_version: str  # licence engine generation: "12.2", "15.0", "15.1"
    licensed: bool  # False: a fixed-feature image
    levels: tuple[Level, ...]  # lowest rank first
    base_level: str  # what runs without any usable licence
    features: tuple[str, ...]  # licensable features in the image's own index order
    built_in: tuple[BuiltInLicense, ...]
    words: Mapping[str, str] = field(default_factory=dict)  # the release's own texts and switches
    counted: Mapping[str, str] = field(default_factory=dict)  # features that count users -> what is counted
    size_bytes: int = 0  # of the file NAME.bin, exactly

    @property
    def file_name(self) -> str:
        """Name of the image file."""
        return f"{self.name}.bin"

    @property
    def flash_path(self) -> str:
        """Where manufacturing puts the file in flash: `NAME.bin`, or `NAME/NAME.bin` for tar installs."""
        return f"{self.name}/{self.file_name}" if self.directory else self.file_name

    def level(self, name: str) -> Level:
        """The level called `name`; KeyError when the image has none."""
        for level in self.levels:
            if level.name == name:
                return level
        raise KeyError(name)

    def says(self, word: str) -> bool:
        """A switch of the release: `words[word]` is "yes"."""
        return self.words.get(word, "no") == "yes"
