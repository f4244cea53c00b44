"""The primary rate limit: the number of API requests per hour and account.

https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api : the tokens of all jobs of a repository
share 1,000 requests, a user has 5,000, and anonymous requests have 60. The hour begins with the first request. Further
requests get 403 and `x-ratelimit-remaining: 0`.
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
"""The account of the tokens of all jobs."""
_USER, _ANONYMOUS = 5000, 60


@dataclass
class _Hour:
    reset: int
    used: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """A counted request: the `limit` of its account, the requests `used`, and the time of the `reset`."""

    limit: int
    used: int
    reset: int

    @property
    def exceeded(self) -> bool:
        """Whether the request exceeds the limit."""
        return self.used > self.limit

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """The headers that GitHub adds to every response."""
        used = min(self.used, self.limit)
        values = {"Limit": self.limit, "Remaining": self.limit - used, "Used": used, "Reset": self.reset}
        return (*((f"X-RateLimit-{name}", str(value)) for name, value in values.items()), ("X-RateLimit-Resource", "core"))


@dataclass
class Rates:
    """The requests of the current hour by account. `jobs` is the limit for the tokens of jobs, `clock` is GitHub's clock."""

    jobs: int = 1000
    clock: Callable[[], float] = time.time
    _hours: dict[str, _Hour] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, account: str, requests: int = 1) -> Counted:
        """Count requests of an account, "" for anonymous ones."""
        limit = self.jobs if account == JOBS else _USER if account else _ANONYMOUS
        now = int(self.clock())
        with self._lock:
            hour = self._hours.get(account)
            if hour is None or now >= hour.reset:
                hour = self._hours[account] = _Hour(now + HOUR)
            hour.used += requests
            return Counted(limit, hour.used, hour.reset)

    def reset(self) -> None:
        """Start a new hour for all accounts."""
        with self._lock:
            self._hours.clear()
