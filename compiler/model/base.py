"""What all declarations share: strict types, no unknown keys, identity instead of equality, and the place where each was made."""

import dataclasses
import math
import sys
from collections.abc import Mapping
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NewType, TypeAlias, TypeVar, dataclass_transform

from pydantic import BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler, PlainValidator, TypeAdapter
from pydantic_core import core_schema

from compiler.diagnostic import Origin, calling_origin
from compiler.model.mistakes import construct
from compiler.workflow.expression import Operand

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T", bound=type)
E = TypeVar("E")

NonEmptyText: TypeAlias = Annotated[str, Field(min_length=1)]
"""A string that is not empty."""

OneOrMore: TypeAlias = Annotated[list[E], Field(min_length=1)]
"""A list with at least one element: GitHub treats an empty filter as no filter, and rejects an empty list of options."""

Value: TypeAlias = str | bool | int | float | Operand
"""A value of an environment variable or of an input: a string, a number, True, False or an expression."""


_MAX_DEPTH = 50
"""The maximum number of levels of lists and dictionaries.

Source: https://github.com/actions/runner/blob/main/src/Sdk/WorkflowParser/ParseOptions.cs
"""


def _json(value: Any) -> Any:
    """Raises `ValueError` for a value that has too many levels, or that is neither JSON nor JSON with expressions in it."""
    return _raw(value, _MAX_DEPTH)


def _raw(value: Any, levels: float = math.inf) -> Any:
    waiting = [(value, 1)]
    while waiting:
        each, level = waiting.pop()
        if isinstance(each, Mapping | list | tuple) and level > levels:
            raise ValueError(f"lists and dictionaries of at most {levels} levels")
        if isinstance(each, Mapping):
            for key in each:
                if not isinstance(key, str):
                    raise ValueError(f"text, not {key!r}, as a key")  # noqa: TRY004 - pydantic reports a ValueError
            waiting += [(inner, level + 1) for inner in each.values()]
        elif isinstance(each, list | tuple):
            waiting += [(inner, level + 1) for inner in each]
        elif each is not None and not isinstance(each, str | bool | int | float | Operand):
            raise ValueError("text, a number, True, False, None, an expression, or lists and dictionaries of them")
    return value


Json: TypeAlias = Annotated[Any, PlainValidator(_json)]
"""A value of a matrix: a string, a number, True, False, None, an expression, or lists and dictionaries of them."""

RawJson: TypeAlias = Annotated[Any, PlainValidator(_raw)]
"""The same, with any number of levels: the data of a `Raw`, which is read like a file."""

Ignored: TypeAlias = Mapping[str, Annotated[str, Field(min_length=1)]]
"""Names of rules whose findings are not reported, each with the reason. A name that suppresses no finding is a finding itself."""

Env: TypeAlias = Mapping[Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")], Value]
"""Environment variables by name: letters, digits and `_`, not beginning with a digit.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#env
"""

Name: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_-]*$")]
"""Name of an input, an output, a secret, a service or a script, or a key of a matrix: letters, digits, `-` and `_`. Does not begin with a
digit or `-`.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_id
"""

Id: TypeAlias = Annotated[str, Field(pattern=r"^(_|[A-Za-z][A-Za-z0-9_-]{0,98}|_[A-Za-z0-9-][A-Za-z0-9_-]{0,97})$")]
"""ID of a job or step: at most 99 letters, digits, `-` and `_`. Begins with a letter or `_`, but not with `__`.

Source: https://github.com/actions/runner/blob/main/src/Sdk/WorkflowParser/Conversion/IdBuilder.cs
"""

CustomShell = NewType("CustomShell", str)
CustomShell.__doc__ = """A command with `{0}` for the path of the script, such as `CustomShell("perl {0}")`.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#custom-shell
"""

Shell: TypeAlias = Literal["bash", "sh", "pwsh", "powershell", "cmd", "python"] | Annotated[CustomShell, Field(pattern=r"\{0\}")] | Operand
"""The program that runs a command.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
"""

Minutes: TypeAlias = Annotated[int, Field(ge=1, le=35 * 24 * 60)]
"""Whole minutes, from 1 to 50,400: the 35 days that GitHub gives a workflow run.

Source: https://docs.github.com/en/actions/reference/limits
"""


@dataclass_transform(kw_only_default=True, frozen_default=True, eq_default=False, field_specifiers=(dataclasses.field,))
def declaration(cls: T) -> T:
    """Make a class of the model: frozen, keyword-only, compared by identity. `Declaration` has the methods, so that none are generated."""
    made: Callable[[T], Any] = dataclasses.dataclass(init=False, eq=False, kw_only=True, repr=False)
    return made(cls)  # type: ignore[no-any-return]


# Pydantic looks for plugins in the metadata of all installed packages. The modules for this take a tenth of the time of `check`, and
# a plugin could change what a definition means. PYDANTIC_DISABLE_PLUGINS would skip the search, but not these imports.
sys.modules.setdefault("pydantic.plugin._loader", SimpleNamespace(get_plugins=lambda: ()))  # type: ignore[arg-type]


@cache
def _validator(kind: type) -> Any:
    """Validates the arguments of a declaration. Created for the first object: creating all of them takes longer than importing pydantic."""
    return TypeAdapter(kind).validator


def new_list() -> list[Any]:
    """An empty list, as a default. Pydantic reads the signature of a factory, and needs a tokenizer for that of `list`."""
    return []


class Declaration:
    """Base of all declarations: validates its arguments, and remembers its origin."""

    collected: ClassVar[str] = ""
    """The list of `compiler.frontend.load.Loaded` for objects at the top level of a module; empty if they are a part of another."""
    __pydantic_config__ = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True, allow_inf_nan=False)

    if TYPE_CHECKING:
        origin: Origin
    else:  # a type checker would otherwise accept any arguments

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            construct(self, _validator(type(self)), args, kwargs)

        def __setattr__(self, name: str, value: Any) -> None:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

        def __delattr__(self, name: str) -> None:
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

    def __post_init__(self) -> None:
        object.__setattr__(self, "origin", calling_origin())

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Checks only the class in a field of another declaration: the object was validated when it was made."""
        if handler.field_name is None:
            return handler(source)
        return core_schema.is_instance_schema(cls, cls_repr=f"{cls.__name__}(…)")


class AnyRaw(Declaration):
    """Base of `Raw`, which stands for a job, a step or a trigger."""

    as_job: Declaration
    as_step: Declaration
    as_trigger: Declaration


def _converter(kind: Literal["as_job", "as_step", "as_trigger"]) -> BeforeValidator:
    """Replaces a `Raw` with the declaration that it stands for."""
    return BeforeValidator(lambda given: getattr(given, kind) if isinstance(given, AnyRaw) else given)


RAW_JOB, RAW_STEP, RAW_TRIGGER = _converter("as_job"), _converter("as_step"), _converter("as_trigger")
"""For the elements of lists that may contain a `Raw`."""


@declaration
class RawContent(Declaration):
    """What a `Raw` stands for: data with the keys of GitHub's syntax."""

    content: RawJson
    unknown: list[str]
