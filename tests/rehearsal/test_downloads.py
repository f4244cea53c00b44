"""The served archive of crane, and its pin."""

from __future__ import annotations

import hashlib
import io
import tarfile
from typing import TYPE_CHECKING

from rehearsal.fakes.downloads import ARCHIVE, GH_ARCHIVE, Downloads, archive, fake_crane
from tests.rehearsal.http_client import send

if TYPE_CHECKING:
    import pytest


def test_the_archive_is_the_one_that_the_pins_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CRANE", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    with Downloads() as downloads:
        pin = downloads.crane()
        reply = send("GET", f"{pin.url}/{ARCHIVE}")
        assert hashlib.sha256(reply.body).hexdigest() == pin.sha256
        assert send("GET", f"{pin.url}/other").status == 404
    with tarfile.open(fileobj=io.BytesIO(reply.body)) as opened:
        (member,) = opened.getmembers()
        file = opened.extractfile(member)
        assert (member.name, member.mode, file and file.read()) == ("crane", 0o755, fake_crane())


def test_the_archive_of_gh_has_the_program_where_the_release_has_it() -> None:
    with Downloads() as downloads:
        pin = downloads.gh()
        reply = send("GET", f"{pin.url}/{GH_ARCHIVE}")
        assert hashlib.sha256(reply.body).hexdigest() == pin.sha256
    with tarfile.open(fileobj=io.BytesIO(reply.body)) as opened:
        assert [(member.name, member.mode) for member in opened.getmembers()] == [("gh_2.102.0_linux_amd64/bin/gh", 0o755)]


def test_the_same_program_gives_the_same_archive() -> None:
    assert archive(b"one") == archive(b"one") != archive(b"two")
