"""The changes to a workflow file for act, and that nothing else changes."""

from __future__ import annotations

import copy
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from rehearsal import ROOT
from rehearsal.runner.act_input import (
    GROUP,
    MATRIX,
    PROBES,
    QUEUE,
    downstream,
    drop_jobs,
    grant,
    grants,
    replay_jobs,
    set_variables,
    timeouts,
    to_act_input,
    uses,
)
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
    """Remove on plain data what `to_act_input` removes."""
    value = copy.deepcopy(value)
    for place in (value, *value["jobs"].values()):
        place.pop("cache-mode", None)
        if isinstance(place.get("concurrency"), dict):
            place["concurrency"].pop("queue", None)
    return value


def without_probes(value: Any) -> Any:
    """Remove the variables that it adds."""
    value = copy.deepcopy(value)
    for job in value["jobs"].values():
        for name in PROBES:
            job["env"].pop(name, None)
        if not job["env"]:
            del job["env"]
    return value


def files() -> list[str]:
    return [WORKFLOW, *(path.read_text("utf-8") for path in sorted((ROOT / "generated" / ".github" / "workflows").glob("*.yml")))]


@pytest.mark.parametrize("text", files())
def test_two_keys_are_removed_three_variables_are_added_and_nothing_else_changes(text: str) -> None:
    after = to_act_input(text)
    assert without_probes(plain(after)) == without(plain(text))
    new = [line for line in after.splitlines() if line not in text.splitlines()]
    assert all("REHEARSAL_" in line or "concurrency: {" in line for line in new), new
    lost = [line.strip() for line in text.splitlines() if line not in after.splitlines()]
    assert all("queue: max" in line or "cache-mode:" in line or line.startswith("env: {") for line in lost), lost


@pytest.mark.parametrize(
    "given", ["{queue: max, group: a}", "{group: a, queue: max}", "{queue: max}", "{group: a, queue: max, cancel-in-progress: false}"]
)
def test_a_key_is_removed_from_any_place_in_a_flow_mapping(given: str) -> None:
    text = f"concurrency: {given}\njobs: {{a: {{steps: []}}}}\n"
    assert plain(to_act_input(text))["concurrency"] == without(plain(text))["concurrency"]


def test_keys_after_the_jobs_are_kept() -> None:
    text = "jobs:\n  a:\n    steps: []\n  b:\n    steps: []\npermissions: {}\n"
    assert plain(drop_jobs(text, {"b"})) == {"jobs": {"a": {"steps": []}}, "permissions": {}}
    assert plain(replay_jobs(text, {"b": {}}))["permissions"] == {}


def test_the_probes_hold_the_matrix_and_the_concurrency_group() -> None:
    jobs = plain(to_act_input(WORKFLOW))["jobs"]
    assert jobs["one"]["env"] == {MATRIX: "${{ toJSON(matrix) }}", GROUP: "${{ github.ref }}", QUEUE: "max"}
    assert jobs["two-b"]["env"] == {MATRIX: "${{ toJSON(matrix) }}", GROUP: "plain", QUEUE: "single"}


def test_the_variables_of_a_job_are_kept() -> None:
    text = WORKFLOW.replace("    cache-mode: none\n    perm", "    env:\n      A: b # c\n    perm")
    assert plain(to_act_input(text))["jobs"]["one"]["env"]["A"] == "b"
    for nothing in ("env:", "env: {}", "env: # none"):
        text = WORKFLOW.replace("    cache-mode: none\n    perm", f"    {nothing}\n    perm")
        assert plain(to_act_input(text))["jobs"]["one"]["env"] == plain(to_act_input(WORKFLOW))["jobs"]["one"]["env"]
    text = WORKFLOW.replace("    cache-mode: none\n    perm", "    env: {A: b}\n    perm")
    assert plain(to_act_input(text))["jobs"]["one"]["env"] | {"A": "b"} == plain(to_act_input(text))["jobs"]["one"]["env"]


def test_a_replayed_job_sets_its_outputs_and_other_jobs_stay() -> None:
    value = "two\nlines ${{ github.token }} $(id) '"
    text = to_act_input(replay_jobs(WORKFLOW, {"one": {"look": {"found": value}}}))
    before, after = plain(to_act_input(WORKFLOW)), plain(text)
    assert after["jobs"]["two-b"] == before["jobs"]["two-b"]
    (step,) = after["jobs"]["one"]["steps"]
    assert step["id"] == "look"
    assert "${{" not in step["run"]
    done = subprocess.run(
        ["bash", "-c", step["run"]], env={"GITHUB_OUTPUT": "/dev/stdout", "PATH": os.environ["PATH"]}, capture_output=True, check=True
    )
    name, content, end = re.fullmatch(r"(\w+)<<\w+\n(.*)\n(\w+)\n", done.stdout.decode(), re.DOTALL).groups()  # type: ignore[union-attr]
    assert (name, content, len(end)) == ("found", value, 16)


def test_variables_are_set_wherever_the_file_sets_them() -> None:
    text = set_variables(WORKFLOW, {"queue": "other", "NOBODY": "x"})
    assert plain(text)["env"] == {"queue": "other"}
    assert "NOBODY" not in text


def test_downstream_jobs_are_all_that_need_a_job() -> None:
    text = "jobs: {a: {}, b: {needs: a}, c: {needs: [b]}, d: {}}"
    assert downstream(text, {"a"}) == {"a", "b", "c"}
    assert downstream(text, {"d"}) == {"d"}


def test_a_job_without_a_timeout_has_githubs_default() -> None:
    assert timeouts("jobs: {a: {timeout-minutes: 5}, b: {}}") == {"a": 300, "b": 21600}


def test_the_grants_are_those_of_the_file() -> None:
    assert grants(WORKFLOW) == {"one": Grant(contents="write", packages="read"), "two-b": Grant()}


@pytest.mark.parametrize(
    ("permissions", "expected"),
    [
        (None, Grant(contents="read", packages="read")),
        ({}, Grant()),
        ("read-all", Grant(contents="read", packages="read", actions="read", attestations="read")),
        ("write-all", Grant(contents="write", packages="write", actions="write", attestations="write", oidc="write")),
        ({"actions": "read"}, Grant(actions="read")),
        ({"id-token": "write", "attestations": "write"}, Grant(oidc="write", attestations="write")),
        ({"packages": "write", "issues": "read"}, Grant(packages="write")),
    ],
)
def test_permissions_become_a_grant(permissions: Any, expected: Grant) -> None:
    assert grant(permissions) == expected


def test_an_unknown_permission_is_rejected() -> None:
    with pytest.raises(ValueError, match="contents is 'admin'"):
        grant({"contents": "admin"})


def test_the_actions_of_a_file_are_listed_with_their_inputs() -> None:
    assert uses(WORKFLOW) == {"actions/checkout@0123456789012345678901234567890123456789": {"persist-credentials"}}
    assert Path(ROOT, "rehearsal").is_dir()
