"""
What is licensed: the models and the features that their images can unlock.

Both come from the rows of the platforms and the recipes of the images, so a new model or image is a new product here.
"""

from dataclasses import dataclass
from functools import cache

from iosim.chassis import Udi
from iosim.errors import UsageError
from iosim.featureset.catalog import Catalog
from iosim.license_store.grant import device
from iosim.license_store.store import FEATURES
from iosim.platforms import catalog
from iosim.portal.refusals import FeatureNotOfProduct, InvalidInput, UnknownProduct


@dataclass(frozen=True, slots=True)
class Product:
    """One model."""

    product_id: str  # as in the UDI
    spellings: tuple[str, ...]  # on orders, with what manufacturing installs
    family: str  # image family: c3750e, c880data, ...
    features: tuple[str, ...]

    def need(self, feature: str) -> None:
        """FeatureNotOfProduct unless it can be licensed here."""
        if feature not in self.features:
            raise FeatureNotOfProduct(product=self.product_id, feature=feature, known=", ".join(self.features))


@cache
def products() -> dict[str, Product]:
    """Every product by its product id."""
    images = [Catalog.packaged().image(name) for name in Catalog.packaged().names()]
    found = {}
    for platform in catalog.PLATFORMS:
        features = dict.fromkeys(FEATURES[platform.family])
        for image in images:
            if image.family == platform.image_family:
                features.update(dict.fromkeys(image.features))
        spellings = tuple(orderable.pid for orderable in platform.orderables)
        found[platform.pid] = Product(platform.pid, spellings, platform.image_family, tuple(features))
    return found


def features() -> list[str]:
    """Every feature of any product, sorted."""
    return sorted({feature for product in products().values() for feature in product.features})


def product_of(udi: Udi) -> Product:
    """The product that a device is; UnknownProduct when this portal licenses none such."""
    found = products().get(udi.product_id)
    if found is None:
        raise UnknownProduct(product=udi.product_id)
    return found


def read_udi(text: str) -> Udi:
    """
    A UDI from `PID:SN`, base or orderable spelling.

    Raises:
        InvalidInput: it is none.
        UnknownProduct: its product is none of ours.
    """
    try:
        udi = device(text.strip().upper())  # serial numbers are in capitals
    except UsageError as problem:
        raise InvalidInput(what=str(problem)) from None
    product_of(udi)
    return udi
