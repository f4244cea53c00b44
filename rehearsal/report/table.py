"""The table for a terminal, and what to say of each violation."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from rehearsal.engine.invariants import ALWAYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rehearsal.engine.result import Result

_HEADERS = ("scenario", "outcome", "GitHub", "registry", "longest chain", "invariants", "time")
_NUMBERS = (2, 3, 6)


def lines(results: Sequence[Result]) -> Iterator[str]:
    """One line for each scenario, under a line of headers."""
    rows = [_HEADERS, *(_row(result) for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADERS))]
    for row in rows:
        yield "  ".join(_padded(cell, widths[column], column) for column, cell in enumerate(row)).rstrip()


def _padded(cell: str, width: int, column: int) -> str:
    return cell.rjust(width) if column in _NUMBERS else cell.ljust(width)


def _row(result: Result) -> tuple[str, ...]:
    asked = (str(result.asked(server)) for server in ("GitHub", "registry"))
    return (result.name, result.outcome, *asked, chain(result), broken(result) or "all hold", f"{result.seconds:.1f} s")


def chain(result: Result) -> str:
    """The longest chain of jobs; for a sweep the number of its cases."""
    jobs, seconds = result.chain
    if result.cases:
        return f"{result.cases} cases"
    return f"{jobs} job{'s' * (jobs != 1)}, {seconds:.1f} s" if jobs else "none"


def broken(result: Result) -> str:
    """The invariants that do not hold, in order."""
    found = {violation["invariant"] for violation in result.violations}
    return ", ".join([name for name in ALWAYS if name in found] + ["expected"] * ("expected" in found))


def violations(results: Sequence[Result]) -> Iterator[str]:
    """What was violated, by scenario and invariant, with the last requests before it; and what to do now."""
    for result in results:
        for requests, found in itertools.groupby(result.violations, key=lambda violation: violation["requests"]):
            for violation in found:
                name = violation["invariant"]
                yield f"{result.name}: {name} is violated ({ALWAYS.get(name, 'what the scenario expects')})"
                yield f"  found: {violation['text']}"
            if requests:
                yield "  the last requests before it:"
                yield from (f"    {request}" for request in requests)
        if result.trouble:
            yield f"{result.name}: the rehearsal itself broke"
            yield from (f"  {line}" for line in result.trouble.rstrip().splitlines())
        if result.violations or result.trouble:
            yield f"  to do: linesmith rehearse {result.name} --keep, and look at the report"
            yield ""
