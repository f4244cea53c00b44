from compiler import Job, Push, Run, Strategy, Workflow, github, matrix, variables

once = Job(
    "once",
    timeout_minutes=5,
    strategy=Strategy(
        matrix={
            "os": ["ubuntu-24.04", "macos-15"],
            "version": [1.5, 2],
            "exclude": [{"os": "macos-15", "version": "1.5"}, {"os": "MACOS-15"}],
        },
    ),
    runs_on=matrix.os,
    steps=[Run("make", env={"VERSION": matrix.version})],
)
part_of_an_object = Job(
    "part-of-an-object",
    timeout_minutes=5,
    strategy=Strategy(
        matrix={"target": [{"name": "a", "fast": True}, {"name": "b", "fast": False}], "exclude": [{"target": {"fast": False}}]}
    ),
    steps=[Run("make", env={"TARGET": matrix.target["name"]})],
)
decided_by_the_run = Job(
    "decided-by-the-run",
    timeout_minutes=5,
    strategy=Strategy(matrix={"ref": ["main", github.ref_name], "os": ["a", "b"], "exclude": [{"ref": "next"}, {"os": variables.SKIPPED}]}),
    steps=[Run("make", env={"REF": matrix.ref, "SYSTEM": matrix.os})],
)
only_what_is_included = Job(
    "only-what-is-included",
    timeout_minutes=5,
    strategy=Strategy(matrix={"os": ["a"], "exclude": [{"os": "a"}], "include": [{"os": "b"}]}),
    steps=[Run("make", env={"SYSTEM": matrix.os})],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[once, part_of_an_object, decided_by_the_run, only_what_is_included])
