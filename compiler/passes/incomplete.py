"""Workflows and actions that are incomplete because a definition has mistakes, and the findings about them that are still certain."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.diagnostic import Finding
    from compiler.frontend.load import Loaded
    from compiler.model.base import Declaration
    from compiler.passes.resolve import ResolvedWorkflow

_OURS = "compiler."
_ABOUT_WHAT_IS_MISSING = frozenset({"missing-name", "missing-timeout", "unknown-action-input"})


def is_incomplete(declared: object, loaded: Loaded) -> bool:
    """Whether a declaration with mistakes is in this one, or in an expression of it."""
    wanted = {id(each) for each in (*loaded.incomplete, *loaded.shortened)}
    seen: set[int] = set()
    left: list[Any] = [declared] if wanted else []
    while left:
        each = left.pop()
        if id(each) in wanted:
            return True
        if id(each) not in seen:
            seen.add(id(each))
            left += _parts(each)
    return False


def complete_parts(resolved: ResolvedWorkflow, loaded: Loaded) -> ResolvedWorkflow:
    """The workflow with those of its triggers and jobs that have no mistakes."""
    kept = copy(resolved.workflow)
    for name, default in (("concurrency", None), ("defaults", None), ("env", {})):
        if is_incomplete(getattr(kept, name), loaded):
            object.__setattr__(kept, name, default)
    object.__setattr__(kept, "on", [trigger for trigger in kept.on or () if not is_incomplete(trigger, loaded)])
    return replace(resolved, workflow=kept, jobs=tuple(job for job in resolved.jobs if not is_incomplete(job.job, loaded)))


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return value.values()
    if isinstance(value, list | tuple):
        return value
    if type(value).__module__.startswith(_OURS):
        slots = (getattr(value, name) for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ()))
        return [*getattr(value, "__dict__", {}).values(), *slots]
    return ()


def certain(findings: Iterable[Finding], declared: Declaration, loaded: Loaded) -> Iterator[Finding]:
    """The findings that do not follow from what an incomplete workflow or action lacks."""
    places = {getattr(each, "origin", None) for each in loaded.incomplete}
    shortened = any(each is declared for each in loaded.shortened)
    for finding in findings:
        missing = finding.rule in _ABOUT_WHAT_IS_MISSING and finding.origin in places
        if not missing and finding.rule != "unused-ignore" and not (shortened and finding.rule == "unknown-need"):
            yield finding
