"""
The shape of what is sent and answered: JSON Schema, of which `checked` understands the part that is used here.

The same rows make `/openapi.json` and decide what is let in, so the two cannot differ.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from iosim.license_store.credential import LAYOUT
from iosim.license_store.license import MAX_COUNT, MAX_DAYS, WORD
from iosim.license_store.ticket import REHOST
from iosim.portal.accounts import NAME
from iosim.portal.mail import ADDRESS, RECIPIENTS_LIMIT
from iosim.portal.paks import MAX_QUANTITY
from iosim.portal.passwords import LENGTH
from iosim.portal.refusals import InvalidInput
from iosim.portal.visitor import ROLES

Schema = Mapping[str, Any]


def text(pattern: str = "", *, longest: int | None = None, shortest: int | None = None, example: str = "") -> Schema:
    """A string, all of which `pattern` describes."""
    found: dict[str, Any] = {"type": "string"}
    if pattern:
        found["pattern"] = f"^{pattern}$"
    if shortest is not None:
        found["minLength"] = shortest
    if longest is not None:
        found["maxLength"] = longest
    if example:
        found["examples"] = [example]
    return found


def whole(least: int, most: int) -> Schema:
    """A whole number."""
    return {"type": "integer", "minimum": least, "maximum": most}


def one_of(*values: str) -> Schema:
    """One of these words."""
    return {"type": "string", "enum": list(values)}


def several(of: Schema, *, least: int = 0, most: int | None = None) -> Schema:
    """A list."""
    found: dict[str, Any] = {"type": "array", "items": of}
    if least:
        found["minItems"] = least
    if most is not None:
        found["maxItems"] = most
    return found


def optional(of: Schema) -> Schema:
    """What may be null as well."""
    return {**of, "type": [of["type"], "null"]}


def shape(required: str = "", **properties: Schema) -> Schema:
    """An object; `required` names the members that are always there, and it has no others."""
    found: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        found["required"] = required.split()
    return found


TRUTH: Schema = {"type": "boolean"}
ANY_TEXT = text()
WHOLE: Schema = {"type": "integer"}
TIME = text(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
UDI = text(rf"{WORD.pattern}:{WORD.pattern}", example="WS-C3750E-24TD:SIM1234X0AB")
FEATURE = text(WORD.pattern, example="ipservices")
CUSTOMER_NAME = text(NAME.pattern, example="Example Ltd")
USER_NAME = text(NAME.pattern, example="adam")
PAK_CODE = text(r"[A-Za-z0-9]{11}", example="SIM7K2M9Q4X")
LICENSE_ID = TICKET_ID = text(r"[A-Z2-7]{16}")
NOTE = text(r"[ -~\u00a0-\ud7ff]*", longest=200)
PASSWORD = text(shortest=LENGTH[0], longest=LENGTH[1])
EMAIL = text(ADDRESS.pattern)
EMAILS = several(EMAIL, most=RECIPIENTS_LIMIT)
ROLE = one_of(*ROLES)
CREDENTIALS = text(longest=LAYOUT.limit_bytes)
REHOST_TICKET = text(longest=REHOST.limit_bytes)
QUANTITY = whole(1, MAX_QUANTITY)
SEATS = whole(0, MAX_COUNT)
DAYS = whole(1, MAX_DAYS)
LIMIT = whole(1, 1000)


def checked(schema: Schema, value: Any, where: str = "The body") -> Any:
    """
    `value` as `schema` wants it.

    Raises:
        InvalidInput: it does not fit; the message says where.
    """
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if value is None and "null" in kinds:
        return None
    kind = next(kind for kind in kinds if kind != "null")
    value = _KINDS[kind](schema, value, where)
    if "enum" in schema and value not in schema["enum"]:
        raise InvalidInput(what=f"{where} is one of {', '.join(schema['enum'])}")
    return value


def _text(schema: Schema, value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise InvalidInput(what=f"{where} is a string")
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        longest = schema.get("maxLength", "any number of")
        raise InvalidInput(what=f"{where} has {schema.get('minLength', 0)} to {longest} characters")
    if "pattern" in schema and not _pattern(schema["pattern"]).fullmatch(value):
        raise InvalidInput(what=f"{where} does not look like {schema['pattern']}")
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise InvalidInput(what=f"{where} is not text")
    return value


def _whole(schema: Schema, value: Any, where: str) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidInput(what=f"{where} is a whole number")
    if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        raise InvalidInput(what=f"{where} is a number from {schema['minimum']} to {schema['maximum']}")
    return value


def _truth(schema: Schema, value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise InvalidInput(what=f"{where} is true or false")
    return value


def _list(schema: Schema, value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise InvalidInput(what=f"{where} is a list")
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        raise InvalidInput(what=f"{where} has {schema.get('minItems', 0)} to {schema.get('maxItems', 'any')} items")
    return [checked(schema["items"], item, f"{where}[{index}]") for index, item in enumerate(value)]


def _object(schema: Schema, value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InvalidInput(what=f"{where} is an object")
    properties: Mapping[str, Schema] = schema["properties"]
    for name in value:
        if name not in properties:
            raise InvalidInput(what=f"{where} has no member {name[:40]!r}; known are {', '.join(properties)}")
    for name in schema.get("required", ()):
        if name not in value:
            raise InvalidInput(what=f"{where} lacks {name}")
    return {name: checked(properties[name], each, name) for name, each in value.items()}


_KINDS = {"string": _text, "integer": _whole, "boolean": _truth, "array": _list, "object": _object}


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)
