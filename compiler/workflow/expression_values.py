"""Values of expressions, and GitHub's rules for coercing and comparing them.

A value is None, a bool, an int or float, a string, a list or a mapping with string keys; or `Unknown`.

Sources: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#operators, and for what it leaves open
https://github.com/actions/languageservices/tree/main/expressions/src
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import Enum
from typing import TypeAlias

SPACE = "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""White space, as JavaScript defines it."""


@dataclass(frozen=True)
class Unknown:
    """A value that is not known, such as the output of a job that did not run."""

    reason: str
    """What it depends on."""
    prefix: str = ""
    suffix: str = ""
    """How it begins and ends, if that is known; then it is text."""


Value: TypeAlias = "bool | float | str | list[Value] | Mapping[str, Value] | Unknown | None"
"""A value of an expression. `float` includes `int`."""


class UnknownValueError(Exception):
    """Something depends on a value that is not known."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.reason)
        self.unknown = unknown


class Filtered(list[Value]):
    """The result of an object filter: an index of it is an index of each element."""


class Type(Enum):
    """GitHub's types, under GitHub's names."""

    NULL = "Null"
    BOOLEAN = "Boolean"
    NUMBER = "Number"
    STRING = "String"
    ARRAY = "Array"
    OBJECT = "Object"


def type_of(value: Value) -> Type:
    """The type of a value.

    Raises:
        UnknownValueError: if it is not known.
        TypeError: if it is none of GitHub's types.
    """
    match value:
        case None:
            return Type.NULL
        case bool():
            return Type.BOOLEAN
        case int() | float():
            return Type.NUMBER
        case str():
            return Type.STRING
        case list():
            return Type.ARRAY
        case Mapping():
            return Type.OBJECT
        case Unknown():
            raise UnknownValueError(value)
        case _:
            raise TypeError(f"{value!r} is not a value of an expression")


def is_primitive(value: Value) -> bool:
    """Whether it is neither an array nor an object."""
    return type_of(value) not in {Type.ARRAY, Type.OBJECT}


def truthy(value: Value) -> bool:
    """Whether it counts as true. False, 0, NaN, null and the empty string do not."""
    return not is_primitive(value) or (bool(value) and value == value)  # noqa: PLR0124 - NaN is not equal to itself


_DECIMAL = re.compile(r"[+-]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?|[+-]?Infinity")
_BASES = ((re.compile(r"0x[0-9A-Fa-f]++"), 16), (re.compile(r"0o[0-7]++"), 8))


def number_of_text(text: str) -> float:
    """The number that a text contains, with or without space around it; 0 for an empty text, NaN for any other.

    The formats are those of JSON, and `+1`, `.5`, `1.`, `0xff`, `0o17` and `Infinity`.
    """
    text = text.strip(SPACE)
    if not text:
        return 0.0
    if _DECIMAL.fullmatch(text):
        return float(text)
    return next((_float(int(text[2:], base)) for pattern, base in _BASES if pattern.fullmatch(text)), math.nan)


def number_of(value: Value) -> float:
    """A value as a number: null is 0, true is 1, an array or object NaN."""
    match value:
        case None:
            return 0.0
        case str():
            return number_of_text(value)
        case int() | float():
            return _float(value)
        case _:
            type_of(value)  # raises UnknownValueError
            return math.nan


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def text_of(value: Value) -> str:
    """A value as text: null is empty, an array is `Array`, an object `Object`; a number has at most 15 decimal places."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int() | float():
            return shortest(_rounded(_float(value)))
        case _:
            return type_of(value).value


_PLACES = Decimal("1e-15")
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_MAX_DIGITS, _MAX_ZEROS = 21, 6
"""The maximum numbers of digits before a decimal point, and of zeros after it, in a number without an exponent."""


def _rounded(value: float) -> float:
    if math.isfinite(value) and abs(value) < 10**_MAX_DIGITS:
        return float(Decimal(value).quantize(_PLACES, context=_EXACT))
    return value


def shortest(value: float) -> str:
    """The shortest decimal that reads as this number, in JavaScript's notation: no exponent from 1e-6 up to 1e21.

    Source: https://tc39.es/ecma262/#sec-numeric-types-number-tostring
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    number = Decimal(repr(abs(float(value)))).normalize(_EXACT)
    digits, point = "".join(map(str, number.as_tuple().digits)), number.adjusted() + 1
    return sign + _placed(digits, point)


def _placed(digits: str, point: int) -> str:
    """The number with these digits and the decimal point after the first `point` of them, as JavaScript writes it."""
    if len(digits) <= point <= _MAX_DIGITS:
        return digits.ljust(point, "0")
    if 0 < point <= _MAX_DIGITS:
        return f"{digits[:point]}.{digits[point:]}"
    if -_MAX_ZEROS < point <= 0:
        return f"0.{'0' * -point}{digits}"
    mantissa = f"{digits[0]}.{digits[1:]}".rstrip(".")
    return f"{mantissa}e{point - 1:+d}"


_DOTLESS_I = "\u0131"


def folded(text: str) -> str:
    """A text for comparison without regard to case: in upper case, but for the dotless i, which is not I."""
    return _DOTLESS_I.join(part.upper() for part in text.split(_DOTLESS_I))


def equal(left: Value, right: Value) -> bool:
    """GitHub's `==`. Different types are compared as numbers; arrays and objects only by identity."""
    if _differ(left, right) or _differ(right, left):
        return False
    left, right = _coerced(left, right)
    match left, right:
        case str(), str():
            return folded(left) == folded(right)
        case ((int() | float()), (int() | float())):
            return left == right
        case None, None:
            return True
        case _:
            return left is right


def _differ(unknown: Value, text: Value) -> bool:
    """Whether a value that is not known is certainly not this text."""
    if not (isinstance(unknown, Unknown) and isinstance(text, str)):
        return False
    return not (folded(text).startswith(folded(unknown.prefix)) and folded(text).endswith(folded(unknown.suffix)))


def less(left: Value, right: Value) -> bool:
    """GitHub's `<`. NaN, arrays and objects are neither less nor greater. Strings are compared by UTF-16 code units."""
    left, right = _coerced(left, right)
    match left, right:
        case str(), str():
            return _code_units(folded(left)) < _code_units(folded(right))
        case ((int() | float()), (int() | float())):
            return left < right
        case _:
            return False


def _code_units(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")


def _coerced(left: Value, right: Value) -> tuple[Value, Value]:
    """Both as they are if they have one type, else as numbers; an array or object is never coerced."""
    kinds = type_of(left), type_of(right)
    if kinds[0] is kinds[1] or not (is_primitive(left) and is_primitive(right)):
        return left, right
    return number_of(left), number_of(right)


class Properties:
    """Finds properties without regard to case. It goes through the names of each object only once, however many lookups there are."""

    def __init__(self) -> None:
        self._names: dict[int, tuple[Mapping[str, Value], dict[str, str]]] = {}  # with the object, so that its id stays its own

    def find(self, value: Mapping[str, Value], name: str) -> tuple[Value, bool]:
        """The property with this name, and whether there is one. Of names that differ only in case, the equal one, or else the first."""
        if name in value:
            return value[name], True
        if id(value) not in self._names:
            self._names[id(value)] = value, {key.lower(): key for key in reversed(list(value))}  # the first one stays
        key = self._names[id(value)][1].get(name.lower())
        return (None, False) if key is None else (value[key], True)
