"""Requests, responses and endpoints."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping
    from email.message import Message


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A host name under which a server listens: `https://<host>`, at this loopback address."""

    host: str
    address: str
    tls: ssl.SSLContext


@dataclass(frozen=True, slots=True)
class Request:
    """A request, read completely."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Message
    body: bytes

    def header(self, name: str) -> str:
        """The value of a header, "" without one. Several values are joined by commas (RFC 9110 section 5.3)."""
        return ", ".join(str(value) for value in self.headers.get_all(name, []))

    def first(self, name: str, default: str = "") -> str:
        """The first value of a query parameter."""
        return self.query.get(name, [default])[0]


@dataclass(frozen=True, slots=True)
class Response:
    """A response. The server adds `Content-Length` and omits the body for HEAD."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    @classmethod
    def json(cls, status: int, value: object, *headers: tuple[str, str]) -> Self:
        """A response with a JSON body."""
        content = ("Content-Type", "application/json; charset=utf-8")
        return cls(status, (content, *headers), json.dumps(value, separators=(",", ":")).encode())

    def adding(self, *headers: tuple[str, str]) -> Response:
        """The same response with more headers."""
        return Response(self.status, (*self.headers, *headers), self.body)
