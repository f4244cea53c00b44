"""How many API requests GitHub answers in an hour, and to whom.

https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api : the tokens of all jobs of a repository
share 1,000 requests, a person has 5,000, and those who do not say who they are have 60. The hour begins with the first
request. What is above is answered with 403 and `x-ratelimit-remaining: 0`.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

HOUR = 3600
JOBS = "github-actions[bot]"
"""The account of all jobs' tokens."""
_PERSON, _NOBODY = 5000, 60


@dataclass
class _Hour:
    reset: int
    used: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """One request, counted: the `limit` of its account, how many of it are `used`, and the second at which it begins anew."""

    limit: int
    used: int
    reset: int

    @property
    def over(self) -> bool:
        """Whether it is one too many."""
        return self.used > self.limit

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """As GitHub tells it with every answer."""
        used = min(self.used, self.limit)
        values = {"Limit": self.limit, "Remaining": self.limit - used, "Used": used, "Reset": self.reset}
        return (*((f"X-RateLimit-{name}", str(value)) for name, value in values.items()), ("X-RateLimit-Resource", "core"))


@dataclass
class Rates:
    """The requests of this hour, by account. `jobs` is the limit of the jobs' tokens, `clock` tells GitHub's time."""

    jobs: int = 1000
    clock: Callable[[], float] = time.time
    _hours: dict[str, _Hour] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, account: str, requests: int = 1) -> Counted:
        """Count requests of an account, "" for nobody's."""
        limit = self.jobs if account == JOBS else _PERSON if account else _NOBODY
        now = int(self.clock())
        with self._lock:
            hour = self._hours.get(account)
            if hour is None or now >= hour.reset:
                hour = self._hours[account] = _Hour(now + HOUR)
            hour.used += requests
            return Counted(limit, hour.used, hour.reset)

    def renew(self) -> None:
        """The hour is over for everybody."""
        with self._lock:
            self._hours.clear()
