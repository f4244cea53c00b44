"""GitHub's functions: how many arguments each takes, and what it returns.

Sources: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#functions, and for what it leaves open
https://github.com/actions/languageservices/tree/main/expressions/src/funcs
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from compiler.diagnostic import counted
from compiler.workflow.expression_error import ExpressionError, Reason, shown
from compiler.workflow.expression_values import (
    SPACE,
    Type,
    Unknown,
    UnknownValueError,
    Value,
    equal,
    folded,
    is_primitive,
    shortest,
    text_of,
    type_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class Signature(NamedTuple):
    """A function as the parser sees it."""

    name: str
    """GitHub's spelling. Calls are not case-sensitive."""
    least: int
    """Fewest arguments."""
    most: int | None
    """Most arguments; None if there is no limit."""


SIGNATURES = (
    Signature("contains", 2, 2),
    Signature("startsWith", 2, 2),
    Signature("endsWith", 2, 2),
    Signature("format", 1, 255),
    Signature("join", 1, 2),
    Signature("toJSON", 1, 1),
    Signature("fromJSON", 1, 1),
    Signature("case", 3, None),
    Signature("hashFiles", 1, 255),
    Signature("always", 0, 0),
    Signature("cancelled", 0, 0),
    Signature("failure", 0, None),
    Signature("success", 0, None),
)
"""Every function. The last five have no value here: they depend on the workspace or the run.

Source: https://github.com/actions/languageservices/blob/main/workflow-parser/src/workflow-v1.0.json
"""

STEP_SIGNATURES = tuple(each._replace(most=0) if each.name in {"failure", "success"} else each for each in SIGNATURES)
"""Every function, as steps may call it: only the condition of a job may name jobs, as in `success('build')`."""

MAX_BYTES = 1024 * 1024
"""Memory that the values of a call may need, as the runner counts it: 26 bytes for a string, and two for each character.

Source: https://github.com/actions/runner/blob/main/src/Sdk/DTExpressions2/Expressions2/Sdk/MemoryCounter.cs
"""
_MAX_JSON_DEPTH = 100
"""Levels of arrays and objects, so that a hostile text cannot exhaust the stack. The limit is ours."""


def memory(text: str) -> int:
    """Bytes of a string, as the runner counts them."""
    return 26 + 2 * len(text)


def check_memory(amount: int) -> None:
    """Raise `ExpressionError` if values need more memory than GitHub allows."""
    if amount > MAX_BYTES:
        _fail(Reason.TOO_LARGE, f"the values need {amount} bytes, and GitHub allows {MAX_BYTES}")


def _fail(reason: Reason, message: str) -> NoReturn:
    raise ExpressionError("evaluation", reason, message)


def contains(search: Value, item: Value) -> bool:
    """Whether a string has a part, or an array an element. False for an object."""
    if is_primitive(search):
        return is_primitive(item) and text_of(item).lower() in text_of(search).lower()
    return type_of(search) is Type.ARRAY and _any_equal(search, item)  # type: ignore[arg-type]


def _any_equal(array: list[Value], item: Value) -> bool:
    """An unknown element matters only if no other element is equal."""
    unknown: UnknownValueError | None = None
    for element in array:
        try:
            if equal(item, element):
                return True
        except UnknownValueError as error:
            unknown = error
    if unknown:
        raise unknown
    return False


def starts_with(text: Value, prefix: Value) -> bool:
    """Whether a string starts with another. False for an array or object."""
    if isinstance(text, Unknown) and isinstance(prefix, str):
        known, wanted = folded(text.prefix), folded(prefix)
        if known.startswith(wanted) or not wanted.startswith(known):
            return known.startswith(wanted)
    return is_primitive(text) and is_primitive(prefix) and folded(text_of(text)).startswith(folded(text_of(prefix)))


def ends_with(text: Value, suffix: Value) -> bool:
    """Whether a string ends with another. False for an array or object."""
    return is_primitive(text) and is_primitive(suffix) and folded(text_of(text)).endswith(folded(text_of(suffix)))


_FIELD = re.compile(r"\{\{|\}\}|\{([0-9]++)\}|[{}]")


