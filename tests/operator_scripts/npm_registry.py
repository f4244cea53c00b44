"""An npm registry on loopback: it serves packages and advisories, and logs its requests."""

from __future__ import annotations

import base64
import hashlib
import http.server
import io
import json
import tarfile
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from types import TracebackType


@dataclass(frozen=True)
class Request:
    """One request: its path, and everything else that came with it."""

    path: str
    text: str


@dataclass
class NpmRegistry:
    """A context manager. `requests` has all requests, and `advisories` is the response to a request for advisories."""

    advisories: dict[str, Any] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    packages: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def nerf_dart(self) -> str:
        """How an `.npmrc` names this registry where it gives a token for it."""
        return f"//127.0.0.1:{self.port}/"

    def publish(self, name: str, *versions: str) -> None:
        self.packages.setdefault(name, {}).update({version: {"name": name, "version": version} for version in versions})

    def __enter__(self) -> Self:
        registry = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                registry.requests.append(Request(self.path, f"{self.path}\n{self.headers}\n{body!r}"))
                found = registry.find(self.path)
                self.send_response(200 if found is not None else 404)
                self.send_header("Content-Length", str(len(found or b"{}")))
                self.end_headers()
                self.wfile.write(found or b"{}")

            do_GET = do_POST = do_PUT = do_CONNECT = answer  # noqa: N815  the names that http.server calls

            def log_message(self, *_: object) -> None: ...

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def find(self, path: str) -> bytes | None:
        """The body of the response for a path; None for a 404."""
        if path.endswith("/advisories/bulk"):
            return json.dumps(self.advisories).encode()
        if path.startswith("/tarballs/"):
            name, _, version = path.removeprefix("/tarballs/").rpartition("/")
            return tarball(self.packages[name][version])
        versions = self.packages.get(path.lstrip("/").replace("%2f", "/"))
        if versions is None:
            return None
        return json.dumps(self.document(path.lstrip("/").replace("%2f", "/"), versions)).encode()

    def document(self, name: str, versions: dict[str, dict[str, Any]]) -> dict[str, Any]:
        listed = {version: {**value, "dist": self.dist(name, version, value)} for version, value in versions.items()}
        return {"name": name, "dist-tags": {"latest": list(versions)[-1]}, "versions": listed}

    def dist(self, name: str, version: str, value: dict[str, Any]) -> dict[str, str]:
        integrity = base64.b64encode(hashlib.sha512(tarball(value)).digest()).decode()
        return {"tarball": f"{self.url}/tarballs/{name}/{version}", "integrity": f"sha512-{integrity}"}


def tarball(value: dict[str, Any]) -> bytes:
    """A package that holds its package.json alone; the same bytes each time."""
    text, held = json.dumps(value).encode(), io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        member = tarfile.TarInfo("package/package.json")
        member.size = len(text)
        archive.addfile(member, io.BytesIO(text))
    return held.getvalue()
