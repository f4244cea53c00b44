"""Text that an attacker can choose, in what is executed as code: a command, a script that an action runs, a variable of later steps."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from compiler.diagnostic import Finding
from compiler.workflow.action import ActionRunStep, ActionUsesStep
from compiler.workflow.evaluated import evaluated_in_line, evaluated_variables
from compiler.workflow.known_actions import action_name, table
from compiler.workflow.shell_commands import without_comments
from compiler.workflow.tree import RunStep, UsesStep
from compiler.workflow.untrusted import Reach, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from compiler.workflow.evaluated import Evaluated
    from compiler.workflow.parsed import ParsedAction, ParsedStep, ParsedWorkflow
    from compiler.workflow.untrusted import Untrusted
    from compiler.workflow.walk import ExpressionUse

_RULE = "script-injection"
_EFFECTS = {
    "GITHUB_ENV": "can set any variable of later steps",
    "GITHUB_OUTPUT": "can add a line that sets any output of the step",
    "GITHUB_PATH": "chooses the programs that later steps run",
}
_FILES = r"(?P<how>>>?|\|\s*tee\s+(?:-a|--append))\s*[\"']?\$\{?(?P<file>GITHUB_ENV|GITHUB_OUTPUT|GITHUB_PATH)\b"
_LINES = ("body", "description", "message")
"""The endings of the names of values that people write with several lines."""
_FIRST = r"\b(?:echo|printf(?:\s+--)?(?:\s+'[^']*'|\s+\"[^\"$]*\"))\s+(?:-[a-zA-Z]+\s+)*[\"']?\$\{?(?P<name>\w+)"
_VARIABLE = r"\$\{?(?P<name>[A-Za-z_]\w*)"


class _Danger(NamedTuple):
    """What a finding about a command says."""

    message: str
    expected: str
    remedy: str


def script_injection(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Commands of a definition have no expressions at all: `raw-expression` sees to that.

    Source: https://docs.github.com/en/actions/concepts/security/script-injections
    """
    reach = Reach(workflow)
    for job in workflow.jobs:
        for step in job.steps:
            executed = [(what, use) for use in step.uses if (what := _executed(step, use))]
            if executed:
                yield from _of_code(step, executed, reach, reach.env(job, step))
            if isinstance(step.node, RunStep):
                yield from _of_command(step.node, reach.env(job, step))


def script_injection_in_action(action: ParsedAction) -> Iterator[Finding]:
    """The findings in an action."""
    reach = Reach()
    for step in action.steps:
        executed = [(what, use) for use in step.uses if (what := _executed(step, use))]
        env = reach.env_in_action(step, action.steps)
        yield from _of_code(step, executed, reach, env)
        if isinstance(step.node, ActionRunStep):
            yield from _of_command(step.node, env)


def _of_code(
    step: ParsedStep, executed: Iterable[tuple[str, ExpressionUse]], reach: Reach, env: Mapping[str, list[Untrusted]]
) -> Iterator[Finding]:
    is_input = isinstance(step.node, UsesStep | ActionUsesStep)
    for what, use in executed:
        if found := reach.of(use.expression, env, without_json=is_input):
            yield Finding(
                rule=_RULE,
                message=f"{what} contains {shown(found)}: whoever chooses that text can execute code",
                expected="code without values that others can choose",
                remedy="pass the value through `env`, and read the variable in the code",
                origin=use.place,
                field="with_" if is_input else "command",
            )


def _executed(step: ParsedStep, use: ExpressionUse) -> str:
    """What is executed; empty for another value."""
    if isinstance(step.node, RunStep | ActionRunStep):
        return "the command" if use.key.endswith("steps.run") and step.node.is_read else ""
    if not use.key.endswith("steps.with") or not isinstance(step.node, UsesStep | ActionUsesStep):
        return ""
    entry = table("code_inputs.json").get(action_name(step.node.uses))
    name = str(use.entry)
    return f'the input "{name}" of {action_name(step.node.uses)}' if entry and name.lower() in entry["inputs"] else ""


