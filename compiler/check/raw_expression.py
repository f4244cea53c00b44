"""`${{` spelt inside text, where the compiler cannot see what it means; in a command it would be open to injection as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.expression import Literal, Operand, Text, walk
from compiler.model.job import Environment
from compiler.model.step import Run, Uses
from compiler.model.trigger import Dispatch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.model.base import Declared
    from compiler.model.step import Step
    from compiler.resolve import ResolvedWorkflow


def raw_expression(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/security/secure-use#use-an-intermediate-environment-variable."""
    workflow = resolved.workflow
    yield from _raw(workflow, {"name": [workflow.name, workflow.run_name], "env": workflow.env.values()})
    if workflow.concurrency:
        yield from _raw(workflow.concurrency, {"group": [workflow.concurrency.group]})
    for given in (given for trigger in workflow.on if isinstance(trigger, Dispatch) for given in trigger.inputs):
        yield from _raw(given, {"description": [given.description], "default": [given.default]})
    for job in workflow.jobs:
        fields: dict[str, Iterable[object]] = {
            "name": [job.name],
            "if_": [job.if_],
            "runs_on": [job.runs_on],
            "env": job.env.values(),
            "outputs": job.outputs.declared.values(),
            "environment": [job.environment],
        }
        if isinstance(job.environment, Environment):
            yield from _raw(job.environment, {"name": [job.environment.name], "url": [job.environment.url]})
        yield from _raw(job, fields)
        if job.concurrency:
            yield from _raw(job.concurrency, {"group": [job.concurrency.group]})
        if job.strategy:
            lists = [value for axis in job.strategy.matrix.values() if not isinstance(axis, Operand) for value in axis]
            legs = [value for leg in (*job.strategy.include, *job.strategy.exclude) for value in leg.values()]
            yield from _raw(job.strategy, {"matrix": lists, "include": legs})
        for step in job.steps:
            yield from _raw(step, _step_fields(step))
            if isinstance(step, Run) and "\n" in step.command.strip("\n"):
                message, remedy = "the command has more than one line", "make it a script in templates/steps/"
                yield Finding("raw-expression", message, "one line", remedy, step.origin, "command")


def _step_fields(step: Step) -> dict[str, Iterable[object]]:
    fields: dict[str, Iterable[object]] = {"name": [step.name], "if_": [step.if_], "env": step.env.values()}
    if isinstance(step, Run):
        fields |= {"command": [step.command], "working_directory": [step.working_directory]}
    if isinstance(step, Uses):
        fields["with_"] = step.with_.values()
    return fields


def _raw(owner: Declared, fields: dict[str, Iterable[object]]) -> Iterator[Finding]:
    for name, values in fields.items():
        for text in (text for value in values for text in _texts(value)):
            if "${{" in text:
                message = f"{name} has an expression spelt as text: {text!r}"
                remedy = 'build it from values, as in "a-" + github.sha; in a command, pass it through `env`'
                yield Finding("raw-expression", message, "text without ${{", remedy, owner.origin, name)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Operand):
        for part in walk(value.expression()):
            if isinstance(part, Text):
                yield from (text for text in part.parts_ if isinstance(text, str))
            elif isinstance(part, Literal) and isinstance(part.value_, str):
                yield part.value_
