"""A `git push` without credentials: the checkout does not leave its token for Git, and nothing else gives it one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.workflow.known_actions import action_name
from compiler.workflow.node import Mapping
from compiler.workflow.shell_commands import simple_commands
from compiler.workflow.tree import RunStep, UsesStep

if TYPE_CHECKING:
    from compiler.workflow.parsed import ParsedJob, ParsedStep
    from compiler.workflow.shell_commands import SimpleCommand

_CHECKOUT = "actions/checkout"
_MAY_LOG_IN = frozenset({_CHECKOUT, "actions/github-script"})
"""Actions of GitHub that give Git credentials, or may do so."""
_OF_GIT = frozenset({"add", "branch", "checkout", "commit", "diff", "fetch", "log", "rev-parse", "rm", "show", "status", "switch", "tag"})
_PROGRAMS = frozenset(
    {"[", "cat", "cd", "cp", "date", "echo", "exit", "fi", "ls", "mkdir", "mv", "printf", "rm", "sed", "set", "test", "touch", "true"}
)
"""Commands that give Git no credentials."""
_FILES = ("$(", ".git", "netrc", "credential")
"""Signs of files with credentials, and of a command inside another one."""
_OF_THE_USER = ("user.name", "user.email")
_OTHER_CREDENTIALS = ("GIT", "HOME", "SSH", "XDG")
"""The beginnings of variables that may give Git other credentials, or other settings."""


def unauthenticated_push(job: ParsedJob) -> RunStep | None:
    """The first step that pushes without credentials; None if there is none, or if something before it may give Git credentials.

    Source: https://github.com/actions/checkout#usage
    """
    if not any("git push" in getattr(step.node, "run", "") for step in job.steps):
        return None
    checked_out = False
    for step in job.steps:
        node = step.node
        if isinstance(node, UsesStep) and action_name(node.uses) == _CHECKOUT and _leaves_nothing(node):
            checked_out = True
            continue
        if isinstance(node, UsesStep) and action_name(node.uses).startswith("actions/") and action_name(node.uses) not in _MAY_LOG_IN:
            continue
        commands = _commands(step)
        for command in commands or ():
            if command.words[:2] == ("git", "push"):
                return node if checked_out and isinstance(node, RunStep) and _is_to_origin(command) else None
            if not _is_known(command):
                return None
        if commands is None:
            return None
    return None


def _leaves_nothing(node: UsesStep) -> bool:
    inputs = node.with_ if isinstance(node.with_, Mapping) else {}
    given = {name.lower(): str(value).lower() for name, value in inputs.items()}
    return given.get("persist-credentials") == "false" and "ssh-key" not in given


def _commands(step: ParsedStep) -> list[SimpleCommand] | None:
    node = step.node
    return simple_commands(node.run) if isinstance(node, RunStep) and not node.script and not may_have_credentials(node) else None


def may_have_credentials(node: object) -> bool:
    """Whether the variables of a workflow, job or step may give Git credentials."""
    env = getattr(node, "env", None)
    return env is not None and (not isinstance(env, Mapping) or any(name.upper().startswith(_OTHER_CREDENTIALS) for name in env))


def _is_known(command: SimpleCommand) -> bool:
    words = command.words
    if any(sign in word for word in (*words, *(target for _, target in command.redirections)) for sign in _FILES):
        return False
    if words[:2] == ("git", "config"):
        return any(word in _OF_THE_USER for word in words)
    return words[0] in _PROGRAMS or (words[0] == "git" and words[1:2] != () and words[1] in _OF_GIT) if words else False


def _is_to_origin(command: SimpleCommand) -> bool:
    """Whether a push names no other remote."""
    given = [word for word in command.words[2:] if not word.startswith("-")]
    return given[:1] in ([], ["origin"]) and not any(word.startswith("--repo") for word in command.words)