def _of_command(step: RunStep | ActionRunStep, env: Mapping[str, list[Untrusted]]) -> Iterator[Finding]:
    if env:
        yield from (_of_run(each, step) for line in without_comments(step.run).splitlines() for each in _in_files(line, env, "the command"))
        yield from (_of_run(each, step) for each in _in_code(evaluated_variables(step.run), env))
        if isinstance(step, RunStep) and step.script:
            yield from (_of_run(each, step) for each in _in_script(step, env))


def _in_script(step: RunStep, env: Mapping[str, list[Untrusted]]) -> Iterator[_Danger]:
    """Lines of a script. A variable that it uses elsewhere too is left out: it may have been validated there."""
    uses = Counter(re.findall(r"\$\{?(\w+)", step.script))
    once = {name: values for name, values in env.items() if uses[name] == 1}
    for number, line in enumerate(without_comments(step.script).splitlines(), 1):
        if not any(name in line for name in once):
            continue
        place = f"line {number} of {PurePosixPath(step.run).name}"
        yield from _in_files(line, once, place)
        yield from (each._replace(message=f"{place}: {each.message}") for each in _in_code(evaluated_in_line(line), once))


def _of_run(danger: _Danger, step: RunStep | ActionRunStep) -> Finding:
    message, expected, remedy = danger
    place = step.place_of("run")
    return Finding(rule=_RULE, message=message, expected=expected, remedy=remedy, origin=place, field="command")


def _in_code(evaluated: Iterable[Evaluated], env: Mapping[str, list[Untrusted]]) -> Iterator[_Danger]:
    for name, program, is_all in evaluated:
        if found := env.get(name):
            yield _Danger(
                f"`{program}` executes ${name} (`{found[0].name}`) as code: whoever chooses that text can execute commands",
                "code without values that others can choose",
                _remedy(program, is_all=is_all),
            )


def _remedy(program: str, *, is_all: bool) -> str:
    """`eval` executes its arguments too, PowerShell expands variables before it executes, and only shells expand them in their code."""
    name = program.split(maxsplit=1)[0].lower()
    if is_all or name in {"invoke-expression", "iex"}:
        return "execute fixed code instead, and choose it by the value, as with `case` or `switch`"
    if name == "eval":
        return "put the code in single quotes, so that the variable is read when the code runs"
    if name.endswith("sh"):
        return "pass the value as an argument, or put the code in single quotes, so that the variable is read when the code runs"
    return "put the code in single quotes, and pass the value as an argument"


def _in_files(line: str, env: Mapping[str, list[Untrusted]], what: str) -> Iterator[_Danger]:
    """Variables with a line break, or at the start of a line, set other variables than the command means to."""
    file = re.search(_FILES, line) if "GITHUB_" in line else None
    if file is None or ("tee" in file["how"] and "|" in line[: file.start()]):
        return  # another program in between may have validated the value
    first = {found["name"] for found in re.finditer(_FIRST, line)}
    for name in dict.fromkeys(found["name"] for found in re.finditer(_VARIABLE, line[: file.start()])):
        unsafe = [each for each in env.get(name, []) if _is_unsafe(each, file["file"], line, is_first=name in first)]
        if unsafe:
            yield _Danger(
                f"{what} writes ${name} (`{unsafe[0].name}`) to {file['file']}: whoever chooses that text {_EFFECTS[file['file']]}",
                "a value that was validated before",
                "validate the value first, or pass it to the later steps through their `env`",
            )


def _is_unsafe(value: Untrusted, file: str, line: str, *, is_first: bool) -> bool:
    """Whether the text decides more than the value of one variable or output. What a pipe does with it is not known."""
    if file == "GITHUB_OUTPUT":
        return value.has_lines and value.name.lower().endswith(_LINES) and not set("|`") & set(line) and "$(" not in line
    return value.has_lines or is_first or file == "GITHUB_PATH"
