"""From a workflow file to one that the runner accepts. The lines of the file stay as they are, but for what is said here.

`prepared` takes away the keys `queue` and `cache-mode`, which act does not know yet
(https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#concurrency), and gives each job the
variables of `OBSERVED`, which no step reads: act evaluates in them what the rehearsal must know, and tells nobody.
`replayed` puts in the place of a job that has run already what GitHub's "Re-run failed jobs" keeps of it: its outputs.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from rehearsal.tokens import Access, Grant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DROPPED = ("queue", "cache-mode")
GROUP, QUEUE, MATRIX = "REHEARSAL_GROUP", "REHEARSAL_QUEUE", "REHEARSAL_MATRIX"
OBSERVED = (GROUP, QUEUE, MATRIX)
_DEFAULT_MINUTES = 360

Outputs = dict[str, dict[str, str]]
"""The outputs of a job's steps: by the id of the step, then by name."""


class NotAWorkflowError(Exception):
    """A text is no workflow file that can be played; the message says in which line and what it lacks."""


def check(text: str) -> None:
    """Look whether the file has jobs with steps, which all that follows relies on. Raises `NotAWorkflowError`."""
    try:
        tree = load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise NotAWorkflowError(f"line {mark.line + 1 if mark else 1}: no YAML: {error.problem or error.context}") from None
    except YAMLError as error:
        raise NotAWorkflowError(f"no YAML: {error}") from None
    jobs: Any = tree.get("jobs") if isinstance(tree, dict) else None
    if not isinstance(jobs, dict) or not jobs:
        raise NotAWorkflowError("no workflow: it has no `jobs`")
    for job_id, job in jobs.items():
        steps = job.get("steps") if isinstance(job, dict) else None
        if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
            raise NotAWorkflowError(
                f"line {tree['jobs'].lc.key(job_id)[0] + 1}: the job {job_id} has no steps, and only steps can be played"
            )


@lru_cache(maxsize=64)
def load(text: str) -> Any:
    """A workflow file as a tree that knows the lines of its keys. It is shared: nobody changes it."""
    yaml = YAML(typ="rt")
    yaml.width = 1_000_000
    return yaml.load(text)


def prepared(text: str) -> str:
    """The file without the keys in `DROPPED`, with what is `OBSERVED` of each job."""
    tree, lines = load(text), text.splitlines(keepends=True)
    for place, key in _dropped(tree):
        at, column = place.lc.key(key)
        alone = lines[at][:column].strip() in {"", "-"} and not place.fa.flow_style()
        lines[at] = "" if alone else re.sub(rf"\b{key}: *[\w-]+ *, *|,? *\b{key}: *[\w-]+", "", lines[at])
    for job in tree["jobs"].values():
        _observe(lines, job)
    return "".join(lines)


def _dropped(tree: Any) -> Iterator[tuple[Any, str]]:
    for place in (tree, *tree["jobs"].values()):
        if "cache-mode" in place:
            yield place, "cache-mode"
        if isinstance(place.get("concurrency"), dict) and "queue" in place["concurrency"]:
            yield place["concurrency"], "queue"


def _observe(lines: list[str], job: Any) -> None:
    """Write the variables in front of the job's own, or in front of its first key."""
    given = job.get("env")
    values = ", ".join(f"{name}: {json.dumps(value)}" for name, value in _observed(job).items())
    if "env" in job and not given:
        at, column = job.lc.key("env")
        lines[at] = f"{lines[at][:column]}env: {{{values}}}\n"
    elif given is None:
        at, column = job.lc.key(next(iter(job)))
        if job.fa.flow_style():
            lines[at] = f"{lines[at][:column]}env: {{{values}}}, {lines[at][column:]}"
            return
        lines[at] = f"{' ' * column}env: {{{values}}}\n{lines[at]}"
    elif given.fa.flow_style():
        at, column = job.lc.value("env")
        lines[at] = f"{lines[at][: column + 1]}{values}, {lines[at][column + 1 :]}"
    else:
        at, column = given.lc.key(next(iter(given)))
        lines[at] = "".join(f"{' ' * column}{name}: {json.dumps(value)}\n" for name, value in _observed(job).items()) + lines[at]


def _observed(job: Any) -> dict[str, str]:
    found = {MATRIX: "${{ toJSON(matrix) }}"}
    if "concurrency" in job:
        group, queue = concurrency(job)
        found |= {GROUP: group, QUEUE: queue}
    return found


def concurrency(place: Any) -> tuple[str, str]:
    """The group of a workflow or a job, and its queue: "max" or "single"; ("", "") where it has none."""
    given = place.get("concurrency")
    if given is None:
        return "", ""
    return (str(given["group"]), str(given.get("queue", "single"))) if isinstance(given, dict) else (str(given), "single")


def replayed(text: str, kept: Mapping[str, Outputs]) -> str:
    """The file with jobs that only say again what their steps put out, by id of the job."""
    tree, lines = load(text), text.splitlines(keepends=True)
    for job_id, start, end in _blocks(tree, len(lines)):
        if job_id in kept:
            job = tree["jobs"][job_id]
            indent = " " * tree["jobs"].lc.key(job_id)[1]
            lines[start:end] = [f"{indent}{job_id}: {json.dumps(_replay(job, kept[job_id]))}\n", *[""] * (end - start - 1)]
    return "".join(lines)