def format_parts(pattern: str) -> Iterator[str | int]:
    """The texts of a pattern of `format`, and the numbers of the values between them.

    Raises:
        ExpressionError: for a brace that is neither doubled nor around a number.
    """
    at = 0
    for match in _FIELD.finditer(pattern):
        yield pattern[at : match.start()]
        at = match.end()
        if match[1]:
            yield int(match[1].lstrip("0")[:4] or 0)  # more digits only make the same error
        elif match[0] in {"{{", "}}"}:
            yield match[0][0]
        else:
            message = f"the pattern {shown(pattern)!r} of format() has a `{match[0]}` that is neither doubled nor around a number"
            _fail(Reason.INVALID_FORMAT, message)
    yield pattern[at:]


def format_(pattern: Value, *values: Value) -> str:
    """The pattern with `{0}`, `{1}` … replaced."""
    text = text_of(pattern)
    parts = []
    size = 0
    for part in format_parts(text):
        if isinstance(part, int):
            if part >= len(values):
                _fail(
                    Reason.MISSING_FORMAT_VALUE,
                    f"the pattern {shown(text)!r} of format() uses {{{part}}}, but format() was given {counted(len(values), 'value')}",
                )
            part = text_of(values[part])  # noqa: PLW2901
        parts.append(part)
        size += memory(part) if part else 0
        check_memory(size)
    return "".join(parts)


def join(array: Value, separator: Value = ",") -> str:
    """The elements as one string. A string is itself, an object the empty string."""
    if is_primitive(array):
        return text_of(array)
    if not isinstance(array, list):
        return ""
    between = text_of(separator) if is_primitive(separator) else ","
    texts = [text_of(element) for element in array]
    check_memory(sum(map(memory, texts)) + 2 * len(between) * len(texts))
    return between.join(texts)


def to_json(value: Value) -> str:
    """JSON with an indent of two spaces. NaN and Infinity are null."""
    return "".join(_json(value, ""))


def _json(value: Value, indent: str) -> Iterator[str]:
    if len(indent) > 2 * _MAX_JSON_DEPTH:
        _fail(Reason.TOO_LARGE, f"the value has more than {_MAX_JSON_DEPTH} levels of arrays and objects")
    inner = indent + "  "
    match value:
        case str():
            yield _quoted(value)
        case list():
            yield from _block("[]", ((element, "") for element in value), inner)
        case Mapping():
            yield from _block("{}", ((element, f"{_quoted(name)}: ") for name, element in value.items()), inner)
        case bool() | None:
            yield {True: "true", False: "false", None: "null"}[value]
        case int() | float():
            number = shortest(value)
            yield "null" if number in {"NaN", "Infinity", "-Infinity"} else number
        case _:
            type_of(value)  # raises UnknownValueError


def _block(brackets: str, items: Iterable[tuple[Value, str]], inner: str) -> Iterator[str]:
    before = brackets[0]
    for element, name in items:
        yield f"{before}\n{inner}{name}"
        yield from _json(element, inner)
        before = ","
    yield brackets if before == brackets[0] else f"\n{inner[2:]}{brackets[1]}"


def _quoted(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub("[\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", quoted)


def from_json(text: Value) -> Value:
    """The value of a JSON text. Of names that differ in case only, the first counts."""
    written = text_of(text)
    try:
        _check_levels(written)
        return json.loads(written, parse_int=float, parse_constant=_no_constant, object_pairs_hook=_object)  # type: ignore[no-any-return]
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        what = "an empty text" if not written.strip(SPACE) else f"text that is not JSON{where}"
        _fail(Reason.INVALID_JSON, f"fromJSON() was given {what}: {shown(written)!r}")


def _check_levels(text: str) -> None:
    level = 0
    for match in re.finditer(r'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', text, re.DOTALL):
        level += (match[0] in "[{") - (match[0] in "]}")
        if level > _MAX_JSON_DEPTH:
            raise ValueError(level)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)  # Python reads NaN and Infinity, which JSON does not have


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    spelt: dict[str, str] = {}
    return {name: value for name, value in dict(pairs).items() if spelt.setdefault(name.lower(), name) == name}


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "contains": contains,
    "startswith": starts_with,
    "endswith": ends_with,
    "format": format_,
    "join": join,
    "tojson": to_json,
    "fromjson": from_json,
}
"""Functions of their arguments alone, by name in lower case."""
