"""The token endpoint of a registry: exchanges a GitHub token for a short-lived bearer token with scopes.

https://distribution.github.io/distribution/spec/auth/token/ and .../auth/scope/ . The rest
was observed on GHCR: a raw GitHub token as Bearer is rejected with 403, a minted one works, and for a wrong password the
endpoint returns 403 DENIED.
"""

from __future__ import annotations

import re
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rehearsal.tokens import Grant

_SCOPE = re.compile(r"repository(?:\([^)]*\))?:([^:]+):([a-z*]+(?:,[a-z*]+)*)")


@dataclass(frozen=True, slots=True)
class Bearer:
    """A minted token: its owner (None: anonymous), its scopes, and its expiry."""

    grant: Grant | None
    scopes: frozenset[tuple[str, str]]
    until: float


@dataclass
class Mint:
    """Mints and looks up bearer tokens. Tests set `clock` and `name`."""

    seconds: float = 300.0
    name: Callable[[], str] = lambda: secrets.token_urlsafe(24)
    clock: Callable[[], float] = time.monotonic
    _bearers: dict[str, Bearer] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def mint(self, grant: Grant | None, scopes: Iterable[str]) -> str:
        """Mint an opaque token for these scopes. Each text has one or more `repository:<name>:<actions>`, separated by spaces."""
        requested = {pair for scope in scopes for part in scope.split() for pair in actions_of(part)}
        token = f"bearer-{self.name()}"
        with self._lock:
            self._bearers[token] = Bearer(grant, frozenset(requested), self.clock() + self.seconds)
        return token

    def bearer(self, token: str) -> Bearer | None:
        """The bearer of a token, if it was minted here and has not expired."""
        with self._lock:
            bearer = self._bearers.get(token)
        return bearer if bearer is not None and bearer.until > self.clock() else None

    def reset(self) -> None:
        """Revoke all tokens."""
        with self._lock:
            self._bearers.clear()

    def secrets(self) -> list[str]:
        """Every token minted so far. None of them may be in a log."""
        with self._lock:
            return list(self._bearers)


def actions_of(scope: str) -> set[tuple[str, str]]:
    """Parse `repository:a/b:pull,push` into pairs of name and action. Other kinds of scope have none."""
    match = _SCOPE.fullmatch(scope)
    return {(match[1], action) for action in match[2].split(",")} if match else set()
