"""Describes conditions and steps as data, for `linesmith show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compiler.workflow.action import ActionRunStep, ActionUsesStep
from compiler.workflow.condition import read_condition
from compiler.workflow.tree import CancelStep, ParallelStep, RunStep, UsesStep, WaitAllStep, WaitStep

if TYPE_CHECKING:
    from collections.abc import Iterable

    from compiler.diagnostic import Finding
    from compiler.workflow.node import Node

_KINDS = {
    RunStep: "run",
    UsesStep: "uses",
    WaitStep: "wait",
    WaitAllStep: "wait-all",
    CancelStep: "cancel",
    ParallelStep: "parallel",
    ActionRunStep: "run",
    ActionUsesStep: "uses",
}


def placed(node: Node | None, entry: str | int) -> dict[str, int | None]:
    """The line and the column of an entry, counted from 1."""
    place = node.place_of(entry) if node is not None else None
    return {"line": place.line if place else None, "column": place.column if place else None}


def describe_condition(node: Any, findings: list[Finding]) -> dict[str, Any]:
    """The condition of a job or step: as written, and as GitHub evaluates it."""
    condition = read_condition(node, findings)
    return {
        "written": node.if_,
        "evaluated": condition.evaluated if condition else None,
        "constant": condition.constant if condition and node.if_ else None,
    }


def describe_steps(steps: Iterable[Any], findings: list[Finding]) -> list[dict[str, Any]]:
    """Steps of a job or of a composite action."""
    return [_describe_step(step, findings) for step in steps]


def _describe_step(step: Any, findings: list[Finding]) -> dict[str, Any]:
    kind = _KINDS[type(step)]
    has_condition = hasattr(step, "if_")
    return {
        "line": step.place.line if step.place else None,
        "column": step.place.column if step.place else None,
        "kind": kind,
        "id": getattr(step, "id", None),
        "name": getattr(step, "name", None),
        "value": None if kind == "parallel" else getattr(step, kind.replace("-", "_")),
        "if": describe_condition(step, findings) if has_condition else None,
        "background": bool(getattr(step, "background", False)),
        "steps": describe_steps(step.parallel, findings) if kind == "parallel" else None,
    }
