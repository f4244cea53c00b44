"""Who a token belongs to and what it may do, shared by the GitHub and the registry of a rehearsal.

The words are those of `permissions:` in a workflow file:
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
Scope = Literal["actions", "contents", "metadata", "packages", "workflows"]
_RANK: Mapping[Access, int] = {"none": 0, "read": 1, "write": 2}


@dataclass(frozen=True, slots=True)
class Grant:
    """What one token may do. A permission that is not named is "none", as in a workflow that names any.

    `metadata` is "read" for every token and not for a workflow to name.
    """

    contents: Access = "none"
    packages: Access = "none"
    workflows: Access = "none"
    actions: Access = "none"
    login: str = "github-actions[bot]"
    holder: str = ""
    """Who has it, for the log of requests: a job of a run."""

    def allows(self, scope: Scope, wanted: Access) -> bool:
        """Whether the token may do this; write includes read."""
        return _RANK["read" if scope == "metadata" else getattr(self, scope)] >= _RANK[wanted]


@dataclass
class Tokens:
    """A table from token to grant. Both servers of a rehearsal are given the same one."""

    grants: dict[str, Grant] = field(default_factory=dict)

    def add(self, token: str, grant: Grant) -> str:
        """Make a token known, and return it."""
        self.grants[token] = grant
        return token

    def grant(self, token: str) -> Grant | None:
        """The grant of a token; None if it is unknown."""
        return self.grants.get(token)


def presented(authorization: str) -> tuple[str, str]:
    """Scheme (lower-case) and secret of an `Authorization` header; for Basic the secret is the password.

    ("", "") where there is no header, ("malformed", "") where it cannot be read (RFC 9110 section 11.6.2).
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


def sought(secrets: Iterable[str]) -> re.Pattern[str] | None:
    """What finds each of these in a text, as it is and in base64; None if there are none."""
    forms = {form for secret in secrets for form in (secret, *_encoded(secret))}
    return re.compile("|".join(map(re.escape, sorted(forms)))) if forms else None


def _encoded(secret: str) -> Iterator[str]:
    """The secret in base64, as it is within the encoding of a longer text: three ways, by what stands before it (RFC 4648)."""
    for before in range(3):
        content = bytes(before) + secret.encode()
        yield base64.b64encode(content).decode()[-(-before * 8 // 6) : len(content) * 8 // 6]
