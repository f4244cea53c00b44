"""The one exception of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import one_of, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable


class PlanError(ValueError):
    """A plan that cannot be made: a wrong name or value was given, or the result is not known. `str()` says what to do."""


def unknown_name(message: str, wrong: str, known: Iterable[str]) -> PlanError:
    """The error for a name that does not exist: what was found, what was expected, and the name that was probably meant."""
    names = sorted(set(known))
    expected, hint = f". Expected: {one_of(names)}" if names else ", nor any other", suggestion(wrong, names)
    return PlanError(f"{message}{expected}{f'. To do: {hint}' if hint else ''}")
