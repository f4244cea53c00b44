"""A small registry client: tokens, blobs, manifests, tags.

The fakes of crane and of Docker's actions use it. Credentials come from a Docker configuration file. Loopback hosts are
accessed over http, as crane and Docker do.
"""

from __future__ import annotations

import base64
import json
import os
import re
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException, HTTPMessage, HTTPResponse
from pathlib import Path
from typing import cast

ACCEPT = ", ".join(
    f"application/vnd.{kind}+json"
    for kind in (
        "oci.image.index.v1",
        "oci.image.manifest.v1",
        "docker.distribution.manifest.list.v2",
        "docker.distribution.manifest.v2",
    )
)
SECONDS = 30
WAITS = (1.0, 3.0)
TRANSIENT = frozenset({408, 429, 500, 502, 503, 504})
_CODES = {401: "UNAUTHORIZED", 403: "DENIED", 404: "NOT_FOUND"}


class RegistryError(Exception):
    """The registry rejected a request. The message has the format of crane's."""

    def __init__(self, method: str, url: str, status: int, body: bytes) -> None:
        self.status = status
        try:
            error = json.loads(body)["errors"][0]
            message = f"{error['code']}: {error['message']}"
        except (ValueError, LookupError, TypeError):
            message = f"unexpected status code {status} {_CODES.get(status, '')}".strip()
        super().__init__(f"{method} {url}: {message}")


@dataclass(frozen=True, slots=True)
class Reference:
    """`registry/name:tag` or `registry/name@sha256:…`. The registry is required: a host with a dot or a port."""

    registry: str
    name: str
    reference: str

    @classmethod
    def parse(cls, text: str) -> Reference:
        """Parse a reference. Raises `ValueError`."""
        match = re.fullmatch(r"([^/]+)/([a-z0-9][a-z0-9._/-]*?)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?", text)
        if match is None or not re.search(r"[.:]|^localhost$", match[1]):
            raise ValueError(f"could not parse reference: {text}")
        return cls(match[1], match[2], match[4] or match[3] or "latest")


