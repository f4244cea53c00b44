"""Collects the mistakes in declarations while definitions are imported: one run reports all of them, not only the first.

Outside of `collect`, a wrong declaration raises pydantic's `ValidationError`.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import MISSING, fields
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from pydantic import ValidationError
from pydantic_core import ArgsKwargs, SchemaValidator

from compiler.diagnostic import Origin, calling_origin, place_in

if TYPE_CHECKING:
    from types import FrameType

_ATTEMPTS = 2  # without the wrong keys, and with None for those of them that are required
_KEPT = frozenset({"__class__", "__dict__", "collected", "origin"})


class ReportedError(Exception):
    """An unusable declaration was used. Its mistakes have already been reported, so this error is not."""


class Unusable:
    """Base of declarations that could not be created, even without their invalid arguments."""

    def __getattribute__(self, name: str) -> Any:
        if name not in _KEPT:
            raise ReportedError
        return super().__getattribute__(name)


def _refuse(*_: object, **__: object) -> NoReturn:
    raise ReportedError


_OPERATIONS = (
    *("add", "radd", "and", "rand", "or", "ror", "invert", "eq", "ne", "lt", "le", "gt", "ge", "getitem", "contains", "iter", "len"),
    *("bool", "call", "enter", "str", "format", "mod", "rmod", "mul", "rmul"),
)
Missing = type("Missing", (Unusable,), {f"__{name}__": _refuse for name in _OPERATIONS} | {"__hash__": object.__hash__})
"""Stands for a value that a definition does not have, since the statement that makes it raised an error. Any use raises."""


class Mistake(NamedTuple):
    """A declaration that was not accepted as it was written."""

    error: ValidationError
    stack: list[tuple[Origin, str]]
    """The calls that led to it, the innermost first, each with the name of the function."""


class Collected(NamedTuple):
    """The mistakes of one import."""

    mistakes: list[Mistake]
    incomplete: list[object]
    """The declarations with mistakes, which lack the arguments that were wrong."""
    shortened: list[object]
    """The declarations with a list from which an unusable declaration was left out."""
    raised: list[tuple[BaseException, str]]
    """The errors after which an import was resumed, each with the file."""


_collected: Collected | None = None


def collected() -> Collected | None:
    """What was collected so far, if mistakes are collected."""
    return _collected


@contextmanager
def collect() -> Iterator[Collected]:
    """A context in which mistakes are collected, and do not raise."""
    global _collected  # noqa: PLW0603 - a constructor has no other way to know
    before, _collected = _collected, Collected([], [], [], [])
    try:
        yield _collected
    finally:
        _collected = before


def construct(declared: object, validator: SchemaValidator, args: tuple[Any, ...], keys: dict[str, Any]) -> None:
    """Give a declaration its arguments. While mistakes are collected, one with mistakes is made without what is wrong."""
    if _collected is not None and (_collected.mistakes or _collected.raised):
        optional = _optional(type(declared))  # type: ignore[arg-type]  # a class is hashable
        usable = {key: _without_unusable(value) for key, value in keys.items() if key not in optional or not isinstance(value, Unusable)}
        if any(map(_is_missing, (*args, *usable.values()))):
            _make_unusable(declared)
            return
        if any(usable.get(key) is not value for key, value in keys.items()):
            _collected.shortened.append(declared)
        keys = usable
    try:
        validator.validate_python(ArgsKwargs(args, keys), self_instance=declared)
    except ValidationError as error:
        if _collected is None:
            raise
        _collected.mistakes.append(Mistake(error, _stack(sys._getframe(2))))  # noqa: SLF001 - what called the constructor
        _collected.incomplete.append(declared)
        _construct_without(error, declared, validator, args, keys)


@cache
def _optional(kind: type) -> frozenset[str]:
    """The arguments that a declaration may leave out."""
    return frozenset(field.name for field in fields(kind) if field.default is not MISSING or field.default_factory is not MISSING)


def _construct_without(
    error: ValidationError, declared: object, validator: SchemaValidator, args: tuple[Any, ...], keys: dict[str, Any]
) -> None:
    for _ in range(_ATTEMPTS):
        keys = _without_wrong(keys, error)
        try:
            validator.validate_python(ArgsKwargs(args, keys), self_instance=declared)
        except ValidationError as another:
            error = another
        else:
            return
    _make_unusable(declared)


def _make_unusable(declared: object) -> None:
    object.__setattr__(declared, "origin", calling_origin())
    object.__setattr__(declared, "__class__", _unusable(type(declared)))  # type: ignore[arg-type]  # a class is hashable


def _is_missing(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(map(_is_missing, value))
    return any(map(_is_missing, value.values())) if isinstance(value, dict) else isinstance(value, Missing)


def _without_unusable(value: Any) -> Any:
    if isinstance(value, list) and any(isinstance(each, Unusable) for each in value):
        return [each for each in value if not isinstance(each, Unusable)]
    return value


def _without_wrong(keys: Mapping[str, Any], error: ValidationError) -> dict[str, Any]:
    """The keys that are accepted. A required key that is missing is replaced by None, which may be one of its values."""
    wrong = {detail["loc"][0]: detail["type"] for detail in error.errors(include_url=False, include_input=False) if detail["loc"]}
    kept = {key: value for key, value in keys.items() if key not in wrong}
    return kept | {str(key): None for key, kind in wrong.items() if kind == "missing"}


@cache
def _unusable(kind: type) -> type:
    return type(kind.__name__, (Unusable, kind), {})


def _stack(frame: "FrameType | None") -> list[tuple[Origin, str]]:
    calls = []
    while frame is not None:
        calls.append((place_in(frame.f_code, frame.f_lineno, frame.f_lasti), frame.f_code.co_name))
        frame = frame.f_back
    return calls
