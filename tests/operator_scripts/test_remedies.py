"""An unknown state is not a "no": each cause has its own remedy, and no remedy publishes anything."""

from __future__ import annotations

import subprocess
from itertools import product
from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault
from tests.operator_scripts.test_preflight import PREFLIGHT, ready
from tests.projects import REPOSITORY

if TYPE_CHECKING:
    from tests.operator_scripts.published import Published

LIBRARY = REPOSITORY / "templates/lib/remedies.sh"
REASONS = ("network", "server", "limited", "denied", "absent", "malformed")
SOURCES = ("", "gh", "GH_TOKEN", "GITHUB_TOKEN")


def remedy(function: str, reason: str, source: str) -> str:
    settings = f"token_from={source} registry_token_from={source} repository=o/r WORKFLOW=w.yml REGISTRY=ghcr.io"
    command = f'set -eu; . "$1"; {settings}; {function} {reason}'
    done = subprocess.run(["bash", "-c", command, "preflight.sh", str(LIBRARY)], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize("function", ["github_remedy", "registry_remedy"])
def test_remedy_names_a_token_only_when_access_is_denied(function: str) -> None:
    texts = {(reason, source): remedy(function, reason, source) for reason, source in product(REASONS, SOURCES)}
    for (reason, source), text in texts.items():
        about_tokens = any(word in text for word in ("gh auth", "TOKEN"))
        assert about_tokens == (reason == "denied" or (reason == "absent" and function == "github_remedy")), (reason, source, text)
        assert "workflow run" not in text
        assert "then preflight.sh" in text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", "gh auth login --scopes read:packages, or set GHCR_REGISTRY_TOKEN"),
        ("gh", "gh auth refresh --scopes read:packages, or set GHCR_REGISTRY_TOKEN"),
        ("GH_TOKEN", "set GHCR_REGISTRY_TOKEN to a token that may read packages"),
        ("elsewhere", "set GHCR_REGISTRY_TOKEN to a token of ghcr.io: a GitHub token is not sent to it"),
        ("GHCR_REGISTRY_TOKEN", "set GHCR_REGISTRY_TOKEN to a token that may read the packages of o/r"),
    ],
)
def test_remedy_names_the_token_that_may_not_read_packages(source: str, expected: str) -> None:
    assert remedy("registry_remedy", "denied", source).startswith(expected)


@pytest.mark.parametrize("where", ["the token endpoint", "the image"])
def test_remedy_is_gh_auth_refresh_when_the_token_is_that_of_gh(pipeline: Published, where: str) -> None:
    ready(pipeline)
    pipeline.clone.shim("gh", '#!/bin/sh\n[ "$*" = "auth token --hostname 127.0.0.1" ] && echo ghp_a-person\n')
    body = '{"errors":[{"code":"DENIED","message":"denied"}]}'
    path = "^/token" if where == "the token endpoint" else "/manifests/"
    pipeline.registry.faults.add(Fault(path, times=0, status=403, body=body))
    output = pipeline.run(PREFLIGHT, "main", GH_TOKEN="").output
    assert "(HTTP 403: denied). To do: gh auth refresh --scopes read:packages, or set GHCR_REGISTRY_TOKEN" in output
    assert "workflow run" not in output


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault("/actions/", times=0, action="cut"), "To do: check the network (curl --head http"),
        (
            Fault("/actions/", times=0, status=403, body='{"message":"API rate limit exceeded for user ID 1."}'),
            "To do: wait until the rate limit resets, then ",
        ),
        (
            Fault("/actions/", times=0, status=401, body='{"message":"Bad credentials"}'),
            "To do: set GH_TOKEN to a token that may read the ",
        ),
    ],
    ids=["network", "limited", "denied"],
)
def test_remedy_depends_on_the_response_of_github(pipeline: Published, fault: Fault, expected: str) -> None:
    ready(pipeline)
    pipeline.github.faults.add(fault)
    output = pipeline.run(PREFLIGHT, "main").output
    assert expected in output
    assert "gh auth" not in output
