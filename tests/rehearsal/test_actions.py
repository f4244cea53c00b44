"""The fake actions in a run: they push and reject the same as the real ones."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from rehearsal.fakes import buildah
from rehearsal.http.faults import Fault
from rehearsal.runner import Runner, act
from tests.documents import program
from tests.tools import HOW_TO_GET

if TYPE_CHECKING:
    from pathlib import Path

    from rehearsal.application import Application
    from rehearsal.github import GitHub
    from rehearsal.registry import Registry
    from rehearsal.runner.act_log import ActResult

pytestmark = pytest.mark.skipif(act() is None, reason=f"act is missing. To have it: {HOW_TO_GET['act']}")

NAME = "podverse/metaboost/api"
ALL_PERMISSIONS = "{contents: read, packages: write}"


@pytest.fixture
def runner(github: GitHub, registry: Registry, application: Application) -> Runner:
    return Runner(github, registry, application, timeout=60)


def run(runner: Runner, steps: str, permissions: str = ALL_PERMISSIONS) -> ActResult:
    head = "on: push\ndefaults: {run: {shell: bash}}\n"
    return runner.run(
        f"{head}jobs:\n  only:\n    runs-on: ubuntu-24.04\n    permissions: {permissions}\n    steps:\n{steps}", branch="staging"
    )


CHECKOUT = """\
      - uses: actions/checkout@v7
        with: {persist-credentials: false}
"""
LOGIN = """\
      - uses: docker/setup-buildx-action@v4
      - uses: docker/login-action@v4
        with:
          registry: ${{ vars.REGISTRY }}
          username: ${{ github.actor }}
          password: ${{ secrets.GITHUB_TOKEN }}
"""
BUILD = """\
      - uses: docker/build-push-action@v7
        id: build
        env: {DOCKER_BUILD_SUMMARY: "false"}
        with:
          context: .
          file: infra/docker/local/api/Dockerfile
          push: true
          provenance: mode=max
          tags: ${{ vars.REGISTRY }}/podverse/metaboost/api:1.2.3-staging.0
          labels: |
            org.opencontainers.image.version=1.2.3-staging.0
            evil=$(touch /tmp/never) `id` "quoted" = equals
          annotations: |
            index:org.opencontainers.image.revision=${{ github.sha }}
            index:org.opencontainers.image.version=1.2.3-staging.0
      - run: echo "digest=$DIGEST"
        env: {DIGEST: "${{ steps.build.outputs.digest }}"}
"""


def test_an_image_is_built_and_pushed(runner: Runner, registry: Registry, application: Application) -> None:
    outcome = run(runner, CHECKOUT + LOGIN + BUILD)
    outcome.expect_success("only")
    ((tag, digest),) = registry.tags(NAME).items()
    assert (tag, f"digest={digest}" in outcome.job("only").output) == ("1.2.3-staging.0", True)
    assert registry.annotations(NAME, tag) == {
        "org.opencontainers.image.revision": application.head("staging"),
        "org.opencontainers.image.version": "1.2.3-staging.0",
    }
    index = registry.manifest(NAME, tag)
    assert index is not None
    image = registry.manifest(NAME, index.value["manifests"][0]["digest"])
    assert image is not None
    config = json.loads(registry.store.blob(NAME, image.value["config"]["digest"]) or b"")
    assert config["config"]["Labels"]["evil"] == '$(touch /tmp/never) `id` "quoted" = equals'
    assert registry.tags(NAME)[tag] == digest
    assert (": FROM scratch" in outcome.job("only").output) == (not buildah.missing())


def test_a_second_build_has_another_digest(runner: Runner, registry: Registry) -> None:
    digests = set()
    for _ in range(2):
        run(runner, CHECKOUT + LOGIN + BUILD).expect_success("only")
        digests.add(registry.tags(NAME)["1.2.3-staging.0"])
    assert len(digests) == 2


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        (LOGIN + BUILD, "Dockerfile was not found in"),
        (CHECKOUT + BUILD, "DENIED"),
        (CHECKOUT + LOGIN + BUILD.replace("index:org", "org"), "is not on the index; expected index:org"),
        (CHECKOUT + LOGIN + BUILD.replace("mode=max", "false"), "provenance is off"),
        (CHECKOUT + LOGIN + BUILD.replace("context: .", "no-cache: true"), "no context is given"),
        (CHECKOUT + LOGIN + BUILD.replace("push: true", "push: false"), "push is 'false'"),
        (CHECKOUT + LOGIN + BUILD.replace("evil=", "="), "expected key=value"),
        (LOGIN.replace("secrets.GITHUB_TOKEN", "secrets.NONE"), "the input password is empty"),
        (LOGIN.replace("${{ secrets.GITHUB_TOKEN }}", "wrong"), "DENIED: denied"),
    ],
)
def test_fakes_reject_what_the_real_actions_reject(runner: Runner, registry: Registry, steps: str, message: str) -> None:
    outcome = run(runner, steps)
    assert outcome.job("only").result == "failure"
    assert any(message in note.message for note in outcome.job("only").annotations), outcome.log
    assert registry.tags(NAME) == {}


def test_pushing_needs_packages_write(runner: Runner, registry: Registry) -> None:
    outcome = run(runner, CHECKOUT + LOGIN + BUILD, "{contents: read, packages: read}")
    assert any("DENIED" in note.message for note in outcome.job("only").annotations)
    assert registry.tags(NAME) == {}


NODE = """\
      - uses: actions/setup-node@v7
        with: {node-version: "24", package-manager-cache: false}
