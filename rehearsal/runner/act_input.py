"""Turn a workflow file into one that act can run. Lines that need no change stay as they are.

`to_act_input` removes the keys `queue` and `cache-mode`, which act does not support yet
(https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#concurrency), and adds to each job the
variables in `PROBES`, through which act evaluates the matrix and the concurrency group for the shims.
`replay_jobs` replaces jobs that have already run by steps that set their outputs again, as for "Re-run failed jobs".
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
PROBES = (GROUP, QUEUE, MATRIX)
_DEFAULT_MINUTES = 360
_SCOPES = ("actions", "attestations", "contents", "id-token", "packages")

Outputs = dict[str, dict[str, str]]
"""The outputs of a job's steps, by id of the step and by name."""


class NotAWorkflowError(Exception):
    """The text is not a workflow file that can be run. The message has the line and the reason."""


def check(text: str) -> None:
    """Check that the file has jobs with steps. Raises `NotAWorkflowError`."""
    try:
        tree = load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise NotAWorkflowError(f"line {mark.line + 1 if mark else 1}: not valid YAML: {error.problem or error.context}") from None
    except YAMLError as error:
        raise NotAWorkflowError(f"not valid YAML: {error}") from None
    jobs: Any = tree.get("jobs") if isinstance(tree, dict) else None
    if not isinstance(jobs, dict) or not jobs:
        raise NotAWorkflowError("not a workflow: it has no `jobs`")
    for job_id, job in jobs.items():
        steps = job.get("steps") if isinstance(job, dict) else None
        if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
            raise NotAWorkflowError(
                f"line {tree['jobs'].lc.key(job_id)[0] + 1}: the job {job_id} has no steps, and only jobs with steps can be run"
            )


@lru_cache(maxsize=64)
def load(text: str) -> Any:
    """Parse a workflow file, keeping the lines of its keys. The tree is cached: do not change it."""
    yaml = YAML(typ="rt")
    yaml.width = 1_000_000
    return yaml.load(text)


def to_act_input(text: str) -> str:
    """The file without the keys in `DROPPED`, and with `PROBES` in each job."""
    tree, lines = load(text), text.splitlines(keepends=True)
    for mapping, key in _find_dropped(tree):
        at, column = mapping.lc.key(key)
        alone = lines[at][:column].strip() in {"", "-"} and not mapping.fa.flow_style()
        lines[at] = "" if alone else re.sub(rf"\b{key}: *[\w-]+ *, *|,? *\b{key}: *[\w-]+", "", lines[at])
    for job in tree["jobs"].values():
        _add_probes(lines, job)
    return "".join(lines)


def _find_dropped(tree: Any) -> Iterator[tuple[Any, str]]:
    for mapping in (tree, *tree["jobs"].values()):
        if "cache-mode" in mapping:
            yield mapping, "cache-mode"
        if isinstance(mapping.get("concurrency"), dict) and "queue" in mapping["concurrency"]:
            yield mapping["concurrency"], "queue"


def _add_probes(lines: list[str], job: Any) -> None:
    """Insert the variables before the job's own, or before its first key."""
    given = job.get("env")
    values = ", ".join(f"{name}: {json.dumps(value)}" for name, value in _probes_of(job).items())
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
        lines[at] = "".join(f"{' ' * column}{name}: {json.dumps(value)}\n" for name, value in _probes_of(job).items()) + lines[at]


def _probes_of(job: Any) -> dict[str, str]:
    found = {MATRIX: "${{ toJSON(matrix) }}"}
    if "concurrency" in job:
        group, queue = concurrency(job)
        found |= {GROUP: group, QUEUE: queue}
    return found


def concurrency(mapping: Any) -> tuple[str, str]:
    """The concurrency group of a workflow or a job and its queue, "max" or "single"; ("", "") without one."""
    given = mapping.get("concurrency")
    if given is None:
        return "", ""
    return (str(given["group"]), str(given.get("queue", "single"))) if isinstance(given, dict) else (str(given), "single")


def replay_jobs(text: str, kept: Mapping[str, Outputs]) -> str:
    """Replace these jobs, given by id with their outputs, by jobs that only set the outputs again."""
    tree, lines = load(text), text.splitlines(keepends=True)
    for job_id, start, end in _job_lines(tree, len(lines)):
        if job_id in kept:
            job = tree["jobs"][job_id]
            indent = " " * tree["jobs"].lc.key(job_id)[1]
            lines[start:end] = [f"{indent}{job_id}: {json.dumps(_replay(job, kept[job_id]))}\n", *[""] * (end - start - 1)]
    return "".join(lines)


