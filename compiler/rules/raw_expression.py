"""`${{` written as text, which the compiler cannot check, or an expression in a command, which allows script injection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from compiler.diagnostic import Finding, excerpt
from compiler.model.base import RawContent
from compiler.model.step import Run
from compiler.model.traversal import field_values
from compiler.workflow.expression import Literal, Operand, Text, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.diagnostic import Origin
    from compiler.model.base import Declaration
    from compiler.passes.resolve import ResolvedAction, ResolvedStep, ResolvedWorkflow


def raw_expression(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/security/secure-use#use-an-intermediate-environment-variable."""
    yield from _of_texts(resolved.workflow)
    for raw in (each for job in resolved.jobs for each in (job.job, *(step.step for step in job.steps)) if isinstance(each, RawContent)):
        yield from (_in_command(raw.origin) for command in _commands(raw.content) if isinstance(command, Operand))
    yield from _of_steps(step for job in resolved.jobs for step in job.steps)


def raw_expression_in_action(resolved: ResolvedAction) -> Iterator[Finding]:
    """The same in an action, whose inputs the caller chooses."""
    yield from _of_texts(resolved.action)
    yield from _of_steps(resolved.steps)


def _of_texts(declared: Declaration) -> Iterator[Finding]:
    for found in field_values(declared):
        for text in _texts(found.value):
            if "${{" in text:
                message = f"`{found.field}` contains an expression written as text: {excerpt(text)!r}"
                remedy = 'build the text from values, as in "a-" + github.sha, or, where only text is allowed, leave the expression out'
                remedy += "; pass a value to a command through `env`"
                yield Finding(
                    rule="raw-expression",
                    message=message,
                    expected="text without ${{",
                    remedy=remedy,
                    origin=found.owner.origin,
                    field=found.field,
                )


def _of_steps(steps: Iterable[ResolvedStep]) -> Iterator[Finding]:
    for step in (each.step for each in steps):
        if isinstance(step, Run) and isinstance(step.command, Operand):
            yield _in_command(step.origin)


def _in_command(origin: Origin) -> Finding:
    message = "the command has an expression, whose value the shell would execute"
    remedy = "pass the value through `env`, and use the variable in quotes"
    return Finding(rule="raw-expression", message=message, expected="text", remedy=remedy, origin=origin, field="command")


def _commands(content: Any) -> Iterator[Any]:
    """The commands in the data of a job or of a step."""
    if isinstance(content, Mapping):
        yield content.get("run")
        for steps in (content.get("steps"), content.get("parallel")):
            for step in steps if isinstance(steps, list | tuple) else ():
                yield from _commands(step)


def _texts(value: str | Operand) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        for part in walk(value.expression()):
            if isinstance(part, Text):
                yield from (text for text in part.parts_ if isinstance(text, str))
            elif isinstance(part, Literal) and isinstance(part.value_, str):
                yield part.value_
