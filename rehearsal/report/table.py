"""The table of results and the list of violations for a terminal."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from rehearsal.engine.invariants import INVARIANTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rehearsal.engine.result import ScenarioResult

_HEADERS = ("scenario", "result", "GitHub", "registry", "longest chain", "invariants", "time")
_NUMBERS = (2, 3, 6)
_LINES = 10


def lines(results: Sequence[ScenarioResult]) -> Iterator[str]:
    """A header line, and one line per scenario."""
    rows = [_HEADERS, *(_row(result) for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADERS))]
    for row in rows:
        yield "  ".join(_pad(cell, widths[column], column) for column, cell in enumerate(row)).rstrip()


def _pad(cell: str, width: int, column: int) -> str:
    return cell.rjust(width) if column in _NUMBERS else cell.ljust(width)


def _row(result: ScenarioResult) -> tuple[str, ...]:
    requests = (str(result.count_requests(server)) for server in ("GitHub", "registry"))
    return (result.name, result.status, *requests, chain(result), violated_invariants(result) or "all hold", f"{result.seconds:.1f} s")


def chain(result: ScenarioResult) -> str:
    """The longest chain of jobs, or the number of cases of a sweep."""
    jobs, seconds = result.chain
    if result.cases:
        return f"{result.cases} cases"
    return f"{jobs} job{'s' * (jobs != 1)}, {seconds:.1f} s" if jobs else "none"


def violated_invariants(result: ScenarioResult) -> str:
    """The violated invariants, in order."""
    found = {violation["invariant"] for violation in result.violations}
    return ", ".join([name for name in INVARIANTS if name in found] + ["expected"] * ("expected" in found))


def describe(invariant: str) -> tuple[str, str]:
    """What a violation means, and whether its text says what was found or, for a scenario's own expectation, what was expected."""
    if invariant in INVARIANTS:
        return f"{invariant} is violated ({INVARIANTS[invariant]})", "found"
    return "an expectation of the scenario was not met", "expected"


def violations(results: Sequence[ScenarioResult]) -> Iterator[str]:
    """Each violation with the requests before it, the jobs that failed, and the command to investigate it."""
    for result in results:
        for requests, found in itertools.groupby(result.violations, key=lambda violation: violation["requests"]):
            for violation in found:
                what, label = describe(violation["invariant"])
                yield f"{result.name}: {what}"
                yield f"  {label}: {violation['text']}"
            if requests:
                yield "  the last requests before it:"
                yield from (f"    {request}" for request in requests)
        yield from _failed_jobs(result)
        if result.error:
            yield f"{result.name}: internal error of the rehearsal"
            yield from (f"  {line}" for line in result.error.rstrip().splitlines())
        if result.violations or result.error:
            yield f"  to do: linesmith rehearse {result.name} --keep, then open the report"
            yield ""


def _failed_jobs(result: ScenarioResult) -> Iterator[str]:
    """Each job that failed in a scenario with violations, with its errors. Without errors, the last lines of the log follow."""
    for run in result.runs if result.violations else ():
        for attempt in run["attempts"]:
            failed = [job for job in attempt["jobs"] if job["result"] in {"failure", "unfinished"}]
            for job in failed:
                yield f"  {run['title']}, attempt {attempt['number']}: {job['name']}: {job['result']}"
                yield from (f"    {note['title']}: {note['message']}" for note in job["annotations"] if note["level"] == "error")
            if failed and not any(note["level"] == "error" for job in failed for note in job["annotations"]):
                yield from (f"    {line}" for line in attempt["log"].splitlines()[-_LINES:])
