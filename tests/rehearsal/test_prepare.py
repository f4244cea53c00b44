"""What is done to a workflow file before it runs, and that nothing else is done."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from rehearsal import ROOT
from rehearsal.runner.prepare import grant, grants, secret_name, stripped, uses, with_job_tokens
from rehearsal.tokens import Grant

WORKFLOW = """\
# A header.
name: Publish (staging)
"on":
  push: {branches: [staging]}
permissions: {}
cache-mode: none
concurrency:
  group: lines # why
  cancel-in-progress: false
  queue: max
env:
  queue: "a variable of this name stays"
jobs:
  one:
    runs-on: ubuntu-24.04
    cache-mode: none
    permissions:
      contents: write # creates the tag
      packages: read
    concurrency: {group: "${{ github.ref }}", queue: max}
    steps:
      - uses: actions/checkout@0123456789012345678901234567890123456789 # v7.0.1
        with:
          persist-credentials: false
      - name: queue
        env:
          TOKEN: ${{ secrets.GHCR_REGISTRY_TOKEN || secrets.GITHUB_TOKEN }}
          OTHER: ${{ secrets.GITHUB_TOKEN_OF_MINE }}
        run: |
          queue: max

          echo "a long line that must not be folded whatever its length, because a script is not prose: ${#TOKEN}" 'quoted'
  two-b:
    runs-on: ubuntu-24.04
    concurrency: plain
    steps:
      - uses: ./local
      - uses: docker://alpine
      - run: echo "$TOKEN"
        env: {TOKEN: "${{ github.token }}"}
"""


def plain(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def without(value: Any) -> Any:
    """What `stripped` is meant to do, said independently on plain data."""
    value = copy.deepcopy(value)
    for place in (value, *value["jobs"].values()):
        place.pop("cache-mode", None)
        if isinstance(place.get("concurrency"), dict):
            place["concurrency"].pop("queue", None)
    return value


def files() -> list[str]:
    return [WORKFLOW, *(path.read_text("utf-8") for path in sorted((ROOT / "generated" / ".github" / "workflows").glob("*.yml")))]


@pytest.mark.parametrize("text", files())
def test_queue_and_cache_mode_are_taken_away_and_nothing_else(text: str) -> None:
    after = stripped(text)
    assert plain(after) == without(plain(text))
    lost = [line.strip() for line in text.splitlines() if line not in after.splitlines()]
    assert all("queue: max" in line or "cache-mode:" in line for line in lost), lost


def test_comments_and_quotes_stay() -> None:
    after = stripped(WORKFLOW)
    for kept in ("# A header.", "group: lines # why", "# creates the tag", "# v7.0.1", '"on":', 'queue: "a variable', "'quoted'"):
        assert kept in after


def test_each_job_gets_a_token_of_its_own() -> None:
    before, after = plain(stripped(WORKFLOW)), plain(with_job_tokens(stripped(WORKFLOW)))
    one, two = after["jobs"]["one"]["steps"], after["jobs"]["two-b"]["steps"]
    assert one[0]["with"] == {"persist-credentials": False, "token": "${{ secrets.JOB_TOKEN_ONE }}"}
    assert list(one[1]["env"].values()) == [
        "${{ secrets.GHCR_REGISTRY_TOKEN || secrets.JOB_TOKEN_ONE }}",
        "${{ secrets.GITHUB_TOKEN_OF_MINE }}",
    ]
    assert list(two[2]["env"].values()) == ["${{ secrets.JOB_TOKEN_TWO_B }}"]
    one[0]["with"].pop("token")
    one[1]["env"]["TOKEN"], two[2]["env"]["TOKEN"] = (
        before["jobs"][job]["steps"][step]["env"]["TOKEN"] for job, step in (("one", 1), ("two-b", 2))
    )
    assert after == before


def test_the_grants_are_those_of_the_file() -> None:
    assert grants(WORKFLOW) == {"one": Grant(contents="write", packages="read"), "two-b": Grant()}
    assert secret_name("verify-published-tags") == "JOB_TOKEN_VERIFY_PUBLISHED_TAGS"


@pytest.mark.parametrize(
    ("permissions", "expected"),
    [
        (None, Grant(contents="read", packages="read")),
        ({}, Grant()),
        ("read-all", Grant(contents="read", packages="read", actions="read")),
        ("write-all", Grant(contents="write", packages="write", actions="write")),
        ({"actions": "read"}, Grant(actions="read")),
        ({"packages": "write", "issues": "read"}, Grant(packages="write")),
    ],
)
def test_permissions_become_a_grant(permissions: Any, expected: Grant) -> None:
    assert grant(permissions) == expected


def test_a_permission_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="contents is 'admin'"):
        grant({"contents": "admin"})


def test_what_a_file_uses() -> None:
    assert uses(WORKFLOW) == {"actions/checkout@0123456789012345678901234567890123456789": {"persist-credentials"}}
    assert Path(ROOT, "rehearsal").is_dir()
