"""What all declarations share: strict types, no unknown keys, identity instead of equality, and the place where each was made."""

import dataclasses
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeAlias, TypeVar, dataclass_transform

from pydantic import BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler, PlainValidator, TypeAdapter
from pydantic_core import core_schema

from compiler.diagnostic import Origin, calling_origin
from compiler.model.mistakes import construct
from compiler.workflow.expression import Operand

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T", bound=type)

Value: TypeAlias = str | bool | int | float | Operand
"""A value of an environment variable, of an action's input or of a matrix: text, a number, True, False or an expression."""


def _json(value: Any) -> Any:
    """Raises `ValueError` for what neither is JSON nor has an expression in its place."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise ValueError(f"text, not {key!r}, as a key")  # noqa: TRY004 - pydantic reports a ValueError
            _json(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _json(inner)
    elif value is not None and not isinstance(value, str | bool | int | float | Operand):
        raise ValueError("text, a number, True, False, None, an expression, or lists and dictionaries of them")
    return value


Json: TypeAlias = Annotated[Any, PlainValidator(_json)]
"""A value of a matrix: text, a number, True, False, None, an expression, or lists and dictionaries of them."""

Ignored: TypeAlias = Mapping[str, Annotated[str, Field(min_length=1)]]
"""Names of rules whose findings are not reported, each with the reason. One that suppresses nothing is a finding itself."""

Env: TypeAlias = Mapping[Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")], Value]
"""Environment variables by name: letters, digits and `_`, not beginning with a digit.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#env
"""

Id: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_-]*$")]
"""Letters, digits, `-` and `_`, not beginning with a digit or `-`.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_id
"""

Minutes: TypeAlias = Annotated[int, Field(ge=1, le=35 * 24 * 60)]
"""Whole minutes, from 1 to 50,400: the 35 days that GitHub gives a workflow run.

Source: https://docs.github.com/en/actions/reference/limits
"""


@dataclass_transform(kw_only_default=True, frozen_default=True, eq_default=False, field_specifiers=(dataclasses.field,))
def declaration(cls: T) -> T:
    """Make a class of the model: frozen, keyword-only, compared by identity. `Declared` has the constructor."""
    made: Callable[[T], Any] = dataclasses.dataclass(init=False, frozen=True, eq=False, kw_only=True, repr=False)
    return made(cls)  # type: ignore[no-any-return]


@cache
def _validator(kind: type) -> Any:
    """Validates the arguments of a declaration. Created for the first object: creating all of them takes longer than importing pydantic."""
    return TypeAdapter(kind).validator


def new_list() -> list[Any]:
    """An empty list, as a default. Pydantic reads the signature of a factory, and needs a tokenizer for that of `list`."""
    return []


class Declared:
    """Base of all declarations: validates its arguments, and remembers its origin."""

    collected: ClassVar[str] = ""
    """The list of `compiler.frontend.load.Loaded` for objects at the top level of a module; empty if they are a part of another."""
    __pydantic_config__ = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True, allow_inf_nan=False)

    if TYPE_CHECKING:
        origin: Origin
    else:  # or a type checker would accept any arguments

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            construct(self, _validator(type(self)), args, kwargs)

    def __post_init__(self) -> None:
        object.__setattr__(self, "origin", calling_origin())

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """In a field of another declaration only the class is checked: the object was validated when it was made."""
        if handler.field_name is None:
            return handler(source)
        return core_schema.is_instance_schema(cls, cls_repr=f"{cls.__name__}(…)")


class AnyRaw(Declared):
    """Base of `Raw`, which stands for a job, a step or a trigger."""

    as_job: Declared
    as_step: Declared
    as_trigger: Declared


def _converter(kind: Literal["as_job", "as_step", "as_trigger"]) -> BeforeValidator:
    """Replaces a `Raw` by the declaration that it stands for."""
    return BeforeValidator(lambda given: getattr(given, kind) if isinstance(given, AnyRaw) else given)


RAW_JOB, RAW_STEP, RAW_TRIGGER = _converter("as_job"), _converter("as_step"), _converter("as_trigger")
"""For the elements of lists in which a `Raw` may be."""


@declaration
class RawContent(Declared):
    """What a `Raw` stands for: data with the keys of GitHub's syntax."""

    content: Json
    unknown: list[str]
