"""The passes in their order. No logic of its own, no disk but what `load` and `resolve` read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from compiler.check import check
from compiler.diagnostic import Finding
from compiler.emit import emit
from compiler.load import load
from compiler.lower import lower
from compiler.pins import read_pins
from compiler.project import WORKFLOWS
from compiler.resolve import resolve
from compiler.script import Scripts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from compiler.model.workflow import Workflow
    from compiler.project import Project


@dataclass(frozen=True, slots=True)
class Output:
    """A file that the definitions make."""

    root: str
    """The folder, relative to the repository, that stands for the root of the repository the workflow runs in."""
    path: str
    """Relative to that root."""
    text: str
    definition: str
    """Path of the definition, relative to the repository."""
    workflow: Workflow

    @property
    def location(self) -> str:
        """Where the file lies in this repository."""
        return (Path(self.root) / self.path).as_posix()


@dataclass(slots=True)
class Compilation:
    """The files, in the order of the definitions, or the findings that stand in their way."""

    outputs: list[Output] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def compile_project(project: Project) -> Compilation:
    """Compile all definitions of a project. With a finding anywhere there are no outputs."""
    loaded = load(project)
    pins, findings = read_pins(project.pins)
    judged = [] if findings else loaded.workflows  # a pin that cannot be read is one mistake, not one more in each step that uses it
    findings += [*loaded.findings, *_same_file(loaded.workflows)]
    scripts = Scripts(project.templates)
    resolved_workflows = []
    for workflow in judged:
        resolved, unknown = resolve(workflow, pins, scripts)
        findings += [*unknown, *check(resolved)]
        resolved_workflows.append(resolved)
    if findings:
        return Compilation(findings=sorted(set(findings), key=lambda finding: finding.sort_key))
    outputs = []
    for resolved in resolved_workflows:
        workflow = resolved.workflow
        definition = workflow.origin.relative_to(project.root).file
        text = emit(lower(resolved), definition)
        outputs.append(Output(workflow.root, f"{WORKFLOWS}/{workflow.file}", text, definition, workflow))
    return Compilation(outputs)


def _same_file(workflows: Sequence[Workflow]) -> list[Finding]:
    first: dict[tuple[str, str], Workflow] = {}
    findings = []
    for workflow in workflows:
        before = first.setdefault((workflow.root, workflow.file.lower()), workflow)
        if before is not workflow:
            message = f'two workflows make the file "{workflow.file}"; the other one is "{before.name}"'
            findings.append(Finding("duplicate-id", message, "one workflow for each file", "rename one", workflow.origin, "file"))
    return findings
