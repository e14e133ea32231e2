"""The packaged images and their recipes."""

from pathlib import Path

import pytest

from iosim.errors import UsageError
from iosim.featureset import capabilities, recipe
from iosim.featureset.catalog import Catalog
from iosim.featureset.image_file import LIMIT_BYTES

ROOT = Path(__file__).parent.parent.parent
NAMES = Catalog.packaged().names()
EVERY = pytest.mark.parametrize("name", NAMES)


@pytest.fixture
def images() -> Catalog:
    return Catalog()


@EVERY
def test_every_packaged_image_builds_to_its_stated_size_and_loads_as_itself(images: Catalog, name: str) -> None:
    data = images.contents(f"{name}.bin")

    assert data is not None
    assert len(data) == images.size(name) < LIMIT_BYTES
    assert images.load(data) is images.image(name)


@EVERY
def test_each_level_grants_all_that_the_one_before_does_and_only_what_exists(images: Catalog, name: str) -> None:
    image = images.image(name)
    known = {row.name for row in capabilities.CAPABILITIES} | {capabilities.EIGRP_FULL}

    for lower, higher in zip(image.levels, image.levels[1:], strict=False):
        assert lower.capabilities < higher.capabilities
        assert lower.rank < higher.rank
    assert image.levels[-1].capabilities <= known


@EVERY
def test_each_level_names_features_of_its_image(images: Catalog, name: str) -> None:
    image = images.image(name)

    assert {feature for level in image.levels for feature in level.features} == set(image.features) - set(image.counted)
    assert {row.feature for row in image.built_in} <= set(image.features)
    assert all(row.period_ms == 60 * 86_400_000 for row in image.built_in)


def test_all_images_say_the_same_words(images: Catalog) -> None:
    switches = {frozenset(images.image(name).words) for name in NAMES if name.startswith("c3")}
    routers = {frozenset(images.image(name).words) for name in NAMES if name.startswith("c8")}

    assert len(switches) == len(routers) == 1
    assert switches.pop() ^ routers.pop() == {"text_base", "data_base"}


def test_every_word_of_a_recipe_is_explained(images: Catalog) -> None:
    explained = (ROOT / "docs" / "images.md").read_text(encoding="utf-8")

    for name in NAMES:
        assert [word for word in images.image(name).words if f"`{word}`" not in explained] == []


def test_the_families_have_the_levels_of_their_time(images: Catalog) -> None:
    def levels(name: str) -> list[str]:
        return [level.name for level in images.image(name).levels]

    assert levels("c3750e-universalk9-mz.122-46.SE") == ["ipbase", "ipservices", "advipservices"]
    assert levels("c3750e-universalk9-mz.150-2.SE") == ["ipbase", "ipservices"]
    assert levels("c880data-universalk9-mz.150-1.M4") == ["base", "advsecurity", "advipservices"]
    assert images.image("c880data-universalk9-mz.150-1.M4").level("base").features == ()


def test_one_image_has_no_cryptography(images: Catalog) -> None:
    assert not images.image("c3750e-universal-mz.122-35.SE5").crypto
    assert images.image("c3750e-universalk9-mz.122-35.SE5").crypto


@pytest.mark.parametrize("name", ["", "nothing", "index", "../pyproject", "../images/index"])
def test_a_name_that_is_no_image_is_refused(images: Catalog, name: str) -> None:
    with pytest.raises(UsageError):
        images.image(name)
    assert images.contents(name) is None


def test_every_family_of_the_platforms_has_a_default(images: Catalog) -> None:
    for family in ("c3750e", "c3560e", "c880data", "c860"):
        assert images.default(family).family == family
    with pytest.raises(UsageError):
        images.default("c2960")


def test_a_recipe_takes_from_another_what_it_does_not_say() -> None:
    made = recipe.read(
        "mine", 'like = "c860-universalk9-mz.150-1.M4"\nversion = "15.0(1)M9"\nwords.memory = "single"\n'
    )

    assert (made.name, made.version, made.family) == ("mine", "15.0(1)M9", "c860")
    assert made.words["memory"] == "single"
    assert made.words["technical_support"] == "yes"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version = ", "not TOML"),
        ('like = "mine"\n', "circle"),
        ('like = "c860-universalk9-mz.150-1.M4"\ncrypto = "yes"\n', "`crypto` must be a bool"),
        ('like = "c860-universalk9-mz.150-1.M4"\nbase_level = "lanbase"\n', "not one of its levels"),
        ("", "`family`"),
    ],
)
def test_a_wrong_recipe_is_refused_with_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(UsageError) as refusal:
        recipe.read("mine", text, lambda name: text if name == "mine" else recipe.packaged_text(name))

    assert said in str(refusal.value)
