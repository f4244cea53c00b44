from compiler import Job, Push, Run, Strategy, Uses, Workflow, from_json, github, matrix, strategy

SYSTEMS = ["ubuntu-24.04", "windows-2025"]


def upload(name: object, **others: object) -> Uses:
    return Uses("actions/upload-artifact", with_={"name": name, "path": "app", **others})


by_value = Job(
    "by-value",
    timeout_minutes=5,
    strategy=Strategy(matrix={"os": SYSTEMS}),
    steps=[Run("make"), upload("app-" + matrix.os), upload("job-" + strategy.job_index)],
)
one = Job("one", timeout_minutes=5, strategy=Strategy(matrix={"os": ["ubuntu-24.04"]}), steps=[upload("one")])
in_one_of_them = Job(
    "in-one-of-them",
    timeout_minutes=5,
    strategy=Strategy(matrix={"os": SYSTEMS}),
    steps=[Uses("actions/upload-artifact", if_=matrix.os == SYSTEMS[0], with_={"name": "docs", "path": "docs"})],
)
last_one_stays = Job(
    "last-one-stays",
    timeout_minutes=5,
    strategy=Strategy(matrix={"os": SYSTEMS}, max_parallel=1),
    steps=[upload("state", overwrite=True)],
)
left_over = Job(
    "left-over",
    timeout_minutes=5,
    strategy=Strategy(matrix={"os": SYSTEMS, "exclude": [{"os": SYSTEMS[1]}]}),
    steps=[upload("left-over")],
)
on_main = Job("on-main", timeout_minutes=5, if_=github.ref == "refs/heads/main", steps=[upload("release")])
elsewhere = Job("elsewhere", timeout_minutes=5, if_=github.ref != "refs/heads/main", steps=[upload("release")])

CI = Workflow(
    file="ci.yml",
    name="CI",
    on=[Push()],
    jobs=[by_value, one, in_one_of_them, last_one_stays, left_over, on_main, elsewhere],
)
