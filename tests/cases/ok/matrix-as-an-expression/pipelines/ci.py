from compiler import Job, Push, Run, Strategy, Workflow, from_json, matrix, variables

whole = Job(
    "whole",
    timeout_minutes=5,
    strategy=Strategy(matrix=from_json(variables.MATRIX), fail_fast=from_json(variables.FAIL_FAST), max_parallel=from_json(variables.MOST)),
    steps=[Run("make", env={"OS": matrix.os})],
)
entries = Job(
    "entries",
    timeout_minutes=5,
    strategy=Strategy(include=from_json(variables.INCLUDE), exclude=from_json(variables.EXCLUDE)),
    steps=[Run("make", env={"OS": matrix.os})],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[whole, entries])
