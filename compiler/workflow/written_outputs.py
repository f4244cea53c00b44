"""The outputs that a command writes to `GITHUB_OUTPUT`, as far as its text shows them with certainty.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-output-parameter
"""

from __future__ import annotations

import re
from collections import Counter

_FILE = "GITHUB_OUTPUT"
_MAX_LINE_LENGTH = 1000
"""Longer lines are skipped, so that an untrusted file cannot slow the check down."""
_TARGET = r"""["']?\$\{?GITHUB_OUTPUT\}?["']?"""
_WRITE = (
    r"""(?:^|[\s;&|({])(?:echo|printf)\s+(?:-[neE]+\s+)?["']?(?P<name>[A-Za-z_][A-Za-z0-9_-]*)(?:=|<<)[^>]*"""
    rf"""(?:>>?\s*{_TARGET}|\|\s*tee\s+(?:-a\s+)?{_TARGET})"""
)
_OLD = "::set-output"
_HARMLESS = frozenset(
    {"", "[", "[[", "cat", "cd", "cp", "date", "echo", "exit", "false", "ls", "mkdir", "mv", "printf", "pwd", "rm", "set"}
    | {"sleep", "test", "touch", "true"}
)
"""Commands that write no output except through a redirection in the text."""
_SEPARATORS = re.compile(r"[\n;|&]+")
_RUNS_MORE = ("`", "$(", "<(", ">(", "\\\n", "${{")
"""Signs that run, or may run, a command inside another one."""


def written_outputs(command: str) -> dict[str, str] | None:
    """The outputs that a bash command writes, by their names in lower case; None if it may write others.

    A program can write outputs whose names are not in the text, so only a command that is known to write none has no outputs.
    """
    if _OLD in command:
        return None
    if _FILE not in command:
        return {} if _is_harmless(command) else None
    found: dict[str, str] = {}
    for line in command.splitlines():
        if _FILE not in line:
            continue
        writes = list(re.finditer(_WRITE, line)) if len(line) <= _MAX_LINE_LENGTH else []
        if len(writes) != line.count(_FILE):
            return None
        found.update({write["name"].lower(): write["name"] for write in writes})
    return found


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
    lines = [line for line in command.splitlines() if _FILE in line and len(line) <= _MAX_LINE_LENGTH]
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


def _is_harmless(command: str) -> bool:
    """Whether the command, by its text, only runs programs that set no outputs."""
    if any(sign in command for sign in _RUNS_MORE):
        return False
    return all(part.split(maxsplit=1)[0] in _HARMLESS if part.strip() else True for part in _SEPARATORS.split(command))
