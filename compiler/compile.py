"""The passes in their order. No logic of its own, no disk but what `load` and `resolve` read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from compiler.check import check
from compiler.diagnostic import Finding
from compiler.document import Documents
from compiler.emit import emit
from compiler.load import load
from compiler.lower import lower
from compiler.model.workflow import Workflow
from compiler.output import Output
from compiler.pins import read_pins
from compiler.program import emit_program, find_script
from compiler.project import INSTALLED, WORKFLOWS
from compiler.resolve import resolve
from compiler.script import Scripts
from compiler.shell import script_outputs

if TYPE_CHECKING:
    from compiler.load import Loaded
    from compiler.model.base import Declared
    from compiler.model.document import Document
    from compiler.model.program import Program
    from compiler.model.repository import Repository
    from compiler.project import Project
    from compiler.resolve import ResolvedWorkflow


@dataclass(slots=True)
class Compilation:
    """The files, in the order of the definitions, or the findings that stand in their way."""

    outputs: list[Output] = field(default_factory=list)
    repositories: list[Repository] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def compile_project(project: Project) -> Compilation:
    """Compile all definitions of a project. With a finding anywhere there are no outputs."""
    loaded = load(project)
    pins, findings = read_pins(project.pins)
    judged = [] if findings else loaded.workflows  # a pin that cannot be read is one mistake, not one more in each step that uses it
    findings += [*loaded.findings, *_same_file(loaded)]
    scripts = Scripts(project.templates)
    resolved_workflows = []
    for workflow in judged:
        resolved, unknown = resolve(workflow, pins, scripts)
        findings += [*unknown, *check(resolved)]
        resolved_workflows.append(resolved)
    found_scripts = []
    for program in loaded.programs:
        script, wrong = find_script(program, scripts)
        findings += wrong
        found_scripts.append(script)
    if findings:
        return _refused(findings)
    outputs = [_workflow_output(resolved, project) for resolved in resolved_workflows]
    for program, script in zip(loaded.programs, found_scripts, strict=True):
        if script is not None:
            definition = _definition(program, project)
            text = emit_program(program, script, definition)
            outputs.append(Output(program.root, program.path, text, program.template, definition, executable=True))
    outputs += script_outputs(resolved_workflows, zip(loaded.programs, found_scripts, strict=True), project.templates.name)
    documents = Documents(project.templates)
    for document in loaded.documents:
        definition = _definition(document, project)
        text, wrong = documents.emit(document, resolved_workflows, definition)
        findings += wrong
        outputs.append(Output(document.root, document.path, text, document.template, definition))
    findings += _made_and_replaced(outputs, loaded.repositories)
    return _refused(findings) if findings else Compilation(outputs, loaded.repositories)


def _refused(findings: list[Finding]) -> Compilation:
    return Compilation(findings=sorted(set(findings), key=lambda finding: finding.sort_key))


def _workflow_output(resolved: ResolvedWorkflow, project: Project) -> Output:
    workflow, definition = resolved.workflow, _definition(resolved.workflow, project)
    text = emit(lower(resolved), definition)
    return Output(workflow.root, _path(workflow), text, workflow.name, definition, workflow=workflow)


def _definition(declared: Declared, project: Project) -> str:
    return declared.origin.relative_to(project.root).file


def _same_file(loaded: Loaded) -> list[Finding]:
    """Two declarations that write one file, also where a file system takes upper and lower case for the same."""
    first: dict[tuple[str, str], Workflow | Program | Document] = {}
    findings = []
    made: list[Workflow | Program | Document] = [*loaded.workflows, *loaded.programs, *loaded.documents]
    for declared in made:
        path = _path(declared)
        before = first.setdefault((declared.root, path.lower()), declared)
        if before is not declared:
            field_, name = ("file", before.name) if isinstance(before, Workflow) else ("path", before.template)
            message = f'two declarations make the file "{path}"; the other one is "{name}"'
            findings.append(Finding("duplicate-id", message, "one of them for each file", "rename one", declared.origin, field_))
    return findings


def _made_and_replaced(outputs: list[Output], repositories: list[Repository]) -> list[Finding]:
    """What a definition names as replaced, and one makes or takes for granted; also a folder that has such a file."""
    needed = {INSTALLED, *(output.path for output in outputs if output.root != ".")}
    needed |= {path for declared in repositories for path in (*declared.files, *declared.folders, *declared.workspaces)}
    with_folders = {part.lower() for path in needed for part in (path, *_folders(path))}
    return [
        Finding(
            "replaces-needed-file",
            f'"{path}" is named as replaced, and the definitions make it or take it for granted',
            "a file that nothing needs any more",
            "take it out of `replaces`",
            declared.origin,
            "replaces",
        )
        for declared in repositories
        for path in declared.replaces
        if path.lower() in with_folders
    ]


def _folders(path: str) -> list[str]:
    """Those that a path lies in."""
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


def _path(declared: Workflow | Program | Document) -> str:
    return f"{WORKFLOWS}/{declared.file}" if isinstance(declared, Workflow) else declared.path
