"""Plans workflows of the definitions: what `Workflow.plan` and `linesmith plan NAME` do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from compiler.called_workflow import called_in
from compiler.frontend.pins import read_pins
from compiler.frontend.script import Scripts
from compiler.passes.lower import lower
from compiler.passes.paths import path_of
from compiler.passes.raw import invalid_raw
from compiler.passes.resolve import resolve
from compiler.plan.error import PlanError
from compiler.plan.plan import plan_workflow
from compiler.project import NotAProjectError, Project

if TYPE_CHECKING:
    from collections.abc import Iterable

    from compiler.diagnostic import Finding
    from compiler.model.workflow import Workflow
    from compiler.plan.called import Find
    from compiler.plan.event import RunEvent
    from compiler.plan.result import Plan
    from compiler.plan.supplied import Supplied
    from compiler.workflow import tree


def tree_of_definition(workflow: Workflow, others: Iterable[Workflow] = ()) -> tuple[tree.Workflow, Find]:
    """A declared workflow in GitHub's syntax, and a function that finds those that it calls.

    Args:
        workflow: the declaration.
        others: the other workflows of the definitions, which it may call by their files.

    Raises:
        PlanError: if the definition has a mistake that leaves nothing to plan. The function raises it too.
    """
    trees = _Trees(workflow, others)
    return trees.tree_of(workflow), trees.find


def plan_definition(workflow: Workflow, event: RunEvent, supplied: Supplied) -> Plan:
    """What a run of a declared workflow would do.

    Raises:
        PlanError: as `plan_workflow` and `tree_of_definition` do.
    """
    found, find = tree_of_definition(workflow)
    return plan_workflow(found, event, supplied, find)


class _Trees:
    """The workflows that a definition calls: declared ones, and files of the same repository."""

    def __init__(self, workflow: Workflow, others: Iterable[Workflow]) -> None:
        try:
            self._project = Project.containing(Path(workflow.origin.file).parent)
        except NotAProjectError as error:
            raise PlanError(str(error)) from None
        self._read = called_in(self._project.root / workflow.root)
        self._declared = {f"./{path_of(each)}": each for each in (*others, workflow) if each.root == workflow.root}
        self._trees: dict[str, tree.Workflow] = {}
        self._pins, findings = read_pins(self._project.pins)
        _refuse(findings)
        self._scripts = Scripts(self._project.templates)

    def tree_of(self, workflow: Workflow) -> tree.Workflow:
        """A declared workflow in GitHub's syntax."""
        _refuse(invalid_raw(workflow))
        resolved, wrong = resolve(workflow, self._pins, self._scripts)
        _refuse(wrong)
        for job in workflow.jobs:
            called = getattr(job, "workflow", None)
            if called is not None and not isinstance(called, str):
                self._declared.setdefault(f"./{path_of(called)}", called)
        return lower(resolved)

    def find(self, uses: str) -> tree.Workflow | None:
        """The workflow that `uses` names."""
        uses = f"./{uses[2:]}" if uses.startswith("$/") else uses
        if uses in self._declared and uses not in self._trees:
            self._trees[uses] = self.tree_of(self._declared[uses])
        return self._trees[uses] if uses in self._trees else self._read(uses)


def _refuse(findings: Iterable[Finding]) -> None:
    for finding in findings:
        raise PlanError(f"{finding.origin}: {finding.message}. To do: run linesmith check")
