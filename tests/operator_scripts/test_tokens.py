"""Where the operator's token is sent: a token of GitHub to GitHub and to the registry of the definition, and nowhere else."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from pipelines.product import PRODUCT
from rehearsal.http.faults import Fault
from tests.operator_scripts.npm_registry import NpmRegistry
from tests.operator_scripts.published import TOKEN
from tests.operator_scripts.repositories import node
from tests.operator_scripts.test_preflight import ready

if TYPE_CHECKING:
    from tests.operator_scripts.published import Published

MAIN, PREFLIGHT = "sync-staging-to-main.sh", "preflight.sh"
# node is asked with a registry, a task and the token for that registry, which are written down; and the registry is not asked.
ASKED = """#!/bin/sh
if [ "$4" = images ]; then
  printf '%s %s\\n' "$3" "$GHCR_REGISTRY_TOKEN" >>'{record}'
  exit 1
fi
exec '{node}' "$@"
"""
OTHER = "ghp_of-another-registry"


@pytest.mark.parametrize(
    ("registry", "given", "expected"),
    [
        ("", {}, TOKEN),
        (PRODUCT.registry, {}, TOKEN),
        ("127.0.0.1:1", {}, TOKEN),
        ("localhost:1", {}, TOKEN),
        ("[::1]:1", {}, TOKEN),
        ("registry.example.org", {}, ""),
        ("registry.example.org", {"GH_TOKEN": "", "GITHUB_TOKEN": TOKEN}, ""),
        ("registry.example.org", {"GHCR_REGISTRY_TOKEN": OTHER}, OTHER),
        ("127.0.0.1.example.org", {}, ""),
        ("localhost.example.org:1", {}, ""),
        (f"{PRODUCT.registry}.example.org", {}, ""),
        (f"{PRODUCT.registry}:8443", {}, ""),
        ("", {"GHCR_REGISTRY_TOKEN": OTHER}, OTHER),
    ],
)
@pytest.mark.parametrize("name", [PREFLIGHT, MAIN])
def test_github_token_is_sent_only_to_the_registry_of_the_definition(
    pipeline: Published, name: str, registry: str, given: dict[str, str], expected: str
) -> None:
    ready(pipeline)
    record = pipeline.clone.root / "asked"
    pipeline.clone.shim("node", ASKED.format(record=record, node=node()))
    pipeline.run(name, *(["main"] if name == PREFLIGHT else ["--dry-run"]), **{"PUBLISH_REGISTRY": registry, **given})
    assert record.read_text("utf-8").splitlines()[0] == f"{registry or PRODUCT.registry} {expected}"


@pytest.mark.parametrize("given", ["", TOKEN + "-2"], ids=["a token of GitHub", "a token of its own"])
def test_github_token_is_not_forwarded_by_a_local_registry(pipeline: Published, given: str) -> None:
    """Its token endpoint may be on any host; 0.0.0.0 is this machine too, and no name of it that a registry here has."""
    ready(pipeline)
    with NpmRegistry() as theirs:
        realm = f'Bearer realm="http://0.0.0.0:{theirs.port}/token",service="x"'
        pipeline.registry.faults.add(Fault("^/v2/$", times=0, status=401, headers=(("WWW-Authenticate", realm),), body="{}"))
        pipeline.run(PREFLIGHT, "main", GHCR_REGISTRY_TOKEN=given)
        basic = base64.b64encode(f"x-access-token:{given}".encode()).decode()
        assert theirs.requests
        assert all(TOKEN not in one.text for one in theirs.requests)
        assert all(("Basic" in one.text, basic in one.text) == (bool(given), bool(given)) for one in theirs.requests)
