"""An HTTP client that returns responses of any status."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from email.message import Message

OWNER = "Podverse/Metaboost"
WRITER, READER, NOBODY = "ghs_writer", "ghs_reader", "ghs_nobody"
UNKNOWN = "ghs_unknown"


@dataclass(frozen=True)
class Reply:
    """A response."""

    status: int
    headers: Message
    body: bytes

    @property
    def value(self) -> Any:
        """The JSON in it."""
        return json.loads(self.body)


def send(method: str, url: str, value: object = None, *, token: str = "", body: bytes | None = None, **headers: str) -> Reply:
    """Send a request, with `value` as JSON or `body` as it is. Header names use _ for -."""
    data = json.dumps(value).encode() if value is not None else body
    sent = {name.replace("_", "-"): content for name, content in headers.items()}
    if token:
        sent["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(url, data=data, method=method, headers=sent)  # noqa: S310  always a server of the test
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=20) as response:
            return Reply(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, error.headers, error.read())
