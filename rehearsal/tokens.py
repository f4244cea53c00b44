"""Tokens with their holders and permissions, shared by the simulated GitHub and registry.

The terms are those of `permissions` in a workflow file:
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Access = Literal["none", "read", "write"]
Scope = Literal["actions", "attestations", "contents", "metadata", "oidc", "packages", "workflows"]
_RANK: Mapping[Access, int] = {"none": 0, "read": 1, "write": 2}


@dataclass(frozen=True, slots=True)
class Grant:
    """The permissions of a token. A permission that is not given is "none", as in a workflow that gives any.

    `metadata` is "read" for every token; a workflow cannot set it. `oidc` is the permission `id-token`: with "write" the job, not the
    token, can request ID tokens.
    """

    contents: Access = "none"
    packages: Access = "none"
    workflows: Access = "none"
    actions: Access = "none"
    attestations: Access = "none"
    oidc: Access = "none"
    login: str = "github-actions[bot]"
    holder: str = ""
    """The holder, for the request log: a job of a run."""

    def allows(self, scope: Scope, wanted: Access) -> bool:
        """Whether the token has this permission. Write includes read."""
        return _RANK["read" if scope == "metadata" else getattr(self, scope)] >= _RANK[wanted]


@dataclass
class Tokens:
    """Maps tokens to grants. Both servers of a rehearsal share it."""

    grants: dict[str, Grant] = field(default_factory=dict)

    def add(self, token: str, grant: Grant) -> str:
        """Register a token, and return it."""
        self.grants[token] = grant
        return token

    def grant(self, token: str) -> Grant | None:
        """The grant of a token, or None if it is unknown."""
        return self.grants.get(token)


def parse_authorization(authorization: str) -> tuple[str, str]:
    """Parse an `Authorization` header into its scheme (lower-case) and secret, which for Basic is the password.

    Returns ("", "") without a header, and ("malformed", "") for one that cannot be parsed (RFC 9110 section 11.6.2).
    """
    if not authorization:
        return "", ""
    scheme, _, rest = authorization.partition(" ")
    scheme = scheme.lower()
    if scheme == "basic":
        try:
            _, colon, password = base64.b64decode(rest.strip(), validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "malformed", ""
        return ("basic", password) if colon else ("malformed", "")
    return (scheme, rest.strip()) if rest.strip() else ("malformed", "")


def secret_pattern(secrets: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern that finds each of these secrets in a text, plain or in base64; None without secrets."""
    forms = {form for secret in secrets for form in (secret, *_base64_forms(secret))}
    return re.compile("|".join(map(re.escape, sorted(forms)))) if forms else None


def _base64_forms(secret: str) -> Iterator[str]:
    """The three forms that a secret has within the base64 of a longer text, depending on its offset (RFC 4648)."""
    for before in range(3):
        content = bytes(before) + secret.encode()
        yield base64.b64encode(content).decode()[-(-before * 8 // 6) : len(content) * 8 // 6]
