"""Writes what `compiler.output.show` describes as text for a terminal. All text of the file is escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from click import style

from compiler.diagnostic import counted
from compiler.output.short import short
from compiler.plain_text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.output.show import Described

_DEFAULT_TIMEOUT = 360
"""Minutes: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes."""
_RUNS = ("main", "pre", "pre_if", "post", "post_if", "image", "entrypoint", "args", "pre_entrypoint", "post_entrypoint")


def as_text(described: Described) -> Iterator[str]:
    """The lines: the file if it is valid, then the findings."""
    if described["valid"]:
        yield from (_workflow if described["kind"] == "workflow" else _action)(described)
    for finding in described["findings"]:
        place = style(f"{plain(described['file'])}:{finding['line']}:{finding['column']}", bold=True)
        yield f"{place}: {plain(finding['message'])} {style('[' + finding['rule'] + ']', fg='red')}"
        for label, text in (("expected", finding["expected"]), ("to do", finding["remedy"])):
            if text:
                yield f"  {label}: {plain(text)}"


def _joined(values: Iterable[Any]) -> str:
    return ", ".join(map(short, values))


def _heading(text: str, line: int) -> str:
    return f"{style(text, bold=True)} (line {line})"


def _workflow(described: Described) -> Iterator[str]:
    yield style(short(described["name"] or described["file"]), bold=True)
    if described["run_name"]:
        yield f"  run-name: {short(described['run_name'])}"
    for event in described["on"]:
        about = "; ".join(_about_event(event))
        yield f"  on: {short(event['event'])}{f', {about}' if about else ''}"
    yield f"  permissions: {_permissions(described['permissions'])}"
    if described["concurrency"]:
        yield f"  concurrency: {_concurrency(described['concurrency'])}"
    for job in described["jobs"]:
        yield ""
        yield from _job(job)


def _about_event(event: Described) -> Iterator[str]:
    for key, values in event["filters"].items():
        yield f"{key}: {_joined(values) or 'none'}"
    for kind in ("inputs", "secrets", "outputs"):
        if event[kind]:
            yield f"{kind}: {', '.join(map(_input, event[kind]))}"
    for schedule in event["schedules"]:
        yield short(schedule["cron"]) + (f" {short(schedule['timezone'])}" if schedule["timezone"] else "")


def _input(entry: Described) -> str:
    about = [short(entry["type"])] if entry.get("type") else []
    about += ["required"] if entry.get("required") is True else []
    about += [f"default {short(entry['default'])}"] if entry.get("default") not in {None, ""} else []
    return short(entry["id"]) + (f" ({', '.join(about)})" if about else "")


def _permissions(permissions: Described) -> str:
    access = permissions["access"]
    if access is None:
        return "those that the settings of the repository give"
    scopes = short(access) if isinstance(access, str) else ", ".join(f"{short(scope)}: {short(level)}" for scope, level in access.items())
    return f"{scopes or 'none'} (set by the {permissions['from']})"


def _concurrency(concurrency: Described) -> str:
    parts = [f"group {short(concurrency['group'])}"]
    if concurrency["cancel_in_progress"] is not None:
        parts.append(f"cancel-in-progress: {short(concurrency['cancel_in_progress'])}")
    if concurrency["queue"] is not None:
        parts.append(f"queue: {short(concurrency['queue'])}")
    return ", ".join(parts)


def _condition(condition: Described) -> str:
    constant = {None: "", True: "; the condition itself is always true", False: "; never true"}[condition["constant"]]
    return f"{short(condition['evaluated'])}{constant}"


def _job(job: Described) -> Iterator[str]:
    yield _heading(short(job["id"]), job["line"])
    if job["name"] not in {None, job["id"]}:
        yield f"  name: {short(job['name'])}"
    if job["needs"]:
        yield f"  needs: {_joined(job['needs'])}"
    yield f"  if: {_condition(job['if'])}"
    yield f"  permissions: {_permissions(job['permissions'])}"
    if job["concurrency"]:
        yield f"  concurrency: {_concurrency(job['concurrency'])}"
    if job["matrix"]:
        yield from _matrix(job["matrix"])
    if job["environment"]:
        name, url = job["environment"]["name"], job["environment"]["url"]
        yield f"  environment: {'depends on an expression' if name is None else short(name)}{f' at {short(url)}' if url else ''}"
    if job["uses"] is not None:
        yield f"  uses: {short(job['uses'])}"
        return
    group = job["runs_on"]["group"]
    yield f"  runs-on: {', '.join([*([f'the group {short(group)}'] if group else []), *map(short, job['runs_on']['labels'])])}"
    minutes = job["timeout_minutes"]
    yield f"  timeout-minutes: {f'{_DEFAULT_TIMEOUT} (the default of GitHub)' if minutes is None else short(minutes)}"
    yield from _steps(job["steps"] or [])


def _matrix(matrix: Described) -> Iterator[str]:
    if matrix["unknown"] is not None:
        yield f"  matrix: {short(matrix['unknown'])}"
        return
    yield f"  matrix: {counted(matrix['jobs'], 'job')}"
    for combination in matrix["combinations"]:
        yield f"    {', '.join(f'{short(key)}: {short(value)}' for key, value in combination.items())}"


def _steps(steps: list[Described]) -> Iterator[str]:
    yield f"  steps: {len(steps)}"
    for number, step in enumerate(steps, 1):
        yield _step(f"{number:>5}.", step)
        for inner in step["steps"] or []:
            yield _step("      -", inner)


def _step(number: str, step: Described) -> str:
    value = step["value"]
    about = _joined(value) if isinstance(value, list) else "" if value in {None, True} else short(value)
    title = short(step["name"]) if step["name"] else about
    options = [about] if step["name"] and step["kind"] == "uses" else []
    options += ["in the background"] if step["background"] else []
    if step["if"] and step["if"]["written"]:
        options.append(f"if {_condition(step['if'])}")
    in_parentheses = f" ({'; '.join(options)})" if options else ""
    return f"{number} {step['kind']}{f': {title}' if title else ''}{in_parentheses}"


def _action(described: Described) -> Iterator[str]:
    yield style(short(described["name"] or described["file"]), bold=True)
    if described["description"]:
        yield f"  description: {short(described['description'])}"
    for kind in ("inputs", "outputs"):
        yield f"  {kind}: {len(described[kind])}"
        for entry in described[kind]:
            about = f": {short(entry['description'])}" if entry["description"] else ""
            yield f"    {_input(entry)}{about}"
    runs = described["runs"]
    yield f"  runs: {short(runs['using'])}"
    for key in _RUNS:
        if runs[key] is not None:
            yield f"    {key.replace('_', '-')}: {short(runs[key])}"
    if runs["steps"] is not None:
        yield from _steps(runs["steps"])
