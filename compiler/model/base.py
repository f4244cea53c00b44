"""What all declarations share: strict types, no unknown keys, identity instead of equality, and the place where each was made."""

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar, dataclass_transform

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from compiler.diagnostic import Origin, calling_origin
from compiler.workflow.expression import Operand

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T", bound=type)

Value: TypeAlias = str | bool | int | float | Operand
"""A value of an environment variable, of an action's input or of a matrix: text, a number, True, False or an expression."""

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

# The schema of a class is built when the first object of it is made: building all of them costs more than importing pydantic.
_CONFIG = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True, allow_inf_nan=False, defer_build=True)


@dataclass_transform(kw_only_default=True, frozen_default=True, eq_default=False, field_specifiers=(dataclasses.field,))
def declaration(cls: T) -> T:
    """Make a class of the model: frozen, keyword-only, compared by identity, unknown keys refused."""
    made: Callable[[T], Any] = dataclass(frozen=True, eq=False, kw_only=True, repr=False, config=_CONFIG)
    return made(cls)  # type: ignore[no-any-return]


class Declared:
    """Base of all declarations: remembers its origin."""

    if TYPE_CHECKING:
        origin: Origin

    def __post_init__(self) -> None:
        object.__setattr__(self, "origin", calling_origin())
