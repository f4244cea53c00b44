"""Downloads of the pipelines: the release archives of crane and gh, served from loopback.

    with Downloads() as downloads:
        crane = downloads.crane()
        crane.url, crane.sha256

The two are what the definitions pin.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import shlex
import shutil
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rehearsal import ROOT
from rehearsal.http.server import Request, Response, Server

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rehearsal.http.faults import Fault

FAKE = "a Python fake"
ARCHIVE = "go-containerregistry_Linux_x86_64.tar.gz"
GH_VERSION = "2.102.0"
GH_ARCHIVE = f"gh_{GH_VERSION}_linux_amd64.tar.gz"
GH_PROGRAM = f"gh_{GH_VERSION}_linux_amd64/bin/gh"


@dataclass(frozen=True, slots=True)
class Pin:
    """The URL of a release (the folder, without the file name), and the SHA-256 of its archive."""

    url: str
    sha256: str


class Downloads(Server):
    """Serves files at fixed paths."""

    name = "downloads"

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        super().__init__(faults)
        self.files: dict[str, bytes] = {}

    def crane(self) -> Pin:
        """Serve an archive with crane, and return its pin."""
        content = archive(crane_program())
        self.files[f"/crane/v0.21.9/{ARCHIVE}"] = content
        return Pin(f"{self.url}/crane/v0.21.9", sha256(content))

    def gh(self) -> Pin:
        """Serve an archive with the gh of a rehearsal, and return its pin."""
        content = archive(gh_program(), GH_PROGRAM)
        self.files[f"/gh/v{GH_VERSION}/{GH_ARCHIVE}"] = content
        return Pin(f"{self.url}/gh/v{GH_VERSION}", sha256(content))

    def handle(self, request: Request) -> Response:
        """The file, or 404."""
        content = self.files.get(request.path)
        if content is None or request.method not in {"GET", "HEAD"}:
            return Response(404, (("Content-Type", "text/plain"),), b"Not Found")
        return Response(200, (("Content-Type", "application/octet-stream"),), content)


def sha256(content: bytes) -> str:
    """The SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def crane_program() -> bytes:
    """The real crane, if CRANE names it or it is on PATH; else a script that starts the fake."""
    real = _real_crane()
    return Path(real).read_bytes() if real else fake_crane()


def crane_name() -> str:
    """The name of the crane in use, for the report."""
    return "crane" if _real_crane() else FAKE


def _real_crane() -> str | None:
    return os.environ.get("CRANE") or shutil.which("crane")


def fake_crane() -> bytes:
    """A shell script that starts the fake; a `#!` line cannot contain long paths or spaces."""
    start = shlex.join([sys.executable, str(ROOT / "rehearsal" / "fakes" / "crane.py")])
    return f'#!/bin/sh\nexec {start} "$@"\n'.encode()


def gh_program() -> bytes:
    """A script that starts the gh of the run, which trusts the root of the rehearsal."""
    return b'#!/bin/sh\nexec "$REHEARSAL_FOLDER/bin/gh" "$@"\n'


def archive(program: bytes, name: str = "crane") -> bytes:
    """A reproducible `.tar.gz` with a single file."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as file:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = len(program), 0o755
        file.addfile(entry, io.BytesIO(program))
    return gzip.compress(plain.getvalue(), compresslevel=0, mtime=0)
