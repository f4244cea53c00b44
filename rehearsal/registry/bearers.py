"""The token endpoint of a registry: from a GitHub token to a short-lived bearer token for some scopes.

https://distribution.github.io/distribution/spec/auth/token/ and .../auth/scope/ . What is GHCR's own was
seen from outside: a raw GitHub token as Bearer is refused with 403, a minted one works, and for a wrong
password the endpoint answers 403 DENIED.
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
    """What a minted token is bound to: its owner (None: anonymous), what was asked, until when it is good."""

    grant: Grant | None
    scopes: frozenset[tuple[str, str]]
    until: float


@dataclass
class Mint:
    """Makes bearer tokens and knows the ones it made. `clock` and `name` are there for tests."""

    seconds: float = 300.0
    name: Callable[[], str] = lambda: secrets.token_urlsafe(24)
    clock: Callable[[], float] = time.monotonic
    _bearers: dict[str, Bearer] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def mint(self, grant: Grant | None, scopes: Iterable[str]) -> str:
        """A new opaque token for these scopes, each `repository:<name>:<actions>`, several split by spaces."""
        asked = {pair for scope in scopes for part in scope.split() for pair in actions_of(part)}
        token = f"bearer-{self.name()}"
        with self._lock:
            self._bearers[token] = Bearer(grant, frozenset(asked), self.clock() + self.seconds)
        return token

    def bearer(self, token: str) -> Bearer | None:
        """A token that was minted here and has not run out."""
        with self._lock:
            bearer = self._bearers.get(token)
        return bearer if bearer is not None and bearer.until > self.clock() else None

    def forget(self) -> None:
        """No token was ever minted."""
        with self._lock:
            self._bearers.clear()

    def secrets(self) -> list[str]:
        """Every token minted so far: none of them may be in a log."""
        with self._lock:
            return list(self._bearers)


def actions_of(scope: str) -> set[tuple[str, str]]:
    """`repository:a/b:pull,push` as pairs of name and action; nothing for a scope of another kind."""
    match = _SCOPE.fullmatch(scope)
    return {(match[1], action) for action in match[2].split(",")} if match else set()
