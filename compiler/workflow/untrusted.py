"""Text that somebody without write access to the repository can choose, such as the title of a pull request, and where it goes.

`untrusted_contexts.json` lists the contexts, by the source that names them.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from compiler.diagnostic import joined
from compiler.workflow.expression import Binary, Call, Context, Filter, Literal, Logical, Not, Property, Reference, children
from compiler.workflow.known_actions import table
from compiler.workflow.tree import Event, WorkflowDispatch
from compiler.workflow.written_outputs import copied_variables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from compiler.workflow.expression import Expression
    from compiler.workflow.parsed import ParsedJob, ParsedStep, ParsedWorkflow
    from compiler.workflow.tree import Workflow
    from compiler.workflow.walk import ExpressionUse

_OF_BOOLEANS = frozenset({"contains", "endswith", "hashfiles", "startswith"})
"""Functions, in lower case, whose results contain no text of their arguments."""
_SHOWN = 5
_SEVERAL_LINES = ("body", "description", "message")


class Untrusted(NamedTuple):
    """A value that is not trusted."""

    name: str
    """As it is written, such as `github.event.issue.title`."""
    has_lines: bool
    """Whether it may have more than one line."""
    source: str = ""
    """What an output is a copy of."""


def shown(values: Sequence[Untrusted]) -> str:
    """The names of values in a message."""
    names = [f"`{each.name}`" + (f" (a copy of `{each.source}`)" if each.source else "") for each in values]
    return joined(names, "and", _SHOWN)


class Reach:
    """What is not trusted in one workflow, or in an action. Inputs of an action are trusted: they are the responsibility of the caller."""

    def __init__(self, workflow: ParsedWorkflow | None = None) -> None:
        self.inputs = _text_inputs(workflow.node) if workflow is not None else frozenset()
        self.has_free_branch = workflow is not None and _has_free_branch(workflow.node)
        self._uses = workflow.own_uses if workflow is not None else []
        self._around: dict[int, Mapping[str, list[Untrusted]]] = {}
        self._outputs: dict[str, list[Untrusted]] = {}
        """The outputs of jobs that are not trusted, by their paths in lower case."""

    def env(self, job: ParsedJob, step: ParsedStep | None = None) -> Mapping[str, list[Untrusted]]:
        """The environment variables of a job or of one of its steps with values that are not trusted.

        The outputs to which a command writes such a variable are included, each under its path in lower case: `steps.id.outputs.name`.
        """
        if id(job) not in self._around:
            self._around[id(job)] = self._around_steps(job)
        around = self._around[id(job)]
        return around if step is None else self._env(step.uses, "jobs.<job_id>.steps.env", around)

    def _around_steps(self, job: ParsedJob) -> Mapping[str, list[Untrusted]]:
        of_workflow = self._env(self._uses, "env", self._outputs)
        around = self._env(job.own_uses, "jobs.<job_id>.env", of_workflow)
        around = self._with_outputs(around, job.steps, "jobs.<job_id>.steps.env")
        for use in job.own_uses:
            if use.key == "jobs.<job_id>.outputs.<output_id>" and (found := self.of(use.expression, around)):
                name = f"needs.{job.id}.outputs.{use.entry}"
                self._outputs[name.lower()] = [_copy(name, each) for each in found[:1]]
        return around

    def _with_outputs(self, around: Mapping[str, list[Untrusted]], steps: Iterable[ParsedStep], key: str) -> Mapping[str, list[Untrusted]]:
        known = dict(around)
        for step in steps:
            command = getattr(step.node, "script", "") or getattr(step.node, "run", None) or ""
            copied = copied_variables(command) if step.id else []
            env = self._env(step.uses, key, known) if copied else {}
            for output, variable in copied:
                name = f"steps.{step.id}.outputs.{output}"
                if found := [_copy(name, each) for each in env.get(variable, [])[:1]]:
                    known[name.lower()] = found
        return known

    def env_in_action(self, step: ParsedStep, steps: Sequence[ParsedStep] = ()) -> Mapping[str, list[Untrusted]]:
        """The same for a step of an action with these steps."""
        if not self._around:
            self._around[0] = self._with_outputs({}, steps, "runs.steps.env")
        return self._env(step.uses, "runs.steps.env", self._around[0])

    def _env(self, uses: Iterable[ExpressionUse], key: str, around: Mapping[str, list[Untrusted]]) -> Mapping[str, list[Untrusted]]:
        own = {str(use.entry): self.of(use.expression, around) for use in uses if use.key == key}
        return {**around, **own} if own else around

    def of(self, expression: Expression, env: Mapping[str, list[Untrusted]], *, without_json: bool = False) -> list[Untrusted]:
        """The values that are not trusted and become a part of the text of an expression's value, each once and in order.

        Args:
            expression: the expression.
            env: the variables that are not trusted where it is.
            without_json: whether results of `toJSON` are left out: they are literals of JavaScript.
        """
        found: dict[str, Untrusted] = {}
        for path, whole in flowing(expression, whole=False):
            if whole and without_json:
                continue
            for each in self._of_path(path, env, whole=whole):
                found.setdefault(each.name, each)
        return list(found.values())

    def _of_path(self, path: tuple[str, ...], env: Mapping[str, list[Untrusted]], *, whole: bool) -> Iterable[Untrusted]:
        name, lower = ".".join(path), tuple(part.lower() for part in path)
        if lower[0] in {"env", "needs", "steps"}:
            return env.get(path[1] if lower[0] == "env" and path[1:] else ".".join(lower), [])
        if lower[0] == "inputs" or lower[:3] == ("github", "event", "inputs"):
            given = lower[1:] if lower[0] == "inputs" else lower[3:]
            is_text = given[0] in self.inputs if given else whole and bool(self.inputs)
            return [Untrusted(name, has_lines=True)] if is_text else []
        if lower in {("github", "ref"), ("github", "ref_name")}:
            return [Untrusted(name, has_lines=False)] if self.has_free_branch else []
        if lower in _paths():
            return [Untrusted(name, has_lines=not whole and lower[-1].endswith(_SEVERAL_LINES))]
        if whole and any(known[: len(lower)] == lower for known in _paths()):
            return [Untrusted(f"toJSON({name})", has_lines=False)]
        return []


def _copy(name: str, value: Untrusted) -> Untrusted:
    return Untrusted(name, value.has_lines, value.source or value.name)


@cache
def _paths() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(name.split(".")) for names in table("untrusted_contexts.json").values() for name in names)


def _text_inputs(workflow: Workflow) -> frozenset[str]:
    """The inputs of `workflow_dispatch` that may be any text, in lower case."""
    trigger = workflow.on.get("workflow_dispatch")
    inputs = trigger.inputs if isinstance(trigger, WorkflowDispatch) else None
    return frozenset(name.lower() for name, given in (inputs or {}).items() if getattr(given, "type", None) in (None, "string"))


def _has_free_branch(workflow: Workflow) -> bool:
    """Whether a pushed branch or tag of any name starts the workflow."""
    if {"create", "delete"} & workflow.on.keys():
        return True
    push = workflow.on.get("push")
    if not isinstance(push, Event):
        return "push" in workflow.on
    patterns = [*(push.branches or ()), *(push.tags or ())]
    return not patterns or any(set(pattern) & set("*?+[") for pattern in patterns)


def flowing(expression: Expression, *, whole: bool) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The paths whose values become a part of the text of an expression, and whether each is converted with everything inside it."""
    if isinstance(expression, Reference):
        yield expression.path_, whole
    elif isinstance(expression, Context | Property | Filter):
        path = _path(expression)
        if path:
            yield path, whole
    elif isinstance(expression, Binary | Not):
        return
    elif isinstance(expression, Logical) and expression.operator_ == "&&":
        yield from flowing(expression.operands_[-1], whole=whole)
    elif not (isinstance(expression, Call) and expression.function_.lower() in _OF_BOOLEANS):
        all_of_it = whole or (isinstance(expression, Call) and expression.function_.lower() == "tojson")
        for child in children(expression):
            yield from flowing(child, whole=all_of_it)


def _path(expression: Expression) -> tuple[str, ...]:
    """The keys from the context; `*` for an element, or for a key that is not constant. Empty for what is not a path."""
    keys: list[str] = []
    while isinstance(expression, Property | Filter):
        key = expression.key_ if isinstance(expression, Property) else None
        keys.append(key.value_ if isinstance(key, Literal) and isinstance(key.value_, str) else "*")
        expression = expression.base_
    if isinstance(expression, Reference):
        return (*expression.path_, *reversed(keys))
    if not isinstance(expression, Context):
        return ()
    name = () if expression.name_ is None else (expression.name_,)
    return (expression.context_, *name, *reversed(keys))
