"""What may go wrong with a request, as data.

A fault says which request it meets (method, path, the how-manieth match) and what then happens. It says
nothing of GitHub or of a registry, so that one list of faults describes a whole rehearsal.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from typing import Literal

Action = Literal["answer", "cut", "delay", "stale", "die"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    `path` is a regular expression, searched in the path with its query; `method` must match whole. Of the
    requests that match, the `nth` and the next `times - 1` are hit (`times=0`: all from the nth on).

    `action`: "answer" sends `status`, `headers` and `body`; "cut" closes the connection without an answer;
    "delay" waits `seconds` and goes on; "stale" answers a read as the same read was answered last, or that there is nothing
    if it never was: GitHub's and GHCR's reads lag behind their writes. `took_effect` says whether the request was carried out all the same:
    a `502` after the ref was created and a `502` before it look alike to the client, and must be told apart
    by what it does next.
    """

    path: str
    method: str = ".*"
    nth: int = 1
    times: int = 1
    action: Action = "answer"
    took_effect: bool = False
    status: int = 500
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    seconds: float = 0.0

    def meets(self, method: str, target: str) -> bool:
        """Whether a request to this path and query is one of those counted."""
        return re.fullmatch(self.method, method) is not None and re.search(self.path, target) is not None

    def hits(self, count: int) -> bool:
        """Whether the `count`-th request that meets this fault (from 1) is hit by it."""
        return count >= self.nth and (self.times == 0 or count < self.nth + self.times)


@dataclass
class Faults:
    """The faults of one server, with the count of the requests that each has met."""

    planned: list[Fault] = field(default_factory=list)
    _met: dict[int, int] = field(default_factory=dict)
    _struck: set[int] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, *faults: Fault) -> None:
        """Plan more faults; their counting starts now."""
        with self._lock:
            self.planned.extend(faults)

    def clear(self) -> None:
        """Forget all faults and all counts: from now on everything works."""
        with self._lock:
            self.planned.clear()
            self._met.clear()
            self._struck.clear()

    def unmet(self) -> list[Fault]:
        """Those that have hit no request: what they were planned for was not played."""
        with self._lock:
            return [fault for place, fault in enumerate(self.planned) if place not in self._struck]

    def strike(self, method: str, target: str) -> Fault | None:
        """Count one request on every fault that it meets, and return the first that hits it."""
        struck: Fault | None = None
        with self._lock:
            for place, fault in enumerate(self.planned):
                if not fault.meets(method, target):
                    continue
                count = self._met[place] = self._met.get(place, 0) + 1
                if struck is None and fault.hits(count):
                    struck = fault
                    self._struck.add(place)
        return struck


def rate_limited(path: str, *, method: str = ".*", nth: int = 1, times: int = 1, wait: int = 1) -> Fault:
    """GitHub's secondary rate limit: 403, `Retry-After`, and its text.

    https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    """
    return Fault(
        path,
        method=method,
        nth=nth,
        times=times,
        status=403,
        headers=(("Retry-After", str(wait)), ("Content-Type", "application/json; charset=utf-8")),
        body='{"message":"You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",'
        '"documentation_url":"https://docs.github.com/rest/overview/rate-limits-for-the-rest-api"}',
    )