def drop_jobs(text: str, job_ids: set[str]) -> str:
    """The file without these jobs. No remaining job may need one of them."""
    tree, lines = load(text), text.splitlines(keepends=True)
    for job_id, start, end in _job_lines(tree, len(lines)):
        if job_id in job_ids:
            lines[start:end] = [""] * (end - start)
    return "".join(lines)


def _job_lines(tree: Any, last: int) -> Iterator[tuple[str, int, int]]:
    """The id of each job, its first line, and the line after its last."""
    starts = [tree["jobs"].lc.key(job_id)[0] for job_id in tree["jobs"]]
    after = [tree.lc.key(key)[0] for key in tree]
    end = min((line for line in after if line > starts[-1]), default=last)
    yield from zip(tree["jobs"], starts, [*starts[1:], end], strict=True)


def _replay(job: Any, outputs: Outputs) -> dict[str, Any]:
    steps = [{"id": step, "run": _output_script(values)} for step, values in outputs.items() if values] or [{"run": ":"}]
    same = {key: json.loads(json.dumps(job[key])) for key in ("needs", "if", "runs-on", "outputs") if key in job}
    return {**same, "defaults": {"run": {"shell": "bash"}}, "steps": steps}


def _output_script(values: Mapping[str, str]) -> str:
    """A script that sets the outputs. Base64 keeps expressions and delimiters in a value from taking effect."""
    end = secrets.token_hex(8)
    content = "".join(f"{name}<<{end}\n{value}\n{end}\n" for name, value in values.items())
    return f"base64 -d <<<{base64.b64encode(content.encode()).decode()} >>$GITHUB_OUTPUT"


def set_variables(text: str, values: Mapping[str, str]) -> str:
    """Set these variables wherever the file sets them. A name that the file does not set is ignored."""
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
    """The names of a job's steps, each with its identifier at run time.

    For a step that uses an action, that is `owner-name` of the action; for any other, its id, or its number if it has none.
    """
    found = {}
    for number, step in enumerate(load(text)["jobs"].get(job_id, {}).get("steps", [])):
        action = str(step.get("uses", "")).partition("@")[0].replace("/", "-")
        found[str(step.get("name") or step.get("uses") or step.get("run"))] = action or str(step.get("id", number))
    return found


def timeouts(text: str) -> dict[str, int]:
    """The timeout of each job in seconds, from `timeout-minutes` or GitHub's default of 360 minutes."""
    return {job_id: int(job.get("timeout-minutes", _DEFAULT_MINUTES)) * 60 for job_id, job in load(text)["jobs"].items()}


def grants(text: str) -> dict[str, Grant]:
    """The grant of each job's token: the job's `permissions`, else the workflow's."""
    tree = load(text)
    return {job_id: grant(job.get("permissions", tree.get("permissions"))) for job_id, job in tree["jobs"].items()}


def grant(permissions: Mapping[str, str] | str | None) -> Grant:
    """Convert `permissions` to a grant. Without the key, the restricted default of GitHub applies."""
    if permissions == "write-all":
        return grant(dict.fromkeys(_SCOPES, "write"))
    if permissions == "read-all":
        return grant({scope: "read" for scope in _SCOPES if scope != "id-token"})
    if permissions is None or isinstance(permissions, str):
        return Grant(contents="read", packages="read")
    given = {scope: _access(permissions, scope) for scope in _SCOPES}
    return Grant(oidc=given.pop("id-token"), **given)


def _access(permissions: Mapping[str, str], scope: str) -> Access:
    value = permissions.get(scope, "none")
    if value in ("none", "read", "write"):
        return value  # type: ignore[return-value]
    raise ValueError(f"permissions: {scope} is {value!r}; expected none, read or write")


def uses(text: str) -> dict[str, set[str]]:
    """The actions from other repositories that the file uses, each with the names of the inputs given."""
    found: dict[str, set[str]] = {}
    for job in load(text).get("jobs", {}).values():
        for step in job.get("steps", []):
            name = str(step.get("uses", ""))
            if name and not name.startswith(("./", "$/", "docker://")):
                found.setdefault(name, set()).update(step.get("with", {}))
    return found


def describe_changes(text: str) -> list[str]:
    """How the file that is run differs from the one given, for the report."""
    dropped = sorted(key for _, key in _find_dropped(load(text)))
    notes = [
        f"`{key}` removed in {dropped.count(key)} place{'s' * (dropped.count(key) > 1)}: act does not support it"
        for key in DROPPED
        if key in dropped
    ]
    notes += [
        f"{name} set to the checksum of the archive that the rehearsal serves"
        for name in ("CRANE_SHA256", "GH_SHA256")
        if re.search(rf"^\s*{name}:", text, re.MULTILINE)
    ]
    return [
        *notes,
        f"{', '.join(PROBES)} added to each job: the rehearsal reads its matrix and concurrency group from them",
    ]
