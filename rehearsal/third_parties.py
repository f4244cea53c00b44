"""Hosts of third parties, which no token is for: where GitHub and GHCR send a download on to, and npm's registry.

    elsewhere = Elsewhere()
    address = elsewhere.lay(RELEASES, "/crane.tar.gz", content)     # signed, as GitHub's and GHCR's are
    elsewhere.received                                              # every request, whole
    elsewhere.signatures                                            # what makes those addresses secret

GitHub answers a download of a release with 302, and GHCR a blob with 307, to an address that whoever has it can read for a
few minutes.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from rehearsal.http.server import Answer, Request, Server

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rehearsal.http.faults import Fault

RELEASES = "release-assets.githubusercontent.com"
BLOBS = "pkg-containers.githubusercontent.com"
NPM = "registry.npmjs.org"
_CREDENTIALS = ("Authorization", "Proxy-Authorization", "Cookie")


@dataclass(frozen=True, slots=True)
class Received:
    """One request as a third party sees it. `credentials` are the headers that hold some; `text` is all of it, in one."""

    host: str
    method: str
    path: str
    credentials: tuple[str, ...]
    text: str


class Elsewhere(Server):
    """All third parties in one server."""

    name = "elsewhere"

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        super().__init__(faults)
        self.received: list[Received] = []
        self.signatures: set[str] = set()
        self._files: dict[tuple[str, str], tuple[str, bytes]] = {}
        self._lock = threading.Lock()

    def lay(self, host: str, path: str, content: bytes) -> str:
        """Put a file there; its signed address."""
        signature = secrets.token_hex(20)
        with self._lock:
            self.signatures.add(signature)
            self._files[path, signature] = (host, content)
        return f"https://{host}{quote(path)}?sp=r&sig={signature}"

    def handle(self, request: Request) -> Answer:
        """The file, where the signature is right."""
        host = request.header("Host")
        headers = "\n".join(f"{name}: {value}" for name, value in request.headers.items())
        query = "&".join(f"{name}={value}" for name, values in request.query.items() for value in values)
        text = f"{request.method} {request.path}?{query}\n{headers}\n\n{request.body.decode(errors='replace')}"
        credentials = tuple(name for name in _CREDENTIALS if request.header(name))
        with self._lock:
            self.received.append(Received(host, request.method, request.path, credentials, text))
            there, content = self._files.get((request.path, request.first("sig")), ("", b""))
        if there != host or request.method not in {"GET", "HEAD"}:
            return Answer(403, (("Content-Type", "text/plain"),), b"Forbidden")
        return Answer(200, (("Content-Type", "application/octet-stream"),), content)

    def forget(self) -> None:
        """Nor has anybody received anything."""
        super().forget()
        self.received.clear()