@dataclass
class Client:
    """A client of one registry."""

    registry: str
    username: str = ""
    password: str = ""
    _bearers: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Scheme and host."""
        host = self.registry.rpartition(":")[0] or self.registry
        loopback = host in {"localhost", "[::1]"} or host.startswith("127.")
        return f"{'http' if loopback else 'https'}://{self.registry}"

    def login(self, scope: str = "") -> str:
        """Mint a bearer token. Raises `RegistryError` if the credentials are rejected."""
        try:
            with _open("GET", f"{self.url}/v2/", {}, None):
                return ""
        except ChallengeError as challenge:
            realm, service = challenge.realm, challenge.service
        query = urllib.parse.urlencode({"service": service, **({"scope": scope} if scope else {})})
        headers = {"Authorization": f"Basic {_basic(self.username, self.password)}"} if self.password else {}
        with _open("GET", f"{realm}?{query}", headers, None) as response:
            token: str = json.load(response)["token"]
            return token

    def request(
        self,
        method: str,
        path: str,
        *,
        push: bool = False,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> tuple[HTTPMessage, bytes]:
        """Send one request, with a token for the repository in the path."""
        name = re.sub(r"^/v2/(.+?)/(manifests|blobs|tags)/.*$", r"\1", path.partition("?")[0])
        scope = f"repository:{name}:{'pull,push' if push else 'pull'}"
        if scope not in self._bearers:
            self._bearers[scope] = self.login(scope)
        given = {**(headers or {}), "Authorization": f"Bearer {self._bearers[scope]}"}
        url = path if path.startswith("http") else self.url + path
        with _open(method, url, given, body) as response:
            return response.headers, response.read()

    def manifest(self, name: str, reference: str) -> tuple[str, bytes]:
        """Media type and bytes of a manifest."""
        headers, content = self.request("GET", f"/v2/{name}/manifests/{reference}", headers={"Accept": ACCEPT})
        return str(headers["Content-Type"]), content

    def put_manifest(self, name: str, reference: str, media_type: str, content: bytes) -> None:
        """Push a manifest, under a tag or under its digest."""
        headers = {"Content-Type": media_type}
        self.request("PUT", f"/v2/{name}/manifests/{reference}", push=True, headers=headers, body=content)

    def has(self, path: str) -> bool:
        """Whether a blob or a manifest exists."""
        try:
            self.request("HEAD", path, push=True, headers={"Accept": ACCEPT})
        except RegistryError as refused:
            if refused.status == HTTPStatus.NOT_FOUND:
                return False
            raise
        return True

    def blob(self, name: str, digest: str) -> bytes:
        """The bytes of a blob."""
        return self.request("GET", f"/v2/{name}/blobs/{digest}")[1]

    def put_blob(self, name: str, digest: str, content: bytes) -> None:
        """Push a blob unless it exists: POST, then PUT to the location in the response."""
        if self.has(f"/v2/{name}/blobs/{digest}"):
            return
        headers, _ = self.request("POST", f"/v2/{name}/blobs/uploads/", push=True, body=b"")
        location = urllib.parse.urlsplit(str(headers["Location"]))
        query = f"{location.query}&digest={digest}".removeprefix("&")
        stream = {"Content-Type": "application/octet-stream"}
        self.request("PUT", f"{location.path}?{query}", push=True, headers=stream, body=content)

    def tags(self, name: str) -> list[str]:
        """All tags, over all pages."""
        found: list[str] = []
        path = f"/v2/{name}/tags/list?n=1000"
        while path:
            headers, body = self.request("GET", path)
            found += json.loads(body)["tags"] or []
            match = re.match(r'<([^>]+)>; *rel="?next"?', headers.get("Link", ""))
            path = match[1] if match else ""
        return found


class ChallengeError(RegistryError):
    """A 401 with a Bearer challenge."""

    def __init__(self, method: str, url: str, body: bytes, challenge: str) -> None:
        super().__init__(method, url, 401, body)
        values = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
        self.realm, self.service = values.get("realm", ""), values.get("service", "")


def _basic(username: str, password: str) -> str:
    return base64.b64encode(f"{username}:{password}".encode()).decode()


def _open(method: str, url: str, headers: dict[str, str], body: bytes | None) -> HTTPResponse:
    """Send one request, with crane's retries after 1 and 3 seconds for transient errors."""
    for wait in (*WAITS, None):
        try:
            return _try(method, url, headers, body)
        except (RegistryError, OSError) as error:
            passing = error.status in TRANSIENT if isinstance(error, RegistryError) else True
            if wait is None or not passing:
                raise
            time.sleep(wait)
    raise AssertionError("unreachable: the last attempt returns or raises")


def _try(method: str, url: str, headers: dict[str, str], body: bytes | None) -> HTTPResponse:
    request = urllib.request.Request(url, data=body, method=method)  # noqa: S310  http or https, by `url`
    for name, value in headers.items():
        # Like crane, send no credentials to the host of a redirect; urllib would.
        (request.add_unredirected_header if name == "Authorization" else request.add_header)(name, value)
    try:
        return cast("HTTPResponse", _OPENER.open(request, timeout=SECONDS))
    except urllib.error.HTTPError as error:
        with error:
            body = error.read()
        challenge = error.headers.get("WWW-Authenticate", "")
        if error.code == HTTPStatus.UNAUTHORIZED and challenge.lower().startswith("bearer"):
            raise ChallengeError(method, url, body, challenge) from None
        raise RegistryError(method, url, error.code, body) from None
    except HTTPException as error:
        raise OSError(f"{method} {url}: {error!r}") from None


# Loopback needs no proxy, whatever the environment says.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def docker_config() -> Path:
    """The file in which Docker and crane keep credentials."""
    return Path(os.environ.get("DOCKER_CONFIG") or Path.home() / ".docker") / "config.json"


def save_login(registry: str, username: str, password: str) -> Path:
    """Store credentials as `docker login` does without a credential store, readable only by the owner."""
    path = docker_config()
    path.parent.mkdir(parents=True, exist_ok=True)
    value = json.loads(path.read_text("utf-8")) if path.exists() else {}
    value.setdefault("auths", {})[registry] = {"auth": _basic(username, password)}
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        json.dump(value, file)
    Path(file.name).replace(path)
    return path


def client(registry: str) -> Client:
    """A client with the saved credentials for this registry. If there are none, it is anonymous."""
    path = docker_config()
    auths = json.loads(path.read_text("utf-8")).get("auths", {}) if path.exists() else {}
    saved = base64.b64decode(auths.get(registry, {}).get("auth", "")).decode()
    username, _, password = saved.partition(":")
    return Client(registry, username, password)
