"""What the Makefile installs: the locks and nothing else, whatever has been published since.

The targets run as they stand, against a package index on loopback. It serves small fakes of the locked packages, and what could
go wrong later: a newer release of each, and a requirement that no lock has.
"""

from __future__ import annotations

import hashlib
import http.server
import io
import re
import shutil
import subprocess
import sys
import threading
import tomllib
import venv
import zipfile
from dataclasses import dataclass, field
from importlib.metadata import distributions
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

from compiler.checkers.check import CHECKERS
from tests.tools import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
TOGETHER = ("run", "checkers", "fast", "dev", "tools", "rehearse", "lock")
"""The locks that are installed into one environment."""
LATER = "published-later"
_NEWER = "9999.0"
# Enough of a build backend for an editable install: https://peps.python.org/pep-0660/
_BACKEND = """
import zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "linesmith-0-py3-none-any.whl"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        wheel.writestr("linesmith-0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: linesmith\\nVersion: 0\\n")
        wheel.writestr("linesmith-0.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("linesmith-0.dist-info/RECORD", "")
    return name
"""


def locked(lock: Path) -> list[Requirement]:
    """The requirements of a lock, each an exact version."""
    lines = (line for line in lock.read_text("utf-8").splitlines() if line and not line[0].isspace())
    return [Requirement(line.removesuffix(" \\")) for line in lines]


def version(requirement: Requirement) -> str:
    """The one version that a locked requirement allows."""
    (specifier,) = requirement.specifier
    assert specifier.operator == "=="
    return specifier.version


@dataclass
class Index:
    """A package index in PyPI's simple format.

    Source: https://peps.python.org/pep-0503/
    """

    wheels: dict[str, bytes] = field(default_factory=dict)

    def add(self, name: str, version: str, requires: list[str] | None = None) -> str:
        """Serve a wheel without code; returns its SHA-256."""
        stem = f"{re.sub('[-_.]+', '_', name).lower()}-{version}"
        files = {"hatchling/build.py": _BACKEND} if name == "hatchling" else {}
        extras = ["Provides-Extra: toml"]
        files[f"{stem}.dist-info/METADATA"] = "\n".join(
            ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *extras, *(f"Requires-Dist: {one}" for one in requires or [])]
        )
        files[f"{stem}.dist-info/WHEEL"] = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        files[f"{stem}.dist-info/RECORD"] = "".join(f"{file},,\n" for file in [*files, f"{stem}.dist-info/RECORD"])
        wheel = io.BytesIO()
        with zipfile.ZipFile(wheel, "w") as archive:
            for file, text in files.items():
                archive.writestr(zipfile.ZipInfo(file), text)
        self.wheels[f"{stem}-py3-none-any.whl"] = wheel.getvalue()
        return hashlib.sha256(wheel.getvalue()).hexdigest()

    def page(self, name: str) -> bytes | None:
        """The wheels of a package; None if there are none."""
        files = [file for file in self.wheels if canonicalize_name(file.partition("-")[0]) == name]
        links = (f'<a href="/wheels/{file}#sha256={hashlib.sha256(self.wheels[file]).hexdigest()}">{file}</a>' for file in files)
        return "\n".join(links).encode() if files else None


@dataclass(frozen=True)
class FreshClone:
    """A clone with the Makefile, and locks that name what the index serves."""

    folder: Path
    url: str

    def make(self, *targets: str) -> subprocess.CompletedProcess[str]:
        """Run make with nothing on PATH but what the targets need; no npm and no Go, which have locks of their own."""
        programs = self.folder / "programs"
        if not programs.is_dir():
            programs.mkdir()
            for name in ("bash", "touch", "rm", "env"):
                (programs / name).symlink_to(str(shutil.which(name)))
        home = {"HOME": str(self.folder), "PATH": str(programs), "TMPDIR": str(self.folder)}
        pip = {
            "PIP_INDEX_URL": f"{self.url}/simple",
            "PIP_CONFIG_FILE": "/dev/null",
            "PIP_NO_CACHE_DIR": "1",
            "PIP_NO_COMPILE": "1",
            "NO_PROXY": "*",
        }
        python = str(Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}")
        return subprocess.run(
            [str(shutil.which("make")), "-s", f"PYTHON={python}", *targets],
            cwd=self.folder,
            env={**home, **pip},
            text=True,
            capture_output=True,
            check=False,
        )

    def installed(self, environment: str = ".venv") -> dict[str, str]:
        """The installed packages and their versions, without those of the environment itself."""
        (site,) = (self.folder / environment / "lib").glob("python*/site-packages")
        found = {canonicalize_name(one.name): one.version for one in distributions(path=[str(site)])}
        return {name: version for name, version in found.items() if name not in {"pip", "setuptools", "linesmith"}}


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FreshClone]:
    """Every locked package is served, each requiring something newer; and the locks have the digests of what is served."""
    folder = tmp_path_factory.mktemp("clone with a space")
    index = Index()
    index.add(LATER, "1.0")
    for file in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / file, folder)
    for npm in ("tests/conformance/node/package-lock.json", "tests/fixtures/runtime_config/package-lock.json"):
        (folder / npm).parent.mkdir(parents=True)
        (folder / npm).touch()
    (folder / "requirements").mkdir()
    for lock in LOCKS:
        lines = []
        for requirement in locked(lock):
            digest = index.add(requirement.name, version(requirement), [f"{LATER}>=1", *requires(requirement.name)])
            index.add(requirement.name, _NEWER)
            lines.append(f"{requirement} --hash=sha256:{digest}\n")
        (folder / "requirements" / lock.name).write_text("".join(lines), encoding="utf-8")
    _make_environment(folder / ".venv")
    with serving(index) as url:
        yield FreshClone(folder, url)


