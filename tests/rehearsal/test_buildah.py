"""Images built by buildah: their content, what is pushed, and that nothing is left behind."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rehearsal import ROOT
from rehearsal.fakes import buildah
from rehearsal.fakes.downloads import ARCHIVE, Downloads
from rehearsal.github.repository import git
from rehearsal.registry.client import save_login
from rehearsal.registry.image import INDEX, Image
from tests.rehearsal.http_client import WRITER
from tests.tools import program

if TYPE_CHECKING:
    from rehearsal.application import Application
    from rehearsal.registry import Registry

NAME = "podverse/metaboost/api"
REVISION = "org.opencontainers.image.revision"
AS_ROOT = () if os.geteuid() == 0 else ("unshare", "--user", "--map-root-user")
EVIL = '$(touch never) `id` "quoted" = equals, comma ${HOME}'


@dataclass
class Builder:
    """The fake action outside a workflow, in a clone of the application."""

    registry: Registry
    context: Path
    folder: Path
    inputs: dict[str, str] = field(default_factory=dict)

    def run(self, *, prefix: tuple[str, ...] = AS_ROOT, path: str = os.environ["PATH"], **changes: str) -> subprocess.CompletedProcess[str]:
        """Build and push."""
        environment = {
            "PATH": path,
            "HOME": str(self.folder / "home"),
            "DOCKER_CONFIG": str(self.folder / "home" / ".docker"),
            "RUNNER_TEMP": str(self.folder / "temp"),
            "GITHUB_OUTPUT": str(self.folder / "outputs"),
            "DOCKER_BUILD_SUMMARY": "false",
            "PYTHONPATH": str(ROOT),
            **{f"WITH_{name.upper()}": value for name, value in {**self.inputs, **changes}.items()},
        }
        command = [*prefix, sys.executable, "-m", "rehearsal.fakes.docker", "build-push"]
        return subprocess.run(
            command, cwd=self.context, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=60
        )

    def write(self, name: str, content: str) -> None:
        """A file of the context."""
        path = self.context / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")

    def index(self) -> dict[str, Any]:
        """The manifest pushed under the tag."""
        found = self.registry.manifest(NAME, "1")
        assert found is not None
        assert found.media_type == INDEX
        value: dict[str, Any] = found.value
        return value

    def manifest(self, place: int) -> dict[str, Any]:
        """The image, or its attestation."""
        found = self.registry.manifest(NAME, self.index()["manifests"][place]["digest"])
        assert found is not None
        value: dict[str, Any] = found.value
        return value

    def blob(self, digest: str) -> bytes:
        """A layer or a configuration."""
        found = self.registry.store.blob(NAME, digest)
        assert found is not None
        assert Image.digest(found) == digest
        return found

    def files(self) -> dict[str, bytes]:
        """The files of the image, over all its layers."""
        found = {}
        for layer in self.manifest(0)["layers"]:
            assert layer["mediaType"].endswith("tar+gzip")
            with tarfile.open(fileobj=io.BytesIO(self.blob(layer["digest"])), mode="r:gz") as opened:
                for member in opened:
                    file = opened.extractfile(member)
                    assert (member.uid, member.gid, member.mtime) == (0, 0, 0), member.name
                    found.update({member.name: file.read()} if file else {})
        return found


@pytest.fixture
def action(tmp_path: Path, application: Application, registry: Registry, monkeypatch: pytest.MonkeyPatch) -> Builder:
    """A builder of the API image, with or without buildah."""
    for name in ("home", "temp"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "home" / ".docker"))
    save_login(registry.address, "mona", WRITER)
    inputs = {
        "context": ".",
        "file": "infra/docker/local/api/Dockerfile",
        "platforms": "linux/amd64",
        "push": "true",
        "tags": f"{registry.address}/{NAME}:1",
        "labels": f"{REVISION}=abc\nevil={EVIL}",
        "annotations": f"index:{REVISION}=abc",
    }
    return Builder(registry, application.work, tmp_path, inputs)


@pytest.fixture
def builder(action: Builder) -> Builder:
    """A builder with buildah; without it or its namespaces the test is skipped."""
    program("buildah")
    tried = subprocess.run([*AS_ROOT, "unshare", "--net", "--mount", "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(f"buildah has no namespaces here ({tried.stderr.strip()}). To have them: let ordinary users make user namespaces")
    return action


@pytest.mark.parametrize("store_kind", ["memory", "docker-registry"])
def test_the_pushed_image_is_the_built_one(builder: Builder) -> None:
    done = builder.run()
    assert done.returncode == 0, done.stdout
    index = builder.index()
    assert index["annotations"] == {REVISION: "abc"}
    assert [entry["platform"] for entry in index["manifests"]] == [
        {"architecture": "amd64", "os": "linux"},
        {"architecture": "unknown", "os": "unknown"},
    ]
    about = {"vnd.docker.reference.digest": index["manifests"][0]["digest"], "vnd.docker.reference.type": "attestation-manifest"}
    assert index["manifests"][1]["annotations"] == about
    config = json.loads(builder.blob(builder.manifest(0)["config"]["digest"]))
    assert config["config"]["Labels"].items() >= {REVISION: "abc", "evil": EVIL}.items()
    assert config["config"]["Cmd"] == ["node", "/app/apps/api/main.js"]
    assert f"imageid={builder.manifest(0)['config']['digest']}\n" in (builder.folder / "outputs").read_text()
    assert "no image is built" not in done.stdout


def test_the_layer_has_the_files_of_the_context(builder: Builder) -> None:
    assert builder.run().returncode == 0
    files = builder.files()
    assert set(files) == {f"app/{name}" for name in ("package.json", "package-lock.json", "apps/api/main.js", "apps/api/package.json")}
    assert files["app/package.json"] == (builder.context / "package.json").read_bytes()


def test_files_in_dockerignore_are_excluded(builder: Builder) -> None:
    builder.write("Dockerfile", "FROM scratch\nCOPY . /\n")
    for name in (".env", ".env.local", ".env.example", "NOTES.md", "packages/shared/dist/index.js"):
        builder.write(name, "is it there?\n")
    assert builder.run(file="").returncode == 0
    files = set(builder.files())
    assert {".env.example", "package.json", "apps/web/main.js", "docs/development/CHANGELOGS/1.2.3.md"} < files
    assert [name for name in files if name.startswith((".git", ".env.local", "NOTES")) or name == ".env" or "dist/" in name] == []


def test_each_build_has_a_digest_of_its_own(builder: Builder) -> None:
    digests, images = set(), set()
    for _ in range(2):
        assert builder.run().returncode == 0
        digests.add(builder.registry.tags(NAME)["1"])
        images.add(builder.index()["manifests"][0]["digest"])
    assert (len(digests), len(images)) == (2, 1)
    (layer,) = builder.manifest(1)["layers"]
    statement = json.loads(builder.blob(layer["digest"]))
    assert layer["annotations"]["in-toto.io/predicate-type"] == statement["predicateType"]
    assert f"sha256:{statement['subject'][0]['digest']['sha256']}" in images
    assert statement["predicate"]["runDetails"]["metadata"]["invocationId"]


@pytest.mark.parametrize(
    ("dockerfile", "message"),
    [
        ("FROM scratch\nCOPY nowhere.txt /\n", "nowhere.txt"),
        ("FROM scratch\nCOPY README.md /\n", "README.md"),  # .dockerignore drops it
        ("FROM scratch\nCOPI package.json /\n", "COPI"),
        ("FROM node:26-slim\nCOPY package.json /\n", "node"),
        ("FROM registry.example.org/node:26\nCOPY package.json /\n", "registry.example.org/node:26"),
    ],
)
def test_a_failed_build_shows_the_error_of_buildah(builder: Builder, dockerfile: str, message: str) -> None:
    builder.write("Dockerfile", dockerfile)
    done = builder.run(file="Dockerfile")
    (error,) = (line for line in done.stdout.splitlines() if line.startswith("::error::"))
    assert done.returncode == 1
    assert error.startswith("::error::buildah: Error: ")
    assert message in error
    assert builder.registry.tags(NAME) == {}


def test_there_is_no_network(builder: Builder) -> None:
    with Downloads() as downloads:
        builder.write("Dockerfile", f"FROM scratch\nADD {downloads.crane().url}/{ARCHIVE} /\n")
        done = builder.run(file="Dockerfile")
        assert downloads.log == []
    assert (done.returncode, "::error::buildah: Error: " in done.stdout) == (1, True), done.stdout


@pytest.mark.parametrize("file", ["infra/docker/local/api/Dockerfile", "broken/Dockerfile"])
def test_nothing_is_left_behind(builder: Builder, file: str) -> None:
    builder.write("broken/Dockerfile", "FROM scratch\nCOPY package.json /\nCOPY nowhere.txt /\n")
    before = sorted(builder.context.rglob("*"))
    builder.run(file=file)
    assert list((builder.folder / "temp").iterdir()) == []
    assert sorted(path.name for path in (builder.folder / "home").rglob("*")) == [".docker", "config.json"]
    assert sorted(builder.context.rglob("*")) == before
    assert str(builder.folder / "temp") not in Path("/proc/mounts").read_text("utf-8")


def test_it_builds_for_one_platform(builder: Builder) -> None:
    assert builder.run(platforms="linux/arm64").returncode == 0
    assert builder.index()["manifests"][0]["platform"]["architecture"] == "arm64"


def test_an_index_has_an_image_and_an_attestation_for_each_platform(builder: Builder) -> None:
    assert builder.run(platforms="linux/amd64,linux/arm64").returncode == 0
    listed = builder.index()["manifests"]
    assert [entry["platform"]["architecture"] for entry in listed] == ["amd64", "arm64", "unknown", "unknown"]
    about = [entry["annotations"]["vnd.docker.reference.digest"] for entry in listed[2:]]
    assert about == [entry["digest"] for entry in listed[:2]]
    configs = [json.loads(builder.blob(builder.manifest(place)["config"]["digest"])) for place in (0, 1)]
    assert [config["architecture"] for config in configs] == ["amd64", "arm64"]


def test_an_invalid_platform_is_rejected(action: Builder) -> None:
    done = action.run(platforms="linux/amd64;linux/arm64")
    assert done.returncode == 1
    assert "::error::build-push-action: platforms has 'linux/amd64;linux/arm64'; expected os/architecture" in done.stdout


def test_buildah_works_in_a_user_namespace(builder: Builder) -> None:
    done = builder.run(prefix=("unshare", "--user", "--map-root-user", "--mount"))
    assert (done.returncode, "no image is built" in done.stdout) == (0, False), done.stdout
    assert "app/package.json" in builder.files()


def test_without_buildah_the_image_is_synthetic(action: Builder) -> None:
    (action.folder / "bin").mkdir()
    (action.folder / "bin" / "git").symlink_to(shutil.which("git") or "")
    done = action.run(prefix=(), path=str(action.folder / "bin"))
    assert (done.returncode, "no image is built: buildah is not on PATH" in done.stdout) == (0, True), done.stdout
    assert action.index()["annotations"] == {REVISION: "abc"}
    head = git(action.context, "rev-parse", "HEAD")
    (content,) = action.files().values()
    assert content.decode().endswith(f"# {head}\n")


def test_an_unprivileged_user_without_a_namespace_builds_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "buildah").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert "needs root" in buildah.missing()