def without(text: str, job_ids: set[str]) -> str:
    """The file without these jobs; nothing that is left may need one of them."""
    tree, lines = load(text), text.splitlines(keepends=True)
    for job_id, start, end in _blocks(tree, len(lines)):
        if job_id in job_ids:
            lines[start:end] = [""] * (end - start)
    return "".join(lines)


def _blocks(tree: Any, last: int) -> Iterator[tuple[str, int, int]]:
    """The lines of each job: its id, the first, and the one after the last."""
    starts = [tree["jobs"].lc.key(job_id)[0] for job_id in tree["jobs"]]
    after = [tree.lc.key(key)[0] for key in tree]
    end = min((line for line in after if line > starts[-1]), default=last)
    yield from zip(tree["jobs"], starts, [*starts[1:], end], strict=True)


def _replay(job: Any, outputs: Outputs) -> dict[str, Any]:
    steps = [{"id": step, "run": _told(values)} for step, values in outputs.items() if values] or [{"run": ":"}]
    same = {key: json.loads(json.dumps(job[key])) for key in ("needs", "if", "runs-on", "outputs") if key in job}
    return {**same, "defaults": {"run": {"shell": "bash"}}, "steps": steps}


def _told(values: Mapping[str, str]) -> str:
    """Base64, so that nothing in a value is an expression, or ends the script."""
    end = secrets.token_hex(8)
    content = "".join(f"{name}<<{end}\n{value}\n{end}\n" for name, value in values.items())
    return f"base64 -d <<<{base64.b64encode(content.encode()).decode()} >>$GITHUB_OUTPUT"


def with_values(text: str, values: Mapping[str, str]) -> str:
    """The file with other values for these variables, wherever one is set; a name that is set nowhere changes nothing."""
    for name, value in values.items():
        text = re.sub(rf"^(\s*{re.escape(name)}:) .*$", rf"\g<1> {value}", text, flags=re.MULTILINE)
    return text


def downstream(text: str, job_ids: set[str]) -> set[str]:
    """These jobs and all that need one of them."""
    jobs = load(text)["jobs"]
    found = set(job_ids)
    while more := {job_id for job_id, job in jobs.items() if job_id not in found and found & set(needs(job))}:
        found |= more
    return found


def needs(job: Any) -> list[str]:
    """The ids of the jobs that a job needs."""
    given = job.get("needs", [])
    return [given] if isinstance(given, str) else list(given)


def steps(text: str, job_id: str) -> dict[str, str]:
    """The steps of a job: their names, and how a process in one knows which it is.

    That is the step's id, its number where it has none, or `owner-name` of the action that it uses.
    """
    found = {}
    for number, step in enumerate(load(text)["jobs"].get(job_id, {}).get("steps", [])):
        action = str(step.get("uses", "")).partition("@")[0].replace("/", "-")
        found[str(step.get("name") or step.get("uses") or step.get("run"))] = action or str(step.get("id", number))
    return found


def seconds(text: str) -> dict[str, int]:
    """Per job the time that it may take: `timeout-minutes`, or GitHub's 360."""
    return {job_id: int(job.get("timeout-minutes", _DEFAULT_MINUTES)) * 60 for job_id, job in load(text)["jobs"].items()}


def grants(text: str) -> dict[str, Grant]:
    """Per job what its token may do: the job's `permissions:`, else the workflow's."""
    tree = load(text)
    return {job_id: grant(job.get("permissions", tree.get("permissions"))) for job_id, job in tree["jobs"].items()}


def grant(permissions: Mapping[str, str] | str | None) -> Grant:
    """`permissions:` as a grant. GitHub's default, where nothing is said, is taken to be the restricted one."""
    if permissions == "write-all":
        return Grant(contents="write", packages="write", actions="write")
    if permissions == "read-all":
        return Grant(contents="read", packages="read", actions="read")
    if permissions is None or isinstance(permissions, str):
        return Grant(contents="read", packages="read")
    contents, packages, actions = (_access(permissions, scope) for scope in ("contents", "packages", "actions"))
    return Grant(contents=contents, packages=packages, actions=actions)


def _access(permissions: Mapping[str, str], scope: str) -> Access:
    value = permissions.get(scope, "none")
    if value in ("none", "read", "write"):
        return value  # type: ignore[return-value]
    raise ValueError(f"permissions: {scope} is {value!r}; expected none, read or write")


def uses(text: str) -> dict[str, set[str]]:
    """Every `uses:` of the file that names another repository, with the inputs it is given."""
    found: dict[str, set[str]] = {}
    for job in load(text).get("jobs", {}).values():
        for step in job.get("steps", []):
            name = str(step.get("uses", ""))
            if name and not name.startswith(("./", "$/", "docker://")):
                found.setdefault(name, set()).update(step.get("with", {}))
    return found


def differences(text: str) -> list[str]:
    """What is different when the file is run here, for a report."""
    dropped = sorted(key for _, key in _dropped(load(text)))
    notes = [f"{dropped.count(key)} times `{key}` left out, which act does not know" for key in DROPPED if key in dropped]
    if re.search(r"^\s*CRANE_SHA256:", text, re.MULTILINE):
        notes.append("CRANE_SHA256 is that of the archive that is served")
    return [
        *notes,
        f"{', '.join(OBSERVED)} added to the jobs: what act evaluates there is how their turns are taken and their ends planned",
    ]
