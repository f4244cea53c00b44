"""What is available at a key, by GitHub's schema, is what GitHub's documentation says."""

from __future__ import annotations

import pytest

from compiler.workflow.availability import availability, is_known

JOB = "github needs strategy matrix vars inputs"
STEP = f"{JOB} secrets steps job runner env"
STATUS = "always cancelled success failure"
# https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability
DOCUMENTED = {
    "run-name": ("github inputs vars", ""),
    "concurrency": ("github inputs vars", ""),
    "env": ("github secrets inputs vars", ""),
    "on.workflow_call.inputs.<inputs_id>.default": ("github inputs vars", ""),
    "on.workflow_call.outputs.<output_id>.value": ("github jobs vars inputs", ""),
    "jobs.<job_id>.concurrency": (JOB, ""),
    "jobs.<job_id>.container": (JOB, ""),
    "jobs.<job_id>.container.credentials": (f"{JOB} env secrets", ""),
    "jobs.<job_id>.container.env.<env_id>": (f"{JOB} job runner env secrets steps", ""),
    "jobs.<job_id>.container.image": (JOB, ""),
    "jobs.<job_id>.continue-on-error": (JOB, ""),
    "jobs.<job_id>.defaults.run": (f"{JOB} env", ""),
    "jobs.<job_id>.env": (f"{JOB} secrets", ""),
    "jobs.<job_id>.environment": (JOB, ""),
    "jobs.<job_id>.environment.url": (f"{JOB} job runner env steps", ""),
    "jobs.<job_id>.if": ("github needs vars inputs", STATUS),
    "jobs.<job_id>.name": (JOB, ""),
    "jobs.<job_id>.outputs.<output_id>": (STEP, ""),
    "jobs.<job_id>.runs-on": (JOB, ""),
    "jobs.<job_id>.secrets.<secrets_id>": (f"{JOB} secrets", ""),
    "jobs.<job_id>.services": (JOB, ""),
    "jobs.<job_id>.services.<service_id>.credentials": (f"{JOB} env secrets", ""),
    "jobs.<job_id>.services.<service_id>.env.<env_id>": (f"{JOB} job runner env secrets steps", ""),
    "jobs.<job_id>.snapshot": (JOB, ""),
    "jobs.<job_id>.strategy": ("github needs vars inputs", ""),
    "jobs.<job_id>.timeout-minutes": (JOB, ""),
    "jobs.<job_id>.with.<with_id>": (JOB, ""),
    "jobs.<job_id>.steps.continue-on-error": (STEP, "hashFiles"),
    "jobs.<job_id>.steps.env": (STEP, "hashFiles"),
    "jobs.<job_id>.steps.if": (STEP.replace(" secrets", ""), f"hashFiles {STATUS}"),
    "jobs.<job_id>.steps.name": (STEP, "hashFiles"),
    "jobs.<job_id>.steps.run": (STEP, "hashFiles"),
    "jobs.<job_id>.steps.timeout-minutes": (STEP, "hashFiles"),
    "jobs.<job_id>.steps.with": (STEP, "hashFiles"),
    "jobs.<job_id>.steps.working-directory": (STEP, "hashFiles"),
}


@pytest.mark.parametrize("key", DOCUMENTED)
def test_key_has_what_the_documentation_says(key: str) -> None:
    contexts, functions = DOCUMENTED[key]
    found = availability(key)
    assert (found.contexts, found.functions) == (frozenset(contexts.split()), frozenset(functions.split()))


@pytest.mark.parametrize(
    ("key", "nearest"),
    [
        ("concurrency.group", "concurrency"),
        ("jobs.<job_id>.strategy.matrix", "jobs.<job_id>.strategy"),
        ("jobs.<job_id>.steps.env", "jobs.<job_id>.steps.env"),
        ("jobs.<job_id>.services.<service_id>.image", "jobs.<job_id>.services.<service_id>"),
        ("name", "name"),
    ],
)
def test_nearest_key_has_the_contexts(key: str, nearest: str) -> None:
    assert availability(key).key == nearest


@pytest.mark.parametrize("key", ["name", "jobs.<job_id>.steps.uses", "jobs.<job_id>.permissions", "no.such.<key>"])
def test_nothing_is_available_where_the_schema_has_no_contexts(key: str) -> None:
    assert availability(key)[1:] == (frozenset(), frozenset())


@pytest.mark.parametrize(
    ("key", "known"),
    [
        ("jobs.<job_id>.steps.uses", True),
        ("jobs.<job_id>.services.<service_id>.image", True),
        ("on.push.branches", True),
        ("jobs.<job_id>.steps.retries", False),
        ("on.pushed", False),
    ],
)
def test_the_schema_has_a_key(key: str, known: bool) -> None:
    assert is_known(key) is known


def test_action_has_a_table_of_its_own() -> None:
    found = availability("runs.steps.env", in_action=True)
    assert found.contexts == {"github", "inputs", "strategy", "matrix", "steps", "job", "runner", "env"}
    assert availability("runs.steps.if", in_action=True).functions == {*STATUS.split(), "hashFiles"}
    assert availability("outputs.<output_id>.value", in_action=True).functions == frozenset()
    assert availability("runs.args", in_action=True).contexts == {"inputs"}
    assert availability("runs.steps.env").contexts == frozenset()
