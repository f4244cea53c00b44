"""A real registry as a store: Debian's `docker-registry` 2.8, which is https://github.com/distribution/distribution.

    with Distribution("/usr/bin/docker-registry") as distribution:
        with Registry(tokens, store=distribution.store()) as registry:
            ...

One process serves any number of stores, each in its own folder and therefore initially empty. The
configuration is that of https://distribution.github.io/distribution/about/configuration/ , and the requests are
those of https://github.com/opencontainers/distribution-spec/blob/main/spec.md .
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qs, urlencode, urlsplit

from rehearsal.registry.store import DIGEST, MANIFEST_TYPES, TAG, Manifest, Move, RefusalError, Upload, check_manifest

if TYPE_CHECKING:
    from email.message import Message
    from types import TracebackType

SECONDS = 30
_MEMORY = Path("/dev/shm")  # noqa: S108  the folder in it has a random name
_ACCEPT = ", ".join(sorted(MANIFEST_TYPES))
_BYTES = "application/octet-stream"
# It gets no other variables: REGISTRY_… would change the configuration. With one request at a time and little data, it takes half as long
# with one thread and few garbage collections (https://pkg.go.dev/runtime#hdr-Environment_Variables).
_ENVIRONMENT = {"GOMAXPROCS": "1", "GOGC": "1000"}


@dataclass(frozen=True, slots=True)
class Reply:
    """A response of the process."""

    status: int
    headers: Message
    body: bytes


class Distribution:
    """The process and its folder, in `parent` or in memory. Leaving the context stops the process and removes the folder."""

    def __init__(self, program: str | Path, parent: Path | None = None) -> None:
        self.program = str(program)
        self.parent = parent or _memory_folder()
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._stack = ExitStack()
        self._connection: http.client.HTTPConnection | None = None
        self.folder = Path()
        self.pid = 0

    def store(self) -> DistributionStore:
        """An empty store in this process."""
        return DistributionStore(self, f"front{next(self._numbers)}")

    def request(self, method: str, path: str, body: bytes = b"", **headers: str) -> Reply:
        """Send a request over the single connection. Header names use _ for -."""
        if self._connection is None:
            raise RuntimeError("the registry is not running: use it in a `with` statement")
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        with self._lock:
            try:
                self._connection.request(method, f"/v2/{path}", body, sent)
                response = self._connection.getresponse()
                reply = Reply(response.status, response.headers, response.read())
            except BaseException:
                self._connection.close()  # remaining data would be mistaken for the next response
                raise
        if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise RuntimeError(f"{method} {path}: the registry returned {reply.status}: {reply.body!r}")
        return reply

    def write(self, path: str, content: bytes) -> None:
        """Write a file into the storage."""
        file = self._path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def read(self, path: str) -> bytes:
        """Read a file of the storage; empty if it does not exist."""
        file = self._path(path)
        return file.read_bytes() if file.exists() else b""

    def _path(self, path: str) -> Path:
        return self.folder / "storage/docker/registry/v2" / path

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="registry-", dir=self.parent)))
            port = self._start(stack, self.folder)
            self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
            stack.callback(self._connection.close)
            self.request("GET", "")
            self._stack = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._connection = None
        self._stack.close()

    def _start(self, stack: ExitStack, folder: Path) -> int:
        """Start the process, and read its port from its log."""
        (folder / "config.yml").write_text(_configuration(folder), encoding="utf-8")
        log = folder / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [self.program, "serve", str(folder / "config.yml")],
                env=_ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self.pid = process.pid
        stack.callback(_end, process)
        limit = time.monotonic() + SECONDS
        while time.monotonic() < limit and process.poll() is None:
            if match := re.search(r'msg="listening on 127\.0\.0\.1:(\d+)"', log.read_text("utf-8")):
                return int(match[1])
            time.sleep(0.005)
        raise RuntimeError(f"{self.program} does not listen: {log.read_text('utf-8')}")


def _memory_folder() -> Path | None:
    """A folder in memory, if it is writable: on disk, the process waits for every write."""
    return _MEMORY if os.access(_MEMORY, os.W_OK) else None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _configuration(folder: Path) -> str:
    """The configuration as JSON, which is YAML. The log level is the lowest that shows the port."""
    value = {
        "version": "0.1",
        "log": {"level": "info", "accesslog": {"disabled": True}},
        "storage": {
            "filesystem": {"rootdirectory": str(folder / "storage")},
            "maintenance": {"uploadpurging": {"enabled": False}},
        },
        "http": {"addr": "127.0.0.1:0", "relativeurls": True, "secret": "no secret, on one machine"},
    }
    return json.dumps(value)


@dataclass
class DistributionStore:
    """The packages under one folder of the process. Clients of the `Registry` do not see the folder."""

    process: Distribution
    folder: str
    moves: list[Move] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    _names: set[str] = field(default_factory=set)
    _sizes: dict[str, int] = field(default_factory=dict)

    def exists(self, name: str) -> bool:
        """Tracked here: the process cannot list manifests without a tag."""
        return name in self._names

    def tags(self, name: str) -> list[str]:
        """All tags. Version 2.8 neither sorts nor paginates."""
        reply = self._ask("GET", f"{name}/tags/list")
        return list(json.loads(reply.body)["tags"] or []) if reply.status == HTTPStatus.OK else []

    def digest(self, name: str, reference: str) -> str | None:
        """The digest of a tag."""
        reply = self._ask("HEAD", f"{name}/manifests/{reference}", Accept=_ACCEPT)
        return str(reply.headers["Docker-Content-Digest"]) if reply.status == HTTPStatus.OK else None

    def manifest(self, name: str, reference: str) -> Manifest | None:
        """A manifest by tag or digest. The process returns 500 for anything else."""
        if not TAG.fullmatch(reference) and not DIGEST.fullmatch(reference):
            return None
        reply = self._ask("GET", f"{name}/manifests/{reference}", Accept=_ACCEPT)
        return Manifest(str(reply.headers["Content-Type"]), reply.body) if reply.status == HTTPStatus.OK else None

    def put_manifest(self, name: str, reference: str, media_type: str, content: bytes) -> str:
        """Store a manifest. It is validated here, since the process returns 500 for `{}`."""
        check_manifest(reference, media_type, content)
        before = None if ":" in reference else self.digest(name, reference)
        reply = self._ask("PUT", f"{name}/manifests/{reference}", content, Content_Type=media_type)
        digest = str(_expect(reply, HTTPStatus.CREATED).headers["Docker-Content-Digest"])
        self._names.add(name)
        if ":" not in reference:
            self.moves.append(Move(name, reference, before, digest))
        return digest

    def delete_untagged(self) -> set[str]:
        """Remove the files that link to an untagged manifest, as the process itself does to delete one."""
        lost: set[str] = set()
        for name in self._names:
            path = self.process.folder / f"storage/docker/registry/v2/repositories/{self.folder}/{name}/_manifests"
            tagged = {link.read_text("utf-8").rpartition(":")[2] for link in path.glob("tags/*/current/link")}
            for revision in path.glob("revisions/sha256/*"):
                if revision.name not in tagged:
                    shutil.rmtree(revision)
                    lost.add(f"sha256:{revision.name}")
        return lost

    def blob(self, name: str, digest: str) -> bytes | None:
        """The bytes of a blob."""
        reply = self._ask("GET", f"{name}/blobs/{digest}") if DIGEST.fullmatch(digest) else None
        return reply.body if reply and reply.status == HTTPStatus.OK else None

    def put_blob(self, name: str, content: bytes, digest: str) -> None:
        """Write the files that the process would write (registry/storage/paths.go of version 2.8), without a request."""
        self.process.write(f"blobs/sha256/{digest[7:9]}/{digest[7:]}/data", content)
        self.process.write(f"repositories/{self.folder}/{name}/_layers/sha256/{digest[7:]}/link", digest.encode())

    def seed_manifest(self, name: str, reference: str, media_type: str, content: bytes) -> str:
        """The same for a manifest, and for its tag if the reference is one."""
        check_manifest(reference, media_type, content)
        digest = Manifest(media_type, content).digest
        path = f"repositories/{self.folder}/{name}/_manifests"
        self.process.write(f"blobs/sha256/{digest[7:9]}/{digest[7:]}/data", content)
        self.process.write(f"{path}/revisions/sha256/{digest[7:]}/link", digest.encode())
        if ":" not in reference:
            before = self.process.read(f"{path}/tags/{reference}/current/link").decode() or None
            self.process.write(f"{path}/tags/{reference}/index/sha256/{digest[7:]}/link", digest.encode())
            self.process.write(f"{path}/tags/{reference}/current/link", digest.encode())
            self.moves.append(Move(name, reference, before, digest))
        self._names.add(name)
        return digest

    def mount(self, name: str, digest: str, source: str) -> bool:
        """Mount a blob. If it does not exist, the process starts an upload instead."""
        query = urlencode({"mount": digest, "from": f"{self.folder}/{source}"})
        return self._ask("POST", f"{name}/blobs/uploads/?{query}").status == HTTPStatus.CREATED

    def begin_upload(self, name: str) -> Upload:
        """Open an upload."""
        return self._to_upload(_expect(self._ask("POST", f"{name}/blobs/uploads/"), HTTPStatus.ACCEPTED), 0)

    def upload(self, name: str, session: str, state: str) -> Upload:
        """An open upload, if this is its last state. Its size is tracked here, since `Range` is 0-0 for both zero bytes and one."""
        reply = self._ask("GET", _upload_path(name, Upload(session, state, 0)))
        return self._to_upload(_expect(reply, HTTPStatus.NO_CONTENT), self._sizes.get(session, 0))

    def append(self, name: str, upload: Upload, content: bytes) -> Upload:
        """Append a chunk."""
        reply = self._ask("PATCH", _upload_path(name, upload), content, Content_Type=_BYTES)
        return self._to_upload(_expect(reply, HTTPStatus.ACCEPTED), upload.size + len(content))

    def end_upload(self, name: str, upload: Upload, content: bytes, digest: str) -> None:
        """Complete an upload."""
        reply = self._ask("PUT", _upload_path(name, upload, digest=digest), content, Content_Type=_BYTES)
        _expect(reply, HTTPStatus.CREATED)

    def export(self, path: Path) -> None:
        """Copy the storage of the process, for another process to be started on."""
        shutil.copytree(self.process.folder / "storage", path)

    def _to_upload(self, reply: Reply, size: int) -> Upload:
        location = urlsplit(str(reply.headers["Location"]))
        session = location.path.rpartition("/")[2]
        self._sizes[session] = size
        return Upload(session, parse_qs(location.query)["_state"][0], size)

    def _ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Reply:
        return self.process.request(method, f"{self.folder}/{path}", body, **headers)


def _upload_path(name: str, upload: Upload, **more: str) -> str:
    return f"{name}/blobs/uploads/{upload.session}?{urlencode({'_state': upload.state, **more})}"


def _expect(reply: Reply, status: int) -> Reply:
    if reply.status != status:
        raise RefusalError.several(reply.status, json.loads(reply.body)["errors"])
    return reply
