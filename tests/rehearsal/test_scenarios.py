"""The scenarios as data: they are complete and name existing jobs and steps."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from rehearsal import ROOT
from rehearsal.definitions import PRODUCT
from rehearsal.engine.history import LoggedRequest
from rehearsal.engine.invariants import INVARIANTS, THREATS, version_key
from rehearsal.engine.scenario import Concurrently, Dispatch, Push, Rerun, Scenario
from rehearsal.engine.sweep import FOR_LATER, READS, WRITES, Sweep, cases, route
from rehearsal.http.faults import Fault, Faults
from rehearsal.runner import act_input
from rehearsal.runner.path_shims import Crash
from rehearsal.scenarios import ALL, MODULES
from rehearsal.tree import read

WORKFLOWS = {line: (ROOT / "generated/.github/workflows" / f"publish-{line}.yml").read_text("utf-8") for line in ("staging", "main")}


def test_every_scenario_has_a_unique_name() -> None:
    assert len(ALL) == sum(len(module.SCENARIOS) for module in MODULES)
    assert all(re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) for name in ALL)


def test_every_invariant_is_a_target_of_a_scenario_other_than_sweeps() -> None:
    tried = {name for scenario in ALL.values() if isinstance(scenario, Scenario) for name in scenario.targets}
    assert tried == set(INVARIANTS) == set(THREATS)


@pytest.mark.parametrize("scenario", [one for one in ALL.values() if isinstance(one, Scenario)], ids=lambda one: one.name)
def test_every_crash_is_in_an_existing_step(scenario: Scenario) -> None:
    assert scenario.targets
    assert scenario.description.endswith(".")
    for event in scenario.events:
        for one in event.events if isinstance(event, Concurrently) else (event,):
            for crash in one.crashes if isinstance(one, (Push, Dispatch, Rerun)) else ():
                line = one.pipeline if isinstance(one, Push) else "staging"
                assert crash.step in act_input.steps(WORKFLOWS[line], crash.job)


def test_every_job_of_the_pipelines_is_swept() -> None:
    swept = {(sweep.pipeline, sweep.job) for sweep in ALL.values() if isinstance(sweep, Sweep)}
    assert swept == {(line, job_id) for line, text in WORKFLOWS.items() for job_id in act_input.load(text)["jobs"]}


def test_the_broken_workflows_name_existing_scenarios_and_invariants() -> None:
    broken = tomllib.loads((Path(__file__).parent / "broken_workflows.toml").read_text("utf-8"))["broken"]
    assert len(broken) >= 20
    assert len({one["name"] for one in broken}) == len(broken)
    assert all(one["scenario"] in ALL and one["notices"] in {*INVARIANTS, "expected"} for one in broken)
    tree = read()
    found = [(find, *(other or [one["file"]])) for one in broken for find, _, *other in one["edits"]]
    assert [(find, file) for find, file in found if find not in tree[file]] == [], "the file has changed"


def logged(method: str, target: str, server: str = "registry") -> LoggedRequest:
    return LoggedRequest(server, 0.0, method, target, 200, "", "1.1 job")


SWEEP = Sweep("sweep", "main", "promote")
FIVE = [logged("GET", f"/v2/a/b/{image}/manifests/1.2.3") for image in ("api", "web", "api", "web-sidecar", "management-web")]


def test_a_sweep_takes_the_first_middle_and_last_of_each_route() -> None:
    found = list(cases(SWEEP, [*FIVE, logged("POST", "/git/refs", "GitHub")], set(), [], thorough=False))
    of_reads = [case for case in found if case.server == "registry"]
    lags = [(FIVE[0].target, 1), (FIVE[2].target, 2), (FIVE[4].target, 1)]
    expected = [f"lag: registry GET {target}, number {nth}" for target, nth in lags]
    assert [case.label for case in of_reads if case.label.startswith("lag")] == expected
    assert len(of_reads) == len(READS) + 2 * len(FOR_LATER & READS.keys())
    assert len([case for case in found if case.server == "GitHub"]) == len(WRITES)


def test_requests_of_actions_fail_in_fewer_ways() -> None:
    found = list(cases(SWEEP, FIVE, {0, 1, 2, 3, 4}, [], thorough=False))
    assert [case.label.partition(":")[0] for case in found] == ["cut", "crash"]


def test_a_job_crashes_before_its_checkout_and_its_checkout_fails() -> None:
    fetch = logged("POST", "/o/r.git/git-upload-pack", "GitHub")
    found = {case.label: case for case in cases(SWEEP, [fetch, fetch], {0}, ["Check out", "Say it"], thorough=False)}
    assert found["crash before Check out"].crash == Crash("promote", "Check out", "before")
    fault = found["the checkout fails"].fault
    assert fault is not None
    assert all(fault.applies(attempt) and fault.matches(fetch.method, fetch.target) for attempt in (1, 2, 3))
    assert "the checkout fails" not in {case.label for case in cases(SWEEP, [fetch], set(), ["Say it"], thorough=True)}


@pytest.mark.parametrize("line", WORKFLOWS)
def test_every_job_of_the_pipelines_begins_with_a_checkout(line: str) -> None:
    jobs = act_input.load(WORKFLOWS[line])["jobs"]
    assert [job_id for job_id, job in jobs.items() if not str(job["steps"][0].get("uses")).startswith("actions/checkout@")] == []


def test_a_thorough_sweep_takes_every_request_in_every_way() -> None:
    found = list(cases(SWEEP, FIVE, {0}, ["One", "Two"], thorough=True))
    assert len([case for case in found if case.fault]) == 5 * len(READS)
    crashes = [case.crash for case in found if case.crash]
    assert crashes == [Crash("promote", step, when) for step in ("One", "Two") for when in ("before", "after")]


def test_a_fault_of_a_sweep_matches_the_same_request_of_another_run() -> None:
    first, second = ("sha256:" + letter * 64 for letter in "ab")
    requests = [logged("HEAD", f"/v2/a/api/blobs/{first}"), logged("HEAD", f"/v2/a/api/blobs/{second}")]
    faults = [case.fault for case in cases(SWEEP, requests, set(), [], thorough=True) if case.fault and case.label.startswith("cut")]
    assert [fault.nth for fault in faults] == [1, 2]
    assert all(fault.matches("HEAD", f"/v2/a/api/blobs/sha256:{'c' * 64}") for fault in faults)
    assert not faults[0].matches("HEAD", f"/v2/a/web/blobs/{first}")
    assert not faults[0].matches("GET", f"/v2/a/api/blobs/{first}")


def test_a_route_is_a_url_without_its_variable_parts() -> None:
    uploads = "/v2/o/r/web-sidecar/blobs/uploads/0b8f1a4e-0000-4000-8000-000000000000?_state=x&digest=sha256%3Aab"
    assert route(uploads) == "/v2/o/r/{}/blobs/uploads/{}"
    assert route("/v2/o/r/api/manifests/1.2.3-staging.4") == route("/v2/o/r/web/manifests/1.2.3")
    assert route(f"/repos/o/r/git/commits/{'a' * 40}") == "/repos/o/r/git/commits/{}"


@pytest.mark.parametrize(
    ("lower", "higher"), [("1.2.3-staging.9", "1.2.3-staging.10"), ("1.2.3-staging.10", "1.2.3"), ("1.2.3", "1.10.0-staging.0")]
)
def test_versions_are_ordered_as_semver_orders_them(lower: str, higher: str) -> None:
    assert (version_key(lower) or ()) < (version_key(higher) or ())
    assert version_key("v1.2.3") is version_key("latest") is None


def test_an_unused_fault_is_reported() -> None:
    first, second, late = Fault("/one"), Fault("/one", nth=2), Fault("/two")
    faults = Faults()
    faults.add(first, second, late)
    assert faults.unused() == [first, second, late]
    faults.match_request("GET", "/one")
    assert faults.unused() == [second, late]
    faults.match_request("GET", "/one")
    assert faults.unused() == [late]
    faults.clear()
    assert faults.unused() == []


def test_the_rehearsal_contains_no_value_of_the_product() -> None:
    """Images, branches and folders come from the definitions. `staging` and `main` are also the names of the pipelines."""
    values = {*PRODUCT.images, PRODUCT.development_branch, PRODUCT.changelogs, PRODUCT.dockerfiles}
    files = list((ROOT / "rehearsal").rglob("*.py"))
    constants = [
        (file.name, node.value)
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert len(constants) > 1000
    assert [file.name for file in files if "metaboost" in file.read_text("utf-8").lower()] == []
    assert [one for one in constants if one[1] in values or PRODUCT.changelogs in one[1]] == []
