"""crane against the registry: the fake crane and the store in memory, and if they are installed the real ones."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from rehearsal.fakes import crane as fake
from rehearsal.fakes.downloads import fake_crane
from rehearsal.http.faults import Fault
from tests.rehearsal.http_client import READER, WRITER
from tests.tools import program

if TYPE_CHECKING:
    from pathlib import Path

    from rehearsal.registry import Registry

Crane = Callable[..., "subprocess.CompletedProcess[str]"]
NAME = "podverse/metaboost/api"


@pytest.fixture(params=["memory", "docker-registry"])
def store_kind(request: pytest.FixtureRequest) -> str:
    """The fake crane, and the real one if it is installed."""
    return str(request.param)


@pytest.fixture(params=["fake", "real"])
def crane(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Crane:
    """Runs crane with its own home; the fake in this process, since Python takes longer to start than any of its commands."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("DOCKER_CONFIG", raising=False)
    return run_fake if request.param == "fake" else run_real


def run_fake(*arguments: str, feed: str = "") -> subprocess.CompletedProcess[str]:
    with redirect_stdout(io.StringIO()) as stdout, redirect_stderr(io.StringIO()) as stderr, patch("sys.stdin", io.StringIO(feed)):
        code = fake.main(arguments)
    return subprocess.CompletedProcess(arguments, code, stdout.getvalue(), stderr.getvalue())


def run_real(*arguments: str, feed: str = "") -> subprocess.CompletedProcess[str]:
    environment = {name: os.environ[name] for name in ("HOME", "PATH")}
    return subprocess.run(
        [program("crane"), *arguments], env=environment, input=feed, capture_output=True, text=True, check=False, timeout=60
    )


def login(crane: Crane, registry: Registry, password: str = WRITER) -> None:
    done = crane("auth", "login", registry.address, "--username", "mona", "--password-stdin", feed=password + "\n")
    assert done.returncode == 0, done.stderr


def test_login_stores_the_credentials_without_trying_them(crane: Crane, registry: Registry, tmp_path: Path) -> None:
    login(crane, registry, "not tried")
    path = tmp_path / ".docker" / "config.json"
    assert registry.address in json.loads(path.read_text())["auths"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert registry.log == []


def test_crane_prints_the_digest_and_the_manifest(crane: Crane, registry: Registry) -> None:
    digest = registry.seed(NAME, "1.2.3", revision="a" * 40)
    login(crane, registry, READER)
    place = f"{registry.address}/{NAME}"
    assert crane("digest", f"{place}:1.2.3").stdout == digest + "\n"
    assert crane("digest", f"{place}@{digest}").stdout == digest + "\n"
    held = registry.manifest(NAME, "1.2.3")
    assert held is not None
    assert crane("manifest", f"{place}:1.2.3").stdout == held.content.decode()


@pytest.mark.parametrize(
    ("password", "reference", "message"),
    [
        (READER, f"{NAME}:9.9.9", "MANIFEST_UNKNOWN: manifest unknown"),
        (READER, "podverse/metaboost/none:1", "DENIED: requested access to the resource is denied"),
        (WRITER, "podverse/metaboost/none:1", "MANIFEST_UNKNOWN: manifest unknown"),
        ("ghs_unknown", f"{NAME}:1.2.3", "DENIED: denied"),
        ("", f"{NAME}:1.2.3", "DENIED: requested access to the resource is denied"),
    ],
)
def test_absent_and_denied_images_fail(crane: Crane, registry: Registry, password: str, reference: str, message: str) -> None:
    registry.seed(NAME, "1.2.3")
    if password:
        login(crane, registry, password)
    done = crane("digest", f"{registry.address}/{reference}")
    assert (done.returncode, done.stdout) == (1, "")
    assert message in done.stderr
    assert done.stderr.splitlines()[-1].startswith("Error: ")


def test_copy_within_a_package_keeps_the_digest(crane: Crane, registry: Registry) -> None:
    digest = registry.seed(NAME, "1.2.3-staging.0")
    login(crane, registry)
    place = f"{registry.address}/{NAME}"
    assert crane("copy", f"{place}@{digest}", f"{place}:1.2.3").returncode == 0
    assert crane("copy", f"{place}@{digest}", f"{place}:1.2.3").returncode == 0, "the same again is no error"
    assert registry.tags(NAME) == {"1.2.3-staging.0": digest, "1.2.3": digest}


def test_copy_to_another_package_copies_all_parts(crane: Crane, registry: Registry) -> None:
    digest = registry.seed(NAME, "1.2.3")
    login(crane, registry)
    done = crane("copy", f"{registry.address}/{NAME}:1.2.3", f"{registry.address}/podverse/metaboost/web:1.2.3")
    assert done.returncode == 0, done.stderr
    assert registry.tags("podverse/metaboost/web") == {"1.2.3": digest}


def test_copy_without_permission_changes_nothing(crane: Crane, registry: Registry) -> None:
    digest = registry.seed(NAME, "1.2.3-staging.0")
    login(crane, registry, READER)
    done = crane("copy", f"{registry.address}/{NAME}@{digest}", f"{registry.address}/{NAME}:1.2.3")
    assert done.returncode == 1
    assert "DENIED" in done.stderr
    assert "1.2.3" not in registry.tags(NAME)


def test_tag_moves_a_tag(crane: Crane, registry: Registry) -> None:
    registry.seed(NAME, "latest", content="old")
    digest = registry.seed(NAME, "1.2.3")
    login(crane, registry)
    assert crane("tag", f"{registry.address}/{NAME}@{digest}", "latest").returncode == 0
    assert registry.tags(NAME)["latest"] == digest


def test_ls_follows_the_pages(crane: Crane, registry: Registry) -> None:
    tags = [f"t{number:04}" for number in range(1100)]
    registry.tag(NAME, registry.seed(NAME, tags[0]), *tags[1:])
    login(crane, registry, READER)
    assert crane("ls", f"{registry.address}/{NAME}").stdout.split() == tags


def test_ls_of_an_absent_package(crane: Crane, registry: Registry) -> None:
    login(crane, registry)
    done = crane("ls", f"{registry.address}/podverse/metaboost/none")
    assert done.returncode == 1
    assert "NAME_UNKNOWN" in done.stderr


def test_a_transient_failure_is_retried(crane: Crane, registry: Registry) -> None:
    digest = registry.seed(NAME, "1.2.3-staging.0")
    login(crane, registry)
    registry.faults.add(Fault(r"/manifests/1\.2\.3$", method="PUT", status=503))
    done = crane("copy", f"{registry.address}/{NAME}@{digest}", f"{registry.address}/{NAME}:1.2.3")
    assert done.returncode == 0, done.stderr
    assert [entry.status for entry in registry.seen("PUT", r"/1\.2\.3$")] == [503, 201]


@pytest.mark.parametrize(
    "arguments", [("bogus",), ("copy", "one"), ("digest", "UPPER/case"), ("auth", "login"), ("copy", "--nonsense", "a", "b")]
)
def test_a_usage_error_fails(crane: Crane, arguments: tuple[str, ...]) -> None:
    done = crane(*arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Error: " in done.stderr


def test_version_succeeds(crane: Crane) -> None:
    assert crane("version").returncode == 0


def test_the_launcher_starts_the_fake_from_any_folder(tmp_path: Path) -> None:
    launcher = tmp_path / "crane"
    launcher.write_bytes(fake_crane())
    launcher.chmod(0o755)
    done = subprocess.run([str(launcher), "version"], cwd="/", capture_output=True, text=True, check=True, env={"PATH": "/usr/bin:/bin"})
    assert done.stdout == "v0.21.9\n"