def _make_environment(folder: Path) -> None:
    """Make an environment as `python -m venv` does, but with a link to the pip that runs here: installing a copy takes seconds."""
    venv.create(folder, symlinks=True)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "pip").symlink_to(Path(str(find_spec("pip").origin)).parent)  # type: ignore[union-attr]


def requires(name: str) -> list[str]:
    """The requirements of the installed package with this name, without those that only one of its extras has."""
    for one in distributions(name=name):
        return [text for text in one.requires or [] if "extra ==" not in text]
    return []


class serving:  # noqa: N801  reads as a statement
    """Serve an index on loopback."""

    def __init__(self, index: Index) -> None:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                _, kind, name = f"{self.path.rstrip('/')}//".split("/")[:3]
                body = index.page(name) if kind == "simple" else index.wheels.get(name)
                self.send_response(404 if body is None else 200)
                self.send_header("Content-Type", "text/html" if kind == "simple" else "application/octet-stream")
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self) -> str:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def test_every_make_target_installs_only_locked_versions(clone: FreshClone) -> None:
    done = clone.make(*(f".venv/.{name}" for name in ("run", "dev", "rehearse", "lock", "alternatives")))
    assert (done.returncode, done.stderr) == (0, "")
    for environment, names in ((".venv", TOGETHER), (".venv/alternatives", ("alternatives",))):
        wanted = [
            one for name in names for one in locked(ROOT / "requirements" / f"{name}.txt") if one.marker is None or one.marker.evaluate()
        ]
        assert clone.installed(environment) == {canonicalize_name(one.name): version(one) for one in wanted}


@pytest.mark.parametrize("extra", ["checkers", "fast"])
def test_an_extra_is_what_make_installs(extra: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = project["dependency-groups"][extra]
    assert project["project"]["optional-dependencies"][extra] == wanted
    assert {one.name for one in locked(ROOT / f"requirements/{extra}.txt")} == {canonicalize_name(Requirement(one).name) for one in wanted}


def test_the_extra_with_the_checkers_has_all_of_them() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert sorted(checker.package for checker in CHECKERS.values()) == project["dependency-groups"]["checkers"]


def test_locks_of_one_environment_have_one_version_of_each_package() -> None:
    found: dict[str, set[str]] = {}
    for name in TOGETHER:
        for one in locked(ROOT / "requirements" / f"{name}.txt"):
            found.setdefault(canonicalize_name(one.name), set()).add(version(one))
    assert {name: versions for name, versions in found.items() if len(versions) > 1} == {}


def test_locks_keep_the_extras_that_locked_packages_require() -> None:
    """Without its extra in the lock, pip 23 looks for another release of the package."""
    for lock in LOCKS:
        extras = {canonicalize_name(one.name): one.extras for one in locked(lock)}
        for name in extras:
            for text in requires(name):
                asked = Requirement(text)
                if asked.marker is None or asked.marker.evaluate():
                    assert asked.extras <= extras[canonicalize_name(asked.name)], f"{lock.name}: {name} asks for {asked}"


def test_locks_have_every_requirement_of_the_installed_packages() -> None:
    """`--no-deps` installs nothing that a lock lacks, so a gap would be found here only."""
    installed = {canonicalize_name(one.name): one.version for one in distributions()}
    for one in distributions():
        for text in one.requires or []:
            asked = Requirement(text)
            if asked.marker is None or asked.marker.evaluate({"extra": ""}):
                there = installed.get(canonicalize_name(asked.name))
                assert there is not None, f"{one.name} requires {asked}"
                assert asked.specifier.contains(there, prereleases=True), f"{one.name} requires {asked}; found: {there}"


def test_fresh_install_is_tested_every_week() -> None:
    ci = YAML(typ="safe", pure=True).load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))
    (schedule,) = ci["on"]["schedule"]
    minute, hour, *days = schedule["cron"].split()
    assert minute.isdigit()
    assert hour.isdigit()
    assert days[:2] == ["*", "*"]
    assert days[2].isdigit(), "on one day of the week"
    steps = [step for job in ci["jobs"].values() for step in job["steps"]]
    assert any(step.get("run") == "make test" for step in steps)
    assert not any("cache" in str(step.get("uses")) or "cache" in step.get("with", {}) for step in steps)