"""


def test_calls_of_npm_are_logged(runner: Runner) -> None:
    outcome = run(runner, CHECKOUT + NODE + "      - run: npm ci --include=optional --fetch-retries=5 && npm run lint\n")
    outcome.expect_success("only")
    assert list(outcome.npm_calls) == [["ci", "--include=optional", "--fetch-retries=5"], ["run", "lint"]]


def test_node_is_that_of_the_machine(runner: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    steps = CHECKOUT + "      - run: node before\n" + NODE + "      - run: node -e 1\n"
    calls = tmp_path / "calls"
    program(tmp_path / "bin/node", f"sh -c 'echo played: $* | tee -a {calls}' node")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    output = run(runner, steps).job("only").output
    assert "played: before" in output
    assert "played: -e 1" in output
    assert calls.read_text("utf-8") == "played: before\nplayed: -e 1\n", "act starts none to find it"


def test_node_and_npm_run_without_the_variables_of_the_step(runner: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    steps = CHECKOUT + NODE + '      - run: env -i PATH="$PATH" bash -c "node -e 1 && npm audit --json"\n'
    program(tmp_path / "bin/node", "echo played:")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    outcome = run(runner, steps)
    outcome.expect_success("only")
    assert "played: -e 1" in outcome.job("only").output
    assert list(outcome.npm_calls) == [["audit", "--json"]]


def test_without_node_the_step_fails_with_a_message(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    found = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "node" else found(name))
    outcome = run(runner, CHECKOUT + NODE + "      - run: node -e 1\n")
    assert outcome.job("only").result == "failure"
    assert "node -e 1: this machine has no Node" in outcome.job("only").output


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("npm run nothing", 'Missing script: "nothing"'),
        ("npm frobnicate", 'Unknown command: "frobnicate"'),
        ("npm run lint -w apps/web", 'does not support "apps/web"'),
        ("rm package-lock.json; npm ci", "no package-lock.json"),
    ],
)
def test_npm_rejects_impossible_commands(runner: Runner, command: str, message: str) -> None:
    outcome = run(runner, CHECKOUT + NODE + f"      - run: {command}\n")
    assert outcome.job("only").result == "failure"
    assert message in outcome.job("only").output


def test_npm_runs_the_scripts_of_the_application(runner: Runner) -> None:
    build = "      - run: npm run build:packages && npm run lint && npm run type-check\n"
    env = "      - run: cp apps/web/.env.example apps/web/.env.local && npm run build:apps && cat apps/web/dist/main.js\n"
    outcome = run(runner, CHECKOUT + NODE + build + env)
    outcome.expect_success("only")
    assert "shared = true" in outcome.job("only").output
    assert run(runner, CHECKOUT + NODE + env).job("only").result == "failure", "the packages are not built"


def test_failures_of_npm_can_be_injected(runner: Runner) -> None:
    runner.npm_fails = "^audit"
    outcome = run(runner, CHECKOUT + NODE + "      - run: npm ci\n      - run: npm audit --omit=dev\n")
    assert [step.result for step in outcome.job("only").steps if step.stage == "Main"][-2:] == ["success", "failure"]


@pytest.mark.parametrize(("persist", "kept"), [("false", 0), ("true", 1)])
def test_checkout_persists_the_token_only_on_request(runner: Runner, persist: str, kept: int) -> None:
    steps = (
        CHECKOUT.replace("false", persist)
        + '      - run: echo "headers=$(git config --local --name-only --get-regexp extraheader | wc -l)"\n'
    )
    outcome = run(runner, steps)
    outcome.expect_success("only")
    assert f"headers={kept}" in outcome.job("only").output


def test_checkout_is_shallow_by_default(runner: Runner, application: Application) -> None:
    application.bump("1.3.0")
    application.fast_forward("staging", "develop")
    count = '      - run: echo "commits=$(git rev-list --count HEAD) branch=$(git branch --show-current)"\n'
    assert "commits=1 branch=staging" in run(runner, CHECKOUT + count).job("only").output
    deep = CHECKOUT.replace("{", "{fetch-depth: 0, ")
    assert "commits=2 branch=staging" in run(runner, deep + count).job("only").output


def test_checkout_tries_three_times(runner: Runner) -> None:
    runner.github.faults.add(Fault("/info/refs", status=503, times=2))
    outcome = run(runner, CHECKOUT)
    outcome.expect_success("only")
    assert outcome.sleeps == (10.0, 10.0)
    runner.github.faults.add(Fault("/info/refs", status=503, times=0))
    assert run(runner, CHECKOUT).job("only").result == "failure"
