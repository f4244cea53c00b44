"""Imports the definitions. An error in one of them becomes a finding with its place."""

from __future__ import annotations

import importlib
import importlib.machinery
import importlib.util
import re
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from compiler import api
from compiler.diagnostic import Finding, Origin, forget_positions, place_in, suggestion
from compiler.frontend.validation_errors import explain
from compiler.model.base import Declaration
from compiler.model.mistakes import ReportedError, Unusable, collect, collected
from compiler.project import DEFINITIONS
from compiler.streams import stdout_as_stderr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import CodeType, ModuleType, TracebackType

    from compiler.model.action import Action
    from compiler.model.document import Document
    from compiler.model.mistakes import Collected
    from compiler.model.operator_script import OperatorScript
    from compiler.model.repository import Repository
    from compiler.model.workflow import Workflow
    from compiler.project import Project


@dataclass(slots=True)
class Loaded:
    """The declarations, in the order of their files, and the findings."""

    workflows: list[Workflow] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    operator_scripts: list[OperatorScript] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    repositories: list[Repository] = field(default_factory=list)
    incomplete: list[object] = field(default_factory=list)
    """Declarations without the arguments that were wrong."""
    shortened: list[object] = field(default_factory=list)
    """Declarations with a list from which an unusable declaration was left out."""
    findings: list[Finding] = field(default_factory=list)


_RESULTS = frozenset({"findings", "incomplete", "shortened"})
"""Fields of `Loaded` that are not lists of declarations."""
_MODULE = "<module>"
_COMPREHENSIONS = frozenset({"<dictcomp>", "<genexpr>", "<listcomp>", "<setcomp>"})
"""Names of the code objects of comprehensions and generator expressions, which some versions of Python run as functions."""


class _SourceOnly(importlib.machinery.SourceFileLoader):
    """Ignores bytecode: Python checks only the size of the source and its modification time in seconds, and could miss an edit."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        code: CodeType = self.source_to_code(self.get_data(path), path)
        return code

    def exec_module(self, module: ModuleType) -> None:
        path = self.get_filename(module.__name__)
        code = self.get_code(module.__name__)
        try:
            exec(code, vars(module))  # noqa: S102 - definitions are code that is run
        except (Exception, SystemExit) as error:
            from compiler.frontend.recovery import resume  # noqa: PLC0415 - most definitions raise nothing

            known = collected()
            if known is None or not resume(module, self.get_data(path), code, error, lambda each: known.raised.append((each, path))):
                raise


class _Finder:
    """Finds the definitions of one project, even if another package has the same name."""

    def __init__(self, project: Project) -> None:
        self._root = project.root

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The source file of `pipelines` or of a module in it."""
        del path, target
        if fullname.partition(".")[0] != DEFINITIONS:
            return None
        base = self._root.joinpath(*fullname.split("."))
        package, module = base / "__init__.py", base.with_suffix(".py")
        if package.is_file() or base.is_dir():
            origin = str(package) if package.is_file() else None
            loader = _SourceOnly(fullname, str(package)) if origin else None
            spec = importlib.machinery.ModuleSpec(fullname, loader, origin=origin, is_package=True)
            spec.submodule_search_locations = [str(base)]
            spec.has_location = origin is not None
            return spec
        if module.is_file():
            return importlib.util.spec_from_file_location(fullname, module, loader=_SourceOnly(fullname, str(module)))
        return None


@contextmanager
def imports_of(project: Project) -> Iterator[None]:
    """A context in which `import pipelines` imports the definitions of this project from their current source."""
    finder = _Finder(project)
    _forget_definitions()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        _forget_definitions()


@contextmanager
def _without_threads() -> Iterator[None]:
    """Refuse threads in this block: the output of a thread could end up in a JSON document, or be read by a runner as a command."""
    start = threading.Thread.start

    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("a definition must not start a thread or a timer: its output could end up in the middle of a result")

    threading.Thread.start = refuse  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        threading.Thread.start = start  # type: ignore[method-assign]


def _forget_definitions() -> None:
    forget_positions()
    for name in [name for name in sys.modules if name.partition(".")[0] == DEFINITIONS]:
        del sys.modules[name]


