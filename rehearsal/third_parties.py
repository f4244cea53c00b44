"""Third-party hosts, which must not receive any token: GitHub's and GHCR's hosts for downloads and bundles, and npm's registry.

    third_parties = ThirdParties()
    url = third_parties.publish(RELEASES, "/crane.tar.gz", content)   # signed, like the URLs of GitHub and GHCR
    third_parties.received                                            # every request, complete
    third_parties.signatures                                          # the secret parts of those URLs

GitHub redirects (302) the download of a release asset, and GHCR (307) that of a blob, to a signed URL that anyone who has it
can read for a few minutes. GitHub's API lists attestations with such a URL.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from rehearsal.http.server import Request, Response, Server

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rehearsal.http.faults import Fault

RELEASES = "release-assets.githubusercontent.com"
BLOBS = "pkg-containers.githubusercontent.com"
NPM = "registry.npmjs.org"
BUNDLES = "tmaproduction.blob.core.windows.net"
"""Where GitHub stores the bundles of attestations."""
_CREDENTIALS = ("Authorization", "Proxy-Authorization", "Cookie")


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """A request as a third party receives it. `credentials` are the names of headers with credentials; `text` is the whole request."""

    host: str
    method: str
    path: str
    credentials: tuple[str, ...]
    text: str


class ThirdParties(Server):
    """All third-party hosts in one server."""

    name = "third parties"

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        super().__init__(faults)
        self.received: list[ReceivedRequest] = []
        self.signatures: set[str] = set()
        self._files: dict[tuple[str, str], tuple[str, bytes]] = {}
        self._lock = threading.Lock()

    def publish(self, host: str, path: str, content: bytes) -> str:
        """Serve a file. Returns its signed URL."""
        signature = secrets.token_hex(20)
        with self._lock:
            self.signatures.add(signature)
            self._files[path, signature] = (host, content)
        return f"https://{host}{quote(path)}?sp=r&sig={signature}"

    def handle(self, request: Request) -> Response:
        """The file, if the signature is correct."""
        host = request.header("Host")
        headers = "\n".join(f"{name}: {value}" for name, value in request.headers.items())
        query = "&".join(f"{name}={value}" for name, values in request.query.items() for value in values)
        text = f"{request.method} {request.path}?{query}\n{headers}\n\n{request.body.decode(errors='replace')}"
        credentials = tuple(name for name in _CREDENTIALS if request.header(name))
        with self._lock:
            self.received.append(ReceivedRequest(host, request.method, request.path, credentials, text))
            expected_host, content = self._files.get((request.path, request.first("sig")), ("", b""))
        if expected_host != host or request.method not in {"GET", "HEAD"}:
            return Response(403, (("Content-Type", "text/plain"),), b"Forbidden")
        return Response(200, (("Content-Type", "application/octet-stream"),), content)

    def reset(self) -> None:
        """Also removes the received requests."""
        super().reset()
        self.received.clear()
