"""The outputs that a command writes to `GITHUB_OUTPUT`, as far as its text shows them with certainty.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-output-parameter
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from compiler.workflow.shell_commands import CLOSING, simple_commands, substitutions, without_comments

if TYPE_CHECKING:
    from compiler.workflow.shell_commands import SimpleCommand

_FILE = "GITHUB_OUTPUT"
_MAX_LENGTH = 10_000
"""Longer commands are skipped, so that an untrusted file cannot slow the check down."""
_MAX_LINE_LENGTH = 1000
"""The same for lines."""
_TARGET = r"""["']?\$\{?GITHUB_OUTPUT\}?["']?"""
_LINE = r"""(?:echo|printf)\s+(?:-[neE]+\s+)?["']?(?P<name>[A-Za-z_][A-Za-z0-9_-]*)(?P<sign>=|<<|\s+=|:)"""
_SECOND_LINE = r"""\\n(?!["']?(?:\s|$))"""
_OLD = "::set-output"
_CONTROL = frozenset({"exit", "for", *CLOSING})
"""Words of a text in which not every command always runs."""
_HARMLESS = _CONTROL | frozenset(
    {":", "[", "basename", "cat", "cd", "cp", "cut", "date", "dirname", "echo", "export", "false", "git", "grep", "head", "jq", "ls"}
    | {"mkdir", "mv", "printf", "pwd", "read", "rm", "sed", "set", "sleep", "sort", "tail", "tee", "test", "touch", "tr", "true", "wc"}
)
"""Commands that write no output except through a redirection in the text."""
_ASSIGNMENT = r"[A-Za-z_]\w*\+?="


class Written(NamedTuple):
    """What a command writes, by names in lower case. Nothing, if it writes to the file in a way that is not understood."""

    outputs: dict[str, str]
    """The outputs that it writes."""
    is_all: bool
    """Whether it certainly writes no other: a program can write outputs whose names are not in the text."""
    overwritten: dict[str, str]
    """Those that are lost, because a later command replaces the file."""
    malformed: dict[str, str]
    """Those whose lines are not `name=value`."""


_NOT_UNDERSTOOD = Written({}, is_all=False, overwritten={}, malformed={})


def written_outputs(command: str) -> Written:
    """The outputs that a command of bash writes."""
    commands = None if _OLD in command or len(command) > _MAX_LENGTH else simple_commands(command)
    if commands is None:
        return _NOT_UNDERSTOOD
    pairs = list(zip((None, *commands), commands, strict=False))
    found = Written({}, is_all=all(map(_is_harmless, commands)), overwritten={}, malformed={})
    all_run = found.is_all and all(_always_runs(each, before) for before, each in pairs)
    for before, each in pairs:
        if not _names_file(each):
            continue
        line = _line(each, before)
        if line is None:
            return _NOT_UNDERSTOOD
        if line["sign"] not in {"=", "<<"}:
            found.malformed[line["name"].lower()] = line["name"]
            continue
        if all_run and _replaces_file(each):
            found.overwritten.update(found.outputs)
            found.outputs.clear()
        found.outputs[line["name"].lower()] = line["name"]
    return found


def _names_file(command: SimpleCommand) -> bool:
    return any(_FILE in part for part in (*command.words, *(target for _, target in command.redirections)))


def _line(command: SimpleCommand, before: SimpleCommand | None) -> re.Match[str] | None:
    """The line that a command writes to the file; None if that is not one line with a name that is in the text."""
    if before is not None and _is_copy(command):
        words, targets = before.words, [word for word in command.words if _FILE in word]
    else:
        words, targets = command.words, [target for operator, target in command.redirections if operator in {">", ">>"}]
    text = " ".join(words)
    if _FILE in text or re.search(_SECOND_LINE, text) or not any(re.fullmatch(_TARGET, target) for target in targets):
        return None
    return re.match(_LINE, text)


def _is_copy(command: SimpleCommand) -> bool:
    return command.after == "|" and command.words[:1] == ("tee",)


def _replaces_file(command: SimpleCommand) -> bool:
    if _is_copy(command):
        return not {"-a", "--append"} & set(command.words)
    return any(operator == ">" and _FILE in target for operator, target in command.redirections)


def _always_runs(command: SimpleCommand, before: SimpleCommand | None) -> bool:
    """Whether a command runs after the one before, unless that fails and ends the step."""
    if command.words[:1] and command.words[0] in _CONTROL:
        return False
    after_write = before is not None and before.words[:1] in {("echo",), ("printf",), ("tee",)}
    return command.after in {"", ";", "\n"} or (command.after == "&&" and after_write) or _is_copy(command)


def _is_harmless(command: SimpleCommand) -> bool:
    """Whether a command, with those whose output it takes, only runs programs that set no outputs."""
    program = next((word for word in command.words if not re.match(_ASSIGNMENT, word)), "true")
    words = (*command.words, *(target for _, target in command.redirections))
    inner = [simple_commands(text) for word in words for text in substitutions(word)]
    return program in _HARMLESS and all(commands is not None and all(map(_is_harmless, commands)) for commands in inner)


_COPY = (
    r"""(?:^|[\s;&|({])echo\s+(?:-n\s+)?"?(?P<output>[A-Za-z_][A-Za-z0-9_-]*)=[^"'$`<>|;&]*"""
    rf"""\$(?:(?P<name>[A-Za-z_]\w*)|\{{(?P<other>[A-Za-z_]\w*)(?:[#%][^}}$]*)?\}})[^<>|;&`$]*>>?\s*{_TARGET}"""
)


def copied_variables(command: str) -> list[tuple[str, str]]:
    """The outputs to which a command writes a variable as it is, or without its beginning or end: the names of both.

    A variable that the command uses elsewhere too is left out: it may have been validated there.
    """
    if _FILE not in command:
        return []
    lines = [line for line in without_comments(command).splitlines() if _FILE in line and len(line) <= _MAX_LINE_LENGTH]
    found = [(write["output"], write["name"] or write["other"]) for line in lines for write in re.finditer(_COPY, line)]
    uses = Counter(re.findall(r"\w+", command)) if found else {}
    return [(output, name) for output, name in found if uses[name] == 1]


_PROGRAM = (
    r"(?:^|[\s;&|(])(?:\.{0,2}/|source\s|\.\s|(?:ba|da|z)?sh\s|python|node|deno|bun|ruby|perl|pwsh|npm|npx|pnpm|yarn|make|just|task|nix|uv|tox|nox)"
    r"|\.(?:sh|bash|py|js|mjs|cjs|ts|ps1|rb|pl)\b"
)
_SETS = ("GITHUB_ENV", "set-env", "${{")
"""Signs that a command sets a variable, or runs the value of an expression."""


def may_set_variables(command: str) -> bool:
    """Whether a command may set variables for later steps: it names their file, or runs a script or a program of the project."""
    return any(sign in command for sign in _SETS) or re.search(_PROGRAM, command) is not None
