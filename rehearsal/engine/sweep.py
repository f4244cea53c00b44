"""The sweep: the requests of one job fail one at a time, in several ways, and the job crashes before and after its steps.

Each case starts from the state before the job. The jobs after it run as well, unless the job left exactly the same state as
without a fault.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rehearsal.application import IMAGES
from rehearsal.definitions import PRODUCT
from rehearsal.engine.scenario import Start
from rehearsal.http.faults import Fault
from rehearsal.runner.path_shims import Crash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rehearsal.engine.history import LoggedRequest
    from rehearsal.engine.scenario import Pipeline

_JSON = (("Content-Type", "application/json"),)
_DENIED = '{"message":"Resource not accessible by integration","errors":[{"code":"DENIED","message":"denied"}]}'
_LIMITED = '{"message":"You have exceeded a secondary rate limit.","errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}'
READS: dict[str, Fault] = {
    "500": Fault("", status=500),
    "cut": Fault("", action="cut"),
    "lag": Fault("", action="stale"),
    "403": Fault("", status=403, headers=_JSON, body=_DENIED),
    "429": Fault("", status=429, headers=(*_JSON, ("Retry-After", "7")), body=_LIMITED),
    "crash": Fault("", action="crash"),
}
WRITES: dict[str, Fault] = {
    "500": Fault("", status=500),
    "500 after it took effect": Fault("", status=500, took_effect=True),
    "cut": Fault("", action="cut"),
    "cut after it took effect": Fault("", action="cut", took_effect=True),
    "403": READS["403"],
    "429": READS["429"],
    "crash": Fault("", action="crash"),
    "crash after it took effect": Fault("", action="crash", took_effect=True),
}
FOR_LATER = frozenset({"lag", "crash after it took effect"})
"""The failures of the middle and the last request of a route. The first one fails in every way."""
FOR_ACTIONS = frozenset({"cut", "crash"})
"""The failures of requests made by actions, whose retries are not part of the pipeline."""
_PAIR = next(((pair.app, pair.sidecar) for pair in PRODUCT.sidecars), ())
SAMPLE_IMAGES = tuple(dict.fromkeys((IMAGES[0], *_PAIR)))
"""The images of a sweep without `--all`. The requests are the same for each image."""
_FETCH = "git-upload-pack"
_VARYING = (
    (r"sha256(?::|%3A)[0-9a-f]{64}", r"sha256(?::|%3A)[0-9a-f]{64}"),
    (r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", r"[0-9a-f-]{36}"),
    (r"_state=[^&]*", r"_state=[^&]*"),
    (r"sig=[0-9a-f]{40}", r"sig=[0-9a-f]{40}"),
)


@dataclass(frozen=True, slots=True)
class Sweep:
    """The sweep of one job. Of a matrix, one job is swept: the others are alike."""

    name: str
    pipeline: Pipeline
    job: str
    matrix: tuple[str, str] | None = None
    start: Start = field(default_factory=lambda: Start(builds=1, released=("1.2.2",)))
    targets: tuple[str, ...] = ("I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10", "I11")
    requires: tuple[str, ...] = ()
    min_images: int = 1

    @property
    def description(self) -> str:
        """The description for `--list`."""
        return f"Requests of {self.job} fail one at a time, and it crashes before and after every step."


@dataclass(frozen=True, slots=True)
class Case:
    """One fault or crash in the job."""

    label: str
    server: str = ""
    fault: Fault | None = None
    crash: Crash | None = None


def cases(sweep: Sweep, requests: Sequence[LoggedRequest], actions: set[int], steps: Sequence[str], *, thorough: bool) -> Iterator[Case]:
    """All cases for a job with these requests and steps. `actions` are the numbers of the requests that actions made.

    Without `thorough`: the first, the middle and the last request of each route, and crashes between steps. A checkout retries,
    so it only fails when none of its requests is answered.
    """
    for step in steps:
        for when in ("before", "after"):
            if when == "after" and step != steps[-1] and not thorough:
                continue  # the same moment as before the next step
            crash = Crash(sweep.job, step, when, sweep.matrix or ("", ""))
            yield Case(f"crash {when} {step}", crash=crash)
    if any(number in actions and _FETCH in request.target for number, request in enumerate(requests)):
        yield Case("the checkout fails", "GitHub", Fault(_FETCH, times=0, action="cut"))
    first, later = _select(requests)
    counts: dict[tuple[str, str, str], int] = {}
    for number, request in enumerate(requests):
        pattern = _pattern(request.target)
        nth = counts[request.server, request.method, pattern] = counts.get((request.server, request.method, pattern), 0) + 1
        kinds = _kinds(number, first, later, actions)
        yield from (case for kind, case in _cases_of(request, pattern, nth) if thorough or kind in kinds)


def _kinds(number: int, first: set[int], later: set[int], actions: set[int]) -> frozenset[str]:
    ways = frozenset((*READS, *WRITES)) if number in first else FOR_LATER if number in later else frozenset()
    return ways & FOR_ACTIONS if number in actions else ways


def _cases_of(request: LoggedRequest, pattern: str, nth: int) -> Iterator[tuple[str, Case]]:
    reads = request.method in {"GET", "HEAD"} or request.target.endswith("/git-upload-pack")
    for kind, fault in (READS if reads else WRITES).items():
        planned = Fault(
            pattern,
            method=request.method,
            nth=nth,
            action=fault.action,
            took_effect=fault.took_effect,
            status=fault.status,
            headers=fault.headers,
            body=fault.body,
        )
        yield (
            kind,
            Case(
                f"{kind}: {request.server} {request.method} {re.split('&_state|.sp=', request.target)[0]}, number {nth}",
                request.server,
                planned,
            ),
        )


def _pattern(target: str) -> str:
    """A regular expression that matches the same request in another run."""
    pieces = re.split("|".join(f"({form})" for form, _ in _VARYING), target)
    found = []
    for piece in filter(None, pieces):
        varying = next((pattern for form, pattern in _VARYING if re.fullmatch(form, piece)), None)
        found.append(varying or re.escape(piece))
    return f"^{''.join(found)}$"


def _select(requests: Sequence[LoggedRequest]) -> tuple[set[int], set[int]]:
    """The numbers of the first request of each route, and of the middle and the last one."""
    routes: dict[tuple[str, str, str], list[int]] = {}
    for number, request in enumerate(requests):
        routes.setdefault((request.server, request.method, route(request.target)), []).append(number)
    first = {numbers[0] for numbers in routes.values()}
    return first, {numbers[place] for numbers in routes.values() for place in (len(numbers) // 2, -1)} - first


def route(target: str) -> str:
    """The URL of a request without its variable parts."""
    path = re.sub(r"sha256(:|%3A)[0-9a-f]{64}|[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{40}\b", "{}", target.partition("?")[0])
    path = re.sub(rf"\d+\.\d+\.\d+(-{PRODUCT.prerelease}\.\d+)?|/\d+$", "{}", path)
    return re.sub("|".join(f"/{image}/" for image in sorted(IMAGES, key=len, reverse=True)), "/{}/", path)
