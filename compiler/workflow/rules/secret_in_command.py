"""A secret among the arguments of a program: other processes can see it while the program runs, and an audit log keeps it."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.known_actions import action_name
from compiler.workflow.shell_commands import without_comments
from compiler.workflow.tree import RunStep, UsesStep
from compiler.workflow.walk import JOB, STEP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.diagnostic import Origin
    from compiler.workflow.parsed import ParsedStep, ParsedWorkflow
    from compiler.workflow.walk import ExpressionUse

_RULE = "secret-in-command"
_BUILD, _BUILD_ARGS = "docker/build-push-action", "build-args"
_REMEDY = 'let the program read the variable, or write `printf %s "$NAME" | program --password-stdin`, if the program supports it'
_BUILT_IN = frozenset(
    {":", "[", "[[", "case", "declare", "echo", "export", "for", "local", "printf", "read", "readonly", "select", "set", "test", "true"}
)
"""Commands that are not processes of their own, and words of the shell that are followed by values."""
PROGRAMS = frozenset(
    {"aws", "az", "cosign", "crane", "curl", "docker", "gcloud", "gh", "git", "helm", "kubectl", "mysql", "node", "npm", "openssl", "oras"}
    | {"podman", "psql", "python3", "skopeo", "ssh", "twine", "wget"}
)
"""Programs that a line of a script certainly starts: another name may be that of a function."""
_BEFORE = frozenset({"!", "do", "else", "if", "then", "until", "while", "{"})
_UNCLEAR = ("$(", "`", "((")
"""Signs of a command inside another one, and of arithmetic."""
_PIECE = r"""(?x)(?P<quoted>'[^']*')
    | (?P<open>"(?:\\.|[^"\\])*" | \\. | [^\s'"\\<>|;&()]+)
    | (?P<redirect>\d*[<>]+&?)
    | (?P<end>[|;&()]+)
    | \s+ | ."""
_ESCAPED = re.compile(r"\\.")
_VARIABLE = re.compile(r"\$(?!\{\w+:?\+)\{?([A-Za-z_]\w*)")
"""A variable, unless it only decides whether another text is used: `${NAME:+text}`."""
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")


def secret_in_command(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Secrets in commands and in the arguments of a build, and variables with secrets in commands of one line and in scripts.

    A command of a definition has no expressions: `raw-expression` sees to that.

    Source: https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-secrets
    """
    around = _secrets(workflow.own_uses, "env")
    for job in workflow.jobs:
        of_job = around | _secrets(job.own_uses, f"{JOB}.env")
        for step in job.steps:
            if isinstance(step.node, RunStep):
                yield from _of_step(step, of_job | _secrets(step.uses, f"{STEP}.env"))
            elif isinstance(step.node, UsesStep) and action_name(step.node.uses) == _BUILD:
                yield from _of_action(step)


def _of_action(step: ParsedStep) -> Iterator[Finding]:
    """Source: https://docs.docker.com/build/building/secrets/."""
    for use in step.uses:
        if use.key == f"{STEP}.with" and use.entry == _BUILD_ARGS and (name := _secret(use)):
            yield Finding(
                rule=_RULE,
                message=f'the input "{_BUILD_ARGS}" contains `{name}`, which becomes an argument of a program and a part of the image',
                expected="a secret that the build reads from a file",
                remedy="pass it in the input `secrets`, and read it in the Dockerfile with `RUN --mount=type=secret`",
                origin=use.place,
                field="" if step.node.is_read else "with_",
            )


def _of_step(step: ParsedStep, env: dict[str, str]) -> Iterator[Finding]:
    node = step.node
    for use in step.uses:
        if use.key == f"{STEP}.run" and node.is_read and (name := _secret(use)):
            yield _finding(f"the command contains `{name}`", use.place, f"pass it to the step through `env`; then {_REMEDY}")
            return
    if env and isinstance(node, RunStep) and node.script:
        yield from _of_script(node, env)
        return
    command = without_comments(node.run.strip())  # type: ignore[union-attr]  # a RunStep
    if env and "$" in command and "\n" not in command and not any(sign in command for sign in _UNCLEAR):
        for name in _arguments(command):
            if name in env:
                yield _finding(f"the command passes ${name} (`{env[name]}`) to a program as an argument", node.place_of("run"))
                return


def _of_script(node: RunStep, env: dict[str, str]) -> Iterator[Finding]:
    """The first line of a script that passes a secret to a program."""
    for number, line in _logical_lines(without_comments(node.script)):
        program = next(iter(line.split()), "")
        names = _arguments(line) if program in PROGRAMS and not any(sign in line for sign in _UNCLEAR) else ()
        if name := next((name for name in names if name in env), ""):
            place = f"line {number} of {PurePosixPath(node.run).name}"
            yield _finding(f"{place} passes ${name} (`{env[name]}`) to a program as an argument", node.place_of("run"))
            return


def _logical_lines(script: str) -> Iterator[tuple[int, str]]:
    """Lines with those that continue them, and the number of the first."""
    first, text = 0, ""
    for number, line in enumerate(script.splitlines(), 1):
        first, text = first or number, text + line.removesuffix("\\")
        if not line.endswith("\\"):
            yield first, text
            first, text = 0, ""


def _finding(message: str, place: Origin | None, remedy: str = _REMEDY) -> Finding:
    return Finding(
        rule=_RULE,
        message=message,
        expected="a secret that a program reads from its environment or its standard input",
        remedy=remedy,
        origin=place,
        field="command",
    )


def _secrets(uses: Iterable[ExpressionUse], key: str) -> dict[str, str]:
    """The variables whose values have a secret, and its name."""
    return {str(use.entry): name for use in uses if use.key == key and (name := _secret(use))}


def _secret(use: ExpressionUse) -> str:
    for context in use.contexts:
        path = ".".join(context.path)
        if context.path[0].lower() == "secrets" or path.lower() == "github.token":
            return path
    return ""


def _arguments(command: str) -> Iterator[str]:
    """The variables in the arguments of programs."""
    program, word, is_target = "", "", False
    names: list[str] = []
    for piece in re.finditer(_PIECE, f"{command};"):
        if piece["quoted"] or piece["open"]:
            word += piece[0]
            names += _VARIABLE.findall(_ESCAPED.sub("", piece["open"] or ""))
            continue
        if word and not is_target:
            if word == "]]":
                program = ""
            elif program:
                yield from names if program not in _BUILT_IN else ()
            elif word not in _BEFORE and not _ASSIGNMENT.match(word):
                program = word
        if word or piece["end"]:
            is_target = False
        word, names = "", []
        if piece["end"] and program != "[[":  # in which `&&` and `||` separate no commands
            program = ""
        elif piece["redirect"]:
            is_target = True
