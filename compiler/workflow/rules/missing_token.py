"""A command or a script that runs `gh` or `git push` without a token: `gh` takes none by itself, and Git only from a checkout."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.git_push import may_have_credentials, unauthenticated_push
from compiler.workflow.interpolation import OPEN
from compiler.workflow.node import Mapping
from compiler.workflow.runner_label import HOSTED, labels_of
from compiler.workflow.shell_commands import without_comments
from compiler.workflow.spelling import variable
from compiler.workflow.tree import Job, RunStep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.parsed import ParsedJob, ParsedStep, ParsedWorkflow

TOKENS = frozenset({"GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"})
"""Variables from which `gh` takes a token: https://cli.github.com/manual/gh_help_environment."""
_COMMANDS = "api|cache|gist|issue|label|pr|project|release|repo|ruleset|run|search|secret|variable|workflow"
_GH = rf"(?m)(?:^|[;&|]|\$\(|\b(?:do|else|if|then|while|!)\s)[ \t]*gh[ \t]+(?P<command>(?:{_COMMANDS})[ \t]+[a-z/][\w/-]*)"
"""Commands for which `gh` needs a token, where a command begins."""
_MAY_LOG_IN = ("gh auth", "_TOKEN", "GITHUB_ENV", "GH_CONFIG_DIR", "hosts.yml", "<<", "--help", "gh()")
"""Signs that a command or a script sets a token itself, has its own `gh`, or is not run."""
_SETS_NONE = re.compile(r"(?:actions/(?!github-script)|docker/|[\w.-]+/setup-(?![\w-]*gh))")
"""The beginnings of the names of actions that set no token for later commands. A script may, and so may an action that sets up `gh`."""


def missing_token(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Steps on runners that GitHub hosts, as long as no earlier step may have logged in.

    Source: https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-github-cli
    """
    for job in workflow.jobs:
        if isinstance(job.node, Job) and job.node.container is None and _is_hosted(job.node):
            if not _may_have_token(workflow.node) and not _may_have_token(job.node):
                yield from _of_job(job)
            if not may_have_credentials(workflow.node) and not may_have_credentials(job.node) and (step := unauthenticated_push(job)):
                yield _of_push(step)


def _of_job(job: ParsedJob) -> Iterator[Finding]:
    for step in job.steps:
        node = step.node
        texts = (node.run, node.script, node.libraries) if isinstance(node, RunStep) else ()
        if any(sign in text for text in texts for sign in _MAY_LOG_IN) or not _leaves_no_token(step):
            return
        if isinstance(node, RunStep) and not _may_have_token(node) and (found := _call(without_comments(node.script or node.run))):
            yield _finding(node, found)


def _finding(node: RunStep, found: re.Match[str]) -> Finding:
    what, given = "the command", variable(node, "GH_TOKEN", "github.token")
    remedy = f"add {given} to the `env` of the step, and give the job the permissions that the command needs"
    if node.script:
        what = f"line {len(found.string[: found.start('command')].splitlines())} of {PurePosixPath(node.run).name}"
        remedy = f"declare `# env: GH_TOKEN` in the header of the script, {remedy}"
    return Finding(
        rule="missing-token",
        message=f"{what} runs `gh {' '.join(found['command'].split())}` without a token: nothing sets `GH_TOKEN`, so `gh` fails",
        expected="`GH_TOKEN` in the variables of the step",
        remedy=remedy,
        origin=node.place_of("run"),
        field="command",
    )


def _of_push(node: RunStep) -> Finding:
    return Finding(
        rule="missing-token",
        message="the command runs `git push` without credentials, so Git fails: the checkout does not leave its token for Git",
        expected="a checkout that leaves its token, which it does unless `persist-credentials` is false",
        remedy="remove `persist-credentials` from the inputs of the checkout",
        origin=node.place_of("run"),
        field="command",
    )


def _call(command: str) -> re.Match[str] | None:
    """The first command of `gh` outside of quotes, or in a `$(…)` in double quotes."""
    end = double = single = 0
    for found in re.finditer(_GH, command) if "gh" in command else ():
        double += command.count('"', end, found.start())
        single += command.count("'", end, found.start())
        end = found.start()
        if single % 2 == 0 and (double % 2 == 0 or found[0].startswith("$(")):
            return found
    return None


def _leaves_no_token(step: ParsedStep) -> bool:
    """Whether the step certainly gives later commands no token: an action of others, or of the repository, may log in."""
    uses = getattr(step.node, "uses", None)
    return uses is None or _SETS_NONE.match(uses) is not None


def _may_have_token(node: object) -> bool:
    """Whether the variables of a workflow, job or step have a token, or may have one."""
    env = getattr(node, "env", None)
    return env is not None and (not isinstance(env, Mapping) or any(name.upper() in TOKENS or OPEN in name for name in env))


def _is_hosted(job: Job) -> bool:
    """Whether GitHub hosts the runner. Another one may be logged in."""
    labels = labels_of(job.runs_on)
    return bool(labels) and all(label.lower() in HOSTED for label in labels)