def load(project: Project) -> Loaded:
    """Import every module of `pipelines/`, and collect the declarations at top level."""
    loaded = Loaded()
    lists: dict[str, list[Any]] = {field.name: getattr(loaded, field.name) for field in fields(loaded) if field.name not in _RESULTS}
    seen: set[int] = set()
    with imports_of(project), collect() as mistakes:
        for path in sorted(project.definitions.rglob("*.py")):
            name = ".".join(path.relative_to(project.root).with_suffix("").parts).removesuffix(".__init__")
            try:
                with stdout_as_stderr(), _without_threads():
                    module = importlib.import_module(name)
            except ReportedError:
                continue
            except (Exception, SystemExit) as error:  # noqa: BLE001 - a definition may raise anything, or exit
                loaded.findings += [finding for finding in _findings(error, project, path) if finding not in loaded.findings]
                continue
            for value in _declarations(module):
                found = lists.get(value.collected)
                if found is None or id(value) in seen:
                    continue
                seen.add(id(value))
                if not value.origin.file.startswith(f"{project.definitions}/"):  # made by a library for this module
                    object.__setattr__(value, "origin", Origin(str(path), 1))
                found.append(value)
    for raised, file in mistakes.raised:
        loaded.findings += [finding for finding in _findings(raised, project, Path(file)) if finding not in loaded.findings]
    loaded.findings += _findings_of_mistakes(mistakes, project)
    loaded.incomplete += mistakes.incomplete
    files = {file for _, file in mistakes.raised}
    loaded.shortened += [*mistakes.shortened, *(each for each in (*loaded.workflows, *loaded.actions) if each.origin.file in files)]
    if not loaded.workflows and not loaded.findings:
        loaded.findings.append(
            Finding(
                rule="no-workflow",
                message=f"no definition in {DEFINITIONS}/ declares a workflow",
                expected="a module with a `Workflow(…)` at top level",
                remedy="declare one, or restore the definitions; or run the command in the repository that has them",
            )
        )
    for declared in lists.values():
        declared.sort(key=lambda value: (value.origin.file, value.origin.line))
    return loaded


def _declarations(module: ModuleType) -> Iterator[Declaration]:
    """The declarations at top level, alone or in a list."""
    for value in vars(module).values():
        for item in value if isinstance(value, list | tuple) else (value,):
            if isinstance(item, Declaration) and not isinstance(item, Unusable):
                yield item


def _findings(error: BaseException, project: Project, module: Path) -> list[Finding]:
    if isinstance(error, SyntaxError) and error.filename:
        at = Origin(error.filename, error.lineno or 1, error.offset or 0)
        return [Finding(rule="broken-definition", message=f"Python cannot read this: {error.msg}", origin=at)]
    origin, caller = _locate(_calls(error.__traceback__), project)
    # Versions of Python disagree about the column of a condition, of an f-string and of a loop that raises.
    origin = origin._replace(byte=0) if origin else Origin(str(module), 1)
    if isinstance(error, ValidationError):
        return [replace(finding, called_from=caller) for finding in explain(error, origin)]
    message = f"this raised {_describe(error, project)}"
    return [Finding(rule="broken-definition", message=message, remedy=_suggest(error), origin=origin, called_from=caller)]


def _findings_of_mistakes(found: Collected, project: Project) -> Iterator[Finding]:
    for mistake in found.mistakes:
        origin, caller = _locate(mistake.stack, project)
        for finding in explain(mistake.error, origin or mistake.stack[0][0]):
            yield replace(finding, called_from=caller)


def _describe(error: BaseException, project: Project) -> str:
    """The error on one line, with paths relative to the project."""
    text = " ".join(str(error).split())
    if isinstance(error, ImportError):
        text = text.replace(f" ({error.path})", "")
    text = text.replace(f"{project.root}/", "")
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _suggest(error: BaseException) -> str:
    wrong = re.match(r"cannot import name '(\w+)' from 'compiler'", str(error))
    return suggestion(wrong[1], api.__all__) if wrong else ""


def _calls(trace: TracebackType | None) -> list[tuple[Origin, str]]:
    """The calls of a traceback, the innermost first, each with the name of the function."""
    calls = []
    while trace is not None:
        code = trace.tb_frame.f_code
        calls.append((place_in(code, trace.tb_lineno, trace.tb_lasti), code.co_name))
        trace = trace.tb_next
    return calls[::-1]


def _locate(calls: Iterable[tuple[Origin, str]], project: Project) -> tuple[Origin | None, Origin | None]:
    """The innermost place in the definitions and, if it is inside a function, the call at top level that led to it."""
    inside = [(place, name) for place, name in calls if place.file.startswith(f"{project.definitions}/")]
    if not inside:
        return None, None
    function = next((name for _, name in inside if name not in _COMPREHENSIONS), _MODULE)
    caller = next((place for place, name in inside if name == _MODULE), None)
    return inside[0][0], None if function == _MODULE else caller
