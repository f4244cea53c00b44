"""Writes what `compiler.output.plan` describes as text for a terminal. All text of the file is escaped."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from click import style

from compiler.output.short import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.output.plan import Described


_OPTIONS = {
    "inputs.": "--input {}=…",
    "vars.": "--var {}=…",
    "github.ref": "--ref …",
    "github.event.": "--payload FILE",
    "github.actor": "--payload FILE",
    "github.base_ref": "--payload FILE",
    "github.head_ref": "--payload FILE",
    "github.repository": "--payload FILE",
    "the changed files": "--changed PATH",
}
"""The option that supplies what something depends on, by its beginning."""


_SHOWN = ("environment", "concurrency", "inputs")
"""Values of a job that are shown, if its matrix jobs have the same."""


def plan_lines(described: Described) -> Iterator[str]:
    """The lines: the event, the jobs with their steps, and the options that decide what is not known."""
    yield style(short(described["workflow"]), bold=True)
    yield f"  event: {_joined(_event(described['event']))}"
    yield f"  starts: {_starts(described)}"
    if described["starts"] is False:
        return
    failing = f", except that {_joined(described['fail'])} fail{'s' * (len(described['fail']) == 1)}" if described["fail"] else ""
    yield f"  assumed: every step succeeds{failing}"
    yield from _values(described, ("run_name", "concurrency"), "  ")
    for job in described["jobs"]:
        yield ""
        yield from _job(job, "")
    if options := list(dict.fromkeys(_options(described))):
        yield ""
        yield f"to resolve the unknown values, add: {' '.join(options)}"


def _event(event: Described) -> Iterator[str]:
    """The name and the type of the event, and its ref, which may be the base of a pull request."""
    yield event["name"]
    yield from filter(None, [event["type"]])
    if event["ref"]:
        is_base = event["name"].startswith("pull_request") and event["ref"].startswith("refs/heads/")
        yield f"into {event['ref']}" if is_base else event["ref"]


def _options(described: Described) -> Iterator[str]:
    """The options for the values that decide whether the workflow starts, and whether a job or step runs."""
    reasons = [*filter(None, [described["reason"] if described["starts"] is None else None]), *_reasons(described["jobs"])]
    for reason in reasons:
        option = next((option for beginning, option in _OPTIONS.items() if reason.startswith(beginning)), "")
        if option.startswith("--ref") and described["event"]["name"] == "pull_request_target":
            continue  # its --ref is the base branch, which does not decide `github.ref`
        if option:
            yield option.format(short(reason.partition(".")[2]))
        elif any(reason.startswith(f"{job['id']}.") for job in _all_jobs(described["jobs"])):
            yield f"--output {shlex.quote(short(reason))}=…"


def _all_jobs(jobs: list[Described]) -> Iterator[Described]:
    for job in jobs:
        yield job
        for run in job["matrix_jobs"]:
            yield from _all_jobs(run["jobs"])


def _reasons(jobs: list[Described]) -> Iterator[str]:
    for job in _all_jobs(jobs):
        steps = [step for run in job["matrix_jobs"] for step in run["steps"]]
        yield from (each["depends_on"] for each in (job, *steps) if each["depends_on"])


def _starts(described: Described) -> str:
    if described["starts"] is None:
        return f"depends on {short(described['reason'])}"
    return "yes" if described["starts"] else f"no: {short(described['reason'])}"


def _job(job: Described, indent: str) -> Iterator[str]:
    runs = job["matrix_jobs"]
    yield f"{indent}{style(short(job['id']), bold=True)} {_sentence(job, job['result'])}"
    indent += "  "
    if job["needs"]:
        yield f"{indent}needs: {_joined(job['needs'])}"
    if job["uses"]:
        yield f"{indent}uses: {short(job['uses'])}"
    if job["outputs"]:
        own = {name: "not known" if value == {"unknown": f"{job['id']}.{name}"} else value for name, value in job["outputs"].items()}
        yield f"{indent}outputs: {_pairs(own)}"
    for group in _alike(runs):
        yield from _job_runs(group, indent, is_matrix=runs[0]["matrix"] is not None)


def _alike(runs: list[Described]) -> list[list[Described]]:
    """Matrix jobs whose steps do the same, together."""
    groups: dict[str, list[Described]] = {}
    for run in runs:
        same = [[(step["name"], step["runs"], step["depends_on"], step["reason"], step["outcome"]) for step in run["steps"]], run["note"]]
        groups.setdefault(repr([same, run["jobs"] and run["id"]]), []).append(run)
    return list(groups.values())


def _job_runs(runs: list[Described], indent: str, *, is_matrix: bool) -> Iterator[str]:
    if is_matrix:
        for run in runs:
            shown = _value(run["matrix"]) if "unknown" in run["matrix"] else short(run["id"])
            note = f", which {short(run['note'])}" if run["note"] else ""
            yield f"{indent}matrix job: {shown}{note}"
        indent += "  "
    first = runs[0]
    yield from _values(first, [key for key in _SHOWN if all(run[key] == first[key] for run in runs)], indent)
    if first["note"] and not is_matrix:
        yield f"{indent}{short(first['note'])}"
    for number, step in enumerate(first["steps"], 1):
        sentence = _sentence(step, step["outcome"])
        yield f"{indent}{number}. {short(step['name']) or step['kind']}{'' if sentence == 'runs' else f': {sentence}'}"
    for job in first["jobs"]:
        yield from _job(job, indent)


def _sentence(planned: Described, result: Any) -> str:
    if planned["runs"] is None:
        return f"may run: depends on {short(planned['depends_on'])}"
    if planned["runs"] is False:
        return f"does not run: {short(planned['reason'])}"
    if isinstance(result, dict):
        return f"runs; its result depends on {short(result['unknown'])}"
    return "runs, and fails" if result == "failure" else "runs"


def _values(described: Described, keys: Iterable[str], indent: str) -> Iterator[str]:
    for key in keys:
        if described[key]:
            yield f"{indent}{key.replace('_', '-')}: {_value(described[key])}"


def _pairs(values: Described) -> str:
    return ", ".join(f"{short(name)}: {_value(value)}" for name, value in values.items())


def _value(value: Any) -> str:
    """A value, or what it depends on."""
    match value:
        case {"unknown": str() as reason, **others} if not others:
            return f"depends on {short(reason)}"
        case "":
            return '""'
        case dict():
            return ", ".join(f"{short(key)} {_value(each)}" for key, each in value.items())
        case _:
            return short(value)


def _joined(values: Iterable[Any]) -> str:
    return ", ".join(map(short, values))
