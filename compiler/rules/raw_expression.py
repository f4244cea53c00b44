"""`${{` written as text, which the compiler cannot check, and which in a command allows script injection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.model.step import Run
from compiler.model.traversal import field_values
from compiler.workflow.expression import Literal, Operand, Text, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.passes.resolve import ResolvedWorkflow


def raw_expression(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/security/secure-use#use-an-intermediate-environment-variable."""
    for found in field_values(resolved.workflow):
        for text in _texts(found.value):
            if "${{" in text:
                message = f"{found.field} has an expression written as text: {text!r}"
                remedy = 'build the text from values, as in "a-" + github.sha; pass a value to a command through `env`'
                yield Finding(
                    rule="raw-expression",
                    message=message,
                    expected="text without ${{",
                    remedy=remedy,
                    origin=found.owner.origin,
                    field=found.field,
                )
    for step in (step.step for job in resolved.jobs for step in job.steps):
        if isinstance(step, Run) and isinstance(step.command, Operand):
            message = "the command has an expression, whose value the shell would execute"
            remedy = "pass the value through `env`, and use the variable in quotes"
            yield Finding(rule="raw-expression", message=message, expected="text", remedy=remedy, origin=step.origin, field="command")
        if isinstance(step, Run) and isinstance(step.command, str) and "\n" in step.command.strip("\n"):
            message, remedy = "the command has more than one line", "move it to a script in templates/steps/"
            yield Finding(rule="raw-expression", message=message, expected="one line", remedy=remedy, origin=step.origin, field="command")


def _texts(value: str | Operand) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        for part in walk(value.expression()):
            if isinstance(part, Text):
                yield from (text for text in part.parts_ if isinstance(text, str))
            elif isinstance(part, Literal) and isinstance(part.value_, str):
                yield part.value_
