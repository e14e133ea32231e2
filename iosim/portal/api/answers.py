"""The shapes of what is answered, shared by the operations."""

from iosim.portal.shapes import ANY_TEXT, TRUTH, WHOLE, optional, several, shape

CUSTOMER = shape("name created", name=ANY_TEXT, created=ANY_TEXT)
USER = shape(
    "name role email active password customers created",
    name=ANY_TEXT,
    role=ANY_TEXT,
    email=ANY_TEXT,
    active=TRUTH,
    password=TRUTH,
    customers=several(ANY_TEXT),
    created=ANY_TEXT,
)
TOKEN = shape("id name created", id=WHOLE, name=ANY_TEXT, created=ANY_TEXT)
PRODUCT = shape(
    "product_id spellings family features",
    product_id=ANY_TEXT,
    spellings=several(ANY_TEXT),
    family=ANY_TEXT,
    features=several(ANY_TEXT),
)
PAK_ITEM = shape(
    "feature product seats quantity redeemed remaining",
    feature=ANY_TEXT,
    product=optional(ANY_TEXT),
    seats=optional(WHOLE),
    quantity=WHOLE,
    redeemed=WHOLE,
    remaining=WHOLE,
)
PAK = shape(
    "pak customer created note items",
    pak=ANY_TEXT,
    customer=ANY_TEXT,
    created=ANY_TEXT,
    note=ANY_TEXT,
    items=several(PAK_ITEM),
)
LICENSE = shape(
    "id udi feature type days count created state",
    id=ANY_TEXT,
    udi=ANY_TEXT,
    feature=ANY_TEXT,
    type=ANY_TEXT,
    days=optional(WHOLE),
    count=optional(WHOLE),
    created=ANY_TEXT,
    state=ANY_TEXT,
)
FILE = shape("file_name file licenses", file_name=ANY_TEXT, file=ANY_TEXT, licenses=several(LICENSE))
REDEEMED = shape("file_name file licenses pak", **FILE["properties"], pak=PAK)
DEVICE = shape(
    "udi product_id serial customer registered failed replaced_by",
    udi=ANY_TEXT,
    product_id=ANY_TEXT,
    serial=ANY_TEXT,
    customer=ANY_TEXT,
    registered=ANY_TEXT,
    failed=optional(ANY_TEXT),
    replaced_by=optional(ANY_TEXT),
)
DEVICE_WITH_LICENSES = shape(
    "udi product_id serial customer registered failed replaced_by licenses",
    **DEVICE["properties"],
    licenses=several(LICENSE),
)
TRIAL = shape(
    "id at udi customer feature days note user state decided decided_by answer license_id",
    id=WHOLE,
    at=ANY_TEXT,
    udi=ANY_TEXT,
    customer=ANY_TEXT,
    feature=ANY_TEXT,
    days=WHOLE,
    note=ANY_TEXT,
    user=ANY_TEXT,
    state=ANY_TEXT,
    decided=optional(ANY_TEXT),
    decided_by=optional(ANY_TEXT),
    answer=ANY_TEXT,
    license_id=optional(ANY_TEXT),
)
PERMISSION = shape(
    "ticket at expires udi customer licenses answered target",
    ticket=ANY_TEXT,
    at=ANY_TEXT,
    expires=ANY_TEXT,
    udi=ANY_TEXT,
    customer=ANY_TEXT,
    licenses=several(ANY_TEXT),
    answered=optional(ANY_TEXT),
    target=optional(ANY_TEXT),
)
PERMITTED = shape("permission file_name file", permission=PERMISSION, file_name=ANY_TEXT, file=ANY_TEXT)
REHOSTED = shape("permission file_name file licenses", permission=PERMISSION, **FILE["properties"])
RMA = shape(
    "id at failed replacement number customer",
    id=WHOLE,
    at=ANY_TEXT,
    failed=ANY_TEXT,
    replacement=ANY_TEXT,
    number=ANY_TEXT,
    customer=ANY_TEXT,
)
REPLACED = shape("rma file_name file licenses", rma=RMA, **FILE["properties"])
LEDGER_ROW = shape(
    "seq at kind license_id udi customer feature type count reason reference units user",
    seq=WHOLE,
    at=ANY_TEXT,
    kind=ANY_TEXT,
    license_id=ANY_TEXT,
    udi=ANY_TEXT,
    customer=ANY_TEXT,
    feature=ANY_TEXT,
    type=ANY_TEXT,
    count=optional(WHOLE),
    reason=ANY_TEXT,
    reference=ANY_TEXT,
    units=WHOLE,
    user=ANY_TEXT,
)
AUDIT_ROW = shape(
    "seq at user address action subject outcome",
    seq=WHOLE,
    at=ANY_TEXT,
    user=ANY_TEXT,
    address=ANY_TEXT,
    action=ANY_TEXT,
    subject=ANY_TEXT,
    outcome=ANY_TEXT,
)
MAIL_ROW = shape(
    "id at recipient subject file_name state attempts error",
    id=WHOLE,
    at=ANY_TEXT,
    recipient=ANY_TEXT,
    subject=ANY_TEXT,
    file_name=ANY_TEXT,
    state=ANY_TEXT,
    attempts=WHOLE,
    error=ANY_TEXT,
)
