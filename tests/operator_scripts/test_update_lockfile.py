"""update-lockfile-linux.sh with the real npm in a fake container: a valid new lockfile, or the old one."""

from __future__ import annotations

import ast
import json
import os
import subprocess
from itertools import pairwise
from pathlib import Path
from signal import SIGKILL as KILL
from typing import Any

import pytest

from tests.operator_scripts.repositories import INTERRUPT, TERMINATE, Clone
from tests.tools import program

LOCKFILE = "development/update-lockfile-linux.sh"
IMAGE = "docker.io/library/node:24"
ENGINES = ("docker", "podman")


@pytest.fixture(scope="session")
def without_engines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs on PATH without the container engines of this machine: a test would start real containers with those."""
    folder = tmp_path_factory.mktemp("without engines")
    for place in os.environ["PATH"].split(os.pathsep):
        for found in Path(place).iterdir() if os.access(place, os.R_OK | os.X_OK) else ():
            link = folder / found.name
            if found.name not in ENGINES and not link.is_symlink():
                link.symlink_to(found)
    return folder


@pytest.fixture
def ready(clone: Clone, npm: Path, without_engines: Path) -> Clone:
    """A clone with docker, and a lockfile that lacks a workspace."""
    program("node")
    (clone.bin / "npm").symlink_to(npm)
    clone.environment["PATH"] = f"{clone.bin}:{without_engines}"
    clone.engine()
    lock = json.loads(clone.read("package-lock.json"))
    for name in ("apps/api", "node_modules/@metaboost/api"):
        del lock["packages"][name]
    clone.commit("chore: a lockfile as a Mac makes it", {"package-lock.json": json.dumps(lock, indent=2) + "\n"})
    return clone


def calls(clone: Clone) -> list[list[str]]:
    """The calls of the engine that run a container."""
    found = (ast.literal_eval(line) for line in (clone.root / "calls").read_text("utf-8").splitlines())
    return [call for call in found if call[0] == "run"]


def packages(clone: Clone) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(clone.read("package-lock.json"))["packages"]
    return found


def changed(clone: Clone) -> list[str]:
    return clone.git("status", "--porcelain", "--ignored").splitlines()


@pytest.mark.parametrize("engine", ENGINES)
def test_only_the_lockfile_changes(ready: Clone, engine: str) -> None:
    (ready.bin / "docker").unlink()
    ready.engine(engine)
    ran = ready.run(LOCKFILE, "--yes")
    assert ran.code == 0, ran.output
    assert "package-lock.json was updated" in ran.output
    assert "apps/api" in packages(ready)
    assert changed(ready) == ["M package-lock.json"]
    assert not list(ready.folder.rglob("node_modules"))
    assert ready.state()["left"] == []
    (call,) = calls(ready)
    assert call[call.index("--platform") + 1] == "linux/amd64"
    assert ("--user" in call) == (engine == "docker"), "podman's root is the operator"
    assert ("--security-opt", "label=disable") in pairwise(call), "SELinux would refuse npm the folder"
    assert call[call.index(IMAGE) + 1 :][:2] == ["sh", "-c"]


# As the engines print it, the last two where `podman-docker` calls podman docker.
INFO = {
    " Security Options:\n  seccomp\n   Profile: builtin\n  rootless\n  cgroupns": True,
    " Security Options:\n  seccomp\n   Profile: builtin\n  cgroupns": False,
    "  security:\n    rootless: true\n    selinuxEnabled: true": True,
    "  security:\n    rootless: false\n    selinuxEnabled: true": False,
}


@pytest.mark.parametrize(("info", "root_is_me"), INFO.items())
def test_files_belong_to_the_operator(ready: Clone, info: str, root_is_me: bool) -> None:
    assert ready.run(LOCKFILE, "--yes", FAKE_ENGINE_INFO=info).code == 0
    (call,) = calls(ready)
    assert ("--user" in call) != root_is_me
    assert root_is_me or call[call.index("--user") + 1] == f"{os.getuid()}:{os.getgid()}"


def test_second_run_changes_nothing(ready: Clone) -> None:
    ready.run(LOCKFILE, "--yes")
    ready.git("commit", "--quiet", "--all", "--message", "chore: lockfile")
    before = ready.state()
    ran = ready.run(LOCKFILE, "--yes")
    assert (ran.code, "package-lock.json is already up to date" in ran.output) == (0, True)
    assert ready.state() == before


def test_lockfile_is_created_only_when_npm_succeeds(ready: Clone) -> None:
    ready.git("rm", "--quiet", "package-lock.json")
    ready.git("commit", "--quiet", "--message", "chore: no lockfile")
    before = ready.state()
    refused = ready.run(LOCKFILE, "--yes", FAKE_ENGINE_DOES="exit 1")
    assert (refused.code, ready.state()) == (1, before)
    assert ready.run(LOCKFILE, "--yes").code == 0
    assert "apps/api" in packages(ready)
    assert changed(ready) == ["?? package-lock.json"]


def test_platform_can_be_set(ready: Clone) -> None:
    assert ready.run(LOCKFILE, "--yes", LOCKFILE_PLATFORM="linux/arm64").code == 0
    (call,) = calls(ready)
    assert call[call.index("--platform") + 1] == "linux/arm64"


@pytest.mark.parametrize("fresh", [True, False])
def test_versions_are_kept_without_fresh(ready: Clone, fresh: bool) -> None:
    does = "if [ -e package-lock.json ]; then touch ../old; fi; npm install --package-lock-only >&2; ls -d ../old >&2 || true"
    ran = ready.run(LOCKFILE, "--yes", *["--fresh"] * fresh, FAKE_ENGINE_DOES=does)
    assert ran.code == 0, ran.output
    assert ("\n../old\n" in f"\n{ran.output}") != fresh


def test_node_modules_are_neither_read_nor_changed(ready: Clone) -> None:
    ready.put("node_modules/left-pad/package.json", '{"name": "left-pad", "version": "1.3.0"}')
    ready.put("apps/api/node_modules/.bin/x", "")
    ran = ready.run(LOCKFILE, "--yes", FAKE_ENGINE_DOES="find . -name node_modules >&2; npm install --package-lock-only >&2")
    assert ran.code == 0, ran.output
    assert "node_modules" not in ran.output
    assert ready.read("node_modules/left-pad/package.json") == '{"name": "left-pad", "version": "1.3.0"}'
    assert "node_modules/left-pad" not in packages(ready)


def test_podman_is_used_when_docker_does_not_respond(ready: Clone) -> None:
    ready.shim("docker", "#!/bin/sh\nexit 1\n")
    ready.engine("podman")
    assert ready.run(LOCKFILE, "--yes").code == 0
    assert "--user" not in calls(ready)[0]


REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "an engine that does not answer": ({"FAKE_ENGINE_IS_DOWN": "1"}, "no container engine is running: docker, podman"),
    "another engine": ({"CONTAINER_ENGINE": "nerdctl"}, "no container engine is running: nerdctl"),
    "npm fails": (
        {"FAKE_ENGINE_DOES": "echo npm error code EBADENGINE >&2; exit 1"},
        "npm failed in the container; package-lock.json is unchanged",
    ),
    "it is killed": ({"FAKE_ENGINE_DOES": "kill -BUS $$"}, "on Apple Silicon: LOCKFILE_PLATFORM=linux/arm64"),
    "no lockfile": (
        {"FAKE_ENGINE_DOES": "rm package-lock.json"},
        "the lockfile that npm created cannot be read",
    ),
    "half a lockfile": (
        {"FAKE_ENGINE_DOES": "npm install --package-lock-only >&2; truncate -s 100 package-lock.json"},
        "is not a JSON object",
    ),
    "an old form": (
        {"FAKE_ENGINE_DOES": """echo '{"lockfileVersion": 1}' >package-lock.json"""},
        "the lockfile that npm created has lockfileVersion 1; expected: 2 or higher",
    ),
    "without a workspace": (
        {"FAKE_ENGINE_DOES": "true"},
        "the lockfile that npm created lacks the workspace apps/api in its version 1.2.3; package-lock.json is unchanged",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_old_lockfile_is_kept_when_something_is_wrong(ready: Clone, name: str) -> None:
    environment, expected = REFUSED[name]
    before = ready.state()
    ran = ready.run(LOCKFILE, "--yes", **environment)
    assert (ran.code, expected in ran.output) == (1, True), ran.output
    assert ran.output.count("To do: ") == 1
    assert ready.state() == before


def test_stops_with_a_remedy_when_there_is_no_engine(ready: Clone) -> None:
    (ready.bin / "docker").unlink()
    before = ready.state()
    ran = ready.run(LOCKFILE, "--yes")
    assert ran.code == 1
    assert "start Docker Desktop, or install podman" in ran.output
    assert ready.state() == before


def test_stops_before_a_container_starts_when_a_package_is_invalid(ready: Clone) -> None:
    ready.commit(files={"package.json": "{"})
    before = ready.state()
    ran = ready.run(LOCKFILE, "--yes")
    assert (ran.code, "package.json is not a JSON object" in ran.output) == (1, True), ran.output
    assert ready.state() == before
    assert calls(ready) == []


def test_no_container_starts_when_there_is_no_terminal(ready: Clone) -> None:
    before = ready.state()
    ran = ready.run(LOCKFILE, feed="y\n")
    assert (ran.code, "there is no terminal to ask on; nothing was changed" in ran.output) == (1, True)
    assert ready.state() == before
    assert calls(ready) == []


def test_dry_run_shows_the_command(ready: Clone) -> None:
    before = ready.state()
    ran = ready.run(LOCKFILE, "--dry-run")
    assert (ran.code, f"would run: npm install --package-lock-only in {IMAGE} (linux/amd64) with docker" in ran.output) == (0, True)
    assert ready.state() == before


def test_asks_for_confirmation_on_a_terminal(ready: Clone) -> None:
    before = ready.state()
    assert ready.run_on_a_terminal(LOCKFILE, types="n\n", at="[y/N]").code == 1
    assert ready.state() == before
    agreed = ready.run_on_a_terminal(LOCKFILE, types="y\n", at="[y/N]")
    assert agreed.code == 0, agreed.output
    assert "apps/api" in packages(ready)


@pytest.mark.parametrize(("signal", "code"), [(INTERRUPT, 130), (TERMINATE, 143)])
def test_nothing_changes_when_interrupted_while_npm_runs(ready: Clone, signal: int, code: int) -> None:
    before = ready.state()
    does = {"FAKE_ENGINE_DOES": "echo npm is at work >&2; sleep 30"}
    ran = ready.run_on_a_terminal(LOCKFILE, "--yes", kill=signal, at="npm is at work", environment=does)
    assert ran.code == code, ran.output
    assert ready.state() == before


def test_nothing_changes_when_only_the_script_is_terminated(ready: Clone) -> None:
    """A supervisor does this: the signal reaches the script and not npm, which succeeds."""
    before = ready.state()
    go_on = ready.root / "go on"
    does = f"echo npm is at work >&2; until [ -e '{go_on}' ]; do sleep 0.01; done; npm install --package-lock-only >&2"
    environment = {**ready.environment, "FAKE_ENGINE_DOES": does}
    with subprocess.Popen([f"scripts/{LOCKFILE}", "--yes"], cwd=ready.folder, env=environment, stderr=subprocess.PIPE, text=True) as alone:
        assert alone.stderr
        assert alone.stderr.readline() == "npm is at work\n"
        alone.terminate()
        go_on.touch()
        output = alone.stderr.read()
    assert (alone.returncode, "as npm makes it" in output) == (143, False), output
    assert ready.state() == before


@pytest.mark.parametrize("signal", [INTERRUPT, TERMINATE])
def test_container_stops_on_a_signal(ready: Clone, signal: int) -> None:
    """Linux keeps from a first process every signal that it has no handler for; one that dies of a signal had none."""
    ready.run(LOCKFILE, "--yes")
    (call,) = calls(ready)
    ready.shim("npm", "#!/bin/sh\necho npm is at work\nexec sleep 60\n")
    command = call[call.index(IMAGE) + 1 :]
    with subprocess.Popen(command, env=ready.environment, stdout=subprocess.PIPE, start_new_session=True, text=True) as first:
        assert first.stdout
        assert first.stdout.readline() == "npm is at work\n"
        os.kill(first.pid, signal)
        code = first.wait(10)
        os.killpg(first.pid, KILL)
    assert code == 130


@pytest.mark.parametrize("arguments", [["x"], ["--force"], [""]])
def test_stops_on_invalid_arguments(ready: Clone, arguments: list[str]) -> None:
    ran = ready.run(LOCKFILE, *arguments, "--yes")
    assert (ran.code, "--help" in ran.output) == (2, True), ran.output


def test_help_is_shown_without_a_repository(clone: Clone) -> None:
    ran = clone.run(LOCKFILE, "--help", PATH="/usr/bin:/bin")
    assert (ran.code, ran.output.startswith("Usage: ")) == (0, True)
