"""Faults of requests, as data.

A fault selects a request (method, path, number of the match) and says what happens to it. Faults are independent of the
server, so that one list describes a whole rehearsal.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from typing import Literal

Action = Literal["respond", "cut", "delay", "stale", "crash", "push"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    `path` is a regular expression, searched in the path with its query; `method` must match completely. Of the
    requests that match, the fault affects the `nth` and the next `times - 1` (`times=0`: all from the nth on).

    `action`: "respond" sends `status`, `headers` and `body`; "cut" closes the connection without a response; "crash" kills the job
    that sent the request; "delay" waits for `seconds` and continues; "push" continues after an attacker has written the same tag;
    "stale" repeats the previous response to the same read, or reports that nothing was found: reads of GitHub and GHCR lag behind their
    writes. With `took_effect` the request is executed all the same: a client cannot tell a `502` before a ref was created from one
    after it.
    """

    path: str
    method: str = ".*"
    nth: int = 1
    times: int = 1
    action: Action = "respond"
    took_effect: bool = False
    status: int = 500
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    seconds: float = 0.0

    def matches(self, method: str, target: str) -> bool:
        """Whether the fault counts a request to this path and query."""
        return re.fullmatch(self.method, method) is not None and re.search(self.path, target) is not None

    def applies(self, count: int) -> bool:
        """Whether the fault affects the `count`-th matching request, counted from 1."""
        return count >= self.nth and (self.times == 0 or count < self.nth + self.times)


@dataclass
class Faults:
    """The faults of one server, each with the number of matching requests so far."""

    planned: list[Fault] = field(default_factory=list)
    _counts: dict[int, int] = field(default_factory=dict)
    _used: set[int] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, *faults: Fault) -> None:
        """Add faults. They count requests from now on."""
        with self._lock:
            self.planned.extend(faults)

    def clear(self) -> None:
        """Remove all faults and their counts."""
        with self._lock:
            self.planned.clear()
            self._counts.clear()
            self._used.clear()

    def unused(self) -> list[Fault]:
        """The faults that affected no request."""
        with self._lock:
            return [fault for number, fault in enumerate(self.planned) if number not in self._used]

    def match_request(self, method: str, target: str) -> Fault | None:
        """Count a request for every fault that matches it, and return the first that affects it."""
        applied: Fault | None = None
        with self._lock:
            for number, fault in enumerate(self.planned):
                if not fault.matches(method, target):
                    continue
                count = self._counts[number] = self._counts.get(number, 0) + 1
                if applied is None and fault.applies(count):
                    applied = fault
                    self._used.add(number)
        return applied


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
