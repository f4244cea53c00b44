"""The sweep: for one job of a line, every request fails once, and the job dies before and after every step.

Each case begins where the job begins. What comes after the job is run too, unless the job left exactly what it leaves
without a fault: then its successors would do what they always do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rehearsal.application import IMAGES
from rehearsal.definitions import PRODUCT
from rehearsal.engine.scenario import Start
from rehearsal.http.faults import Fault
from rehearsal.runner.path_shims import Death

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rehearsal.engine.history import Asked
    from rehearsal.engine.scenario import Line

_JSON = (("Content-Type", "application/json"),)
_DENIED = '{"message":"Resource not accessible by integration","errors":[{"code":"DENIED","message":"denied"}]}'
_LIMITED = '{"message":"You have exceeded a secondary rate limit.","errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}'
READS: dict[str, Fault] = {
    "500": Fault("", status=500),
    "cut": Fault("", action="cut"),
    "lag": Fault("", action="stale"),
    "403": Fault("", status=403, headers=_JSON, body=_DENIED),
    "429": Fault("", status=429, headers=(*_JSON, ("Retry-After", "7")), body=_LIMITED),
    "death": Fault("", action="die"),
}
WRITES: dict[str, Fault] = {
    "500": Fault("", status=500),
    "500 after it took effect": Fault("", status=500, took_effect=True),
    "cut": Fault("", action="cut"),
    "cut after it took effect": Fault("", action="cut", took_effect=True),
    "403": READS["403"],
    "429": READS["429"],
    "death": Fault("", action="die"),
    "death after it took effect": Fault("", action="die", took_effect=True),
}
LATER = frozenset({"lag", "death after it took effect"})
"""How the middle and the last request of a route fail. The first one fails in every way."""
OF_ACTIONS = frozenset({"cut", "death"})
"""How the requests of actions fail, whose retries are not ours: the step fails, or the job ends."""
_PAIR = next(((pair.app, pair.image) for pair in PRODUCT.sidecars), ())
SOME = tuple(dict.fromkeys((IMAGES[0], *_PAIR)))
"""The images of a sweep that is not thorough: what is asked for one is asked for all."""
_FETCH = "git-upload-pack"
_VARYING = (
    (r"sha256(?::|%3A)[0-9a-f]{64}", r"sha256(?::|%3A)[0-9a-f]{64}"),
    (r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", r"[0-9a-f-]{36}"),
    (r"_state=[^&]*", r"_state=[^&]*"),
    (r"sig=[0-9a-f]{40}", r"sig=[0-9a-f]{40}"),
)


@dataclass(frozen=True, slots=True)
class Sweep:
    """The sweep of one job. Of a matrix one leg is swept: the others are like it."""

    name: str
    line: Line
    job: str
    leg: tuple[str, str] | None = None
    start: Start = field(default_factory=lambda: Start(builds=1, released=("1.2.2",)))
    tries: tuple[str, ...] = ("I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10")
    needs: tuple[str, ...] = ()
    least: int = 1

    @property
    def about(self) -> str:
        """What `--list` says."""
        return f"Every request of {self.job} fails once in every way, and it dies before and after every step."


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that goes wrong in the job."""

    label: str
    server: str = ""
    fault: Fault | None = None
    death: Death | None = None


def cases(sweep: Sweep, requests: Sequence[Asked], actions: set[int], steps: Sequence[str], *, thorough: bool) -> Iterator[Case]:
    """All cases for a job that made these requests, those numbered in `actions` by steps that are actions, and has these steps.

    Without `thorough`: the first, the middle and the last request of each route, and deaths between steps. A checkout asks again by itself,
    so it fails only when none of its requests is answered.
    """
    for step in steps:
        for when in ("before", "after"):
            if when == "after" and step != steps[-1] and not thorough:
                continue  # it is the moment before the next step
            death = Death(sweep.job, step, when, sweep.leg or ("", ""))
            yield Case(f"dies {when} {step}", death=death)
    if any(number in actions and _FETCH in asked.target for number, asked in enumerate(requests)):
        yield Case("the checkout fails", "GitHub", Fault(_FETCH, times=0, action="cut"))
    first, later = _three_of_each(requests)
    met: dict[tuple[str, str, str], int] = {}
    for number, asked in enumerate(requests):
        pattern = _pattern(asked.target)
        nth = met[asked.server, asked.method, pattern] = met.get((asked.server, asked.method, pattern), 0) + 1
        kinds = _kinds(number, first, later, actions)
        yield from (case for kind, case in _of_request(asked, pattern, nth) if thorough or kind in kinds)


def _kinds(number: int, first: set[int], later: set[int], actions: set[int]) -> frozenset[str]:
    ways = frozenset((*READS, *WRITES)) if number in first else LATER if number in later else frozenset()
    return ways & OF_ACTIONS if number in actions else ways


def _of_request(asked: Asked, pattern: str, nth: int) -> Iterator[tuple[str, Case]]:
    reads = asked.method in {"GET", "HEAD"} or asked.target.endswith("/git-upload-pack")
    for kind, fault in (READS if reads else WRITES).items():
        planned = Fault(
            pattern,
            method=asked.method,
            nth=nth,
            action=fault.action,
            took_effect=fault.took_effect,
            status=fault.status,
            headers=fault.headers,
            body=fault.body,
        )
        yield (
            kind,
            Case(f"{kind}: {asked.server} {asked.method} {re.split('&_state|.sp=', asked.target)[0]}, number {nth}", asked.server, planned),
        )


def _pattern(target: str) -> str:
    """A regular expression for the same request of another run."""
    pieces = re.split("|".join(f"({form})" for form, _ in _VARYING), target)
    found = []
    for piece in filter(None, pieces):
        varying = next((pattern for form, pattern in _VARYING if re.fullmatch(form, piece)), None)
        found.append(varying or re.escape(piece))
    return f"^{''.join(found)}$"


def _three_of_each(requests: Sequence[Asked]) -> tuple[set[int], set[int]]:
    """The first requests of all routes; and the middle and the last ones."""
    routes: dict[tuple[str, str, str], list[int]] = {}
    for number, asked in enumerate(requests):
        routes.setdefault((asked.server, asked.method, route(asked.target)), []).append(number)
    first = {numbers[0] for numbers in routes.values()}
    return first, {numbers[place] for numbers in routes.values() for place in (len(numbers) // 2, -1)} - first


def route(target: str) -> str:
    """The address of a request without what makes it one of many."""
    path = re.sub(r"sha256(:|%3A)[0-9a-f]{64}|[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{40}\b", "{}", target.partition("?")[0])
    path = re.sub(rf"\d+\.\d+\.\d+(-{PRODUCT.prerelease}\.\d+)?|/\d+$", "{}", path)
    return re.sub("|".join(f"/{image}/" for image in sorted(IMAGES, key=len, reverse=True)), "/{}/", path)
