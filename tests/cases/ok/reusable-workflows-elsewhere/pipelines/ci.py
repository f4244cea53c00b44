from compiler import CallJob, Concurrency, Job, Push, Run, Strategy, Workflow, github, matrix

local = CallJob("local", "./.github/workflows/test.yml", cache_mode="read", if_=github.ref == "refs/heads/main")
pinned = CallJob(
    "pinned",
    "acme/shared/.github/workflows/lint.yml",
    strategy=Strategy(matrix={"folder": ["a", "b"]}, max_parallel=1),
    concurrency=Concurrency(group="lint"),
    with_={"folder": matrix.folder},
    needs=[local],
)
report = Job("report", timeout_minutes=5, steps=[Run("echo", env={"FOUND": pinned.outputs.found, "ANY": local.outputs.any})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[local, pinned, report])
