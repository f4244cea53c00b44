from compiler import Job, Run, Strategy, Workflow, WorkflowCall, contains, github, job, matrix, needs, steps, to_json

build = Job("build", timeout_minutes=5, steps=[Run("make")])
test = Job(
    "test",
    needs=[build],
    if_=~contains(needs[:]["result"], "failure"),
    timeout_minutes=5,
    strategy=Strategy(matrix={"target": ["a", "b"]}),
    steps=[
        Run(
            "make",
            env={
                "A": contains(github.event["issue"]["labels"][:]["name"], "bug"),
                "B": matrix.target[github.event_name],
                "C": matrix[github.event_name],
                "D": github.event["commits"][-1]["message"],
                "E": github["sha"] | job.status,
                "F": to_json(github),
                "G": to_json(steps) + "-" + to_json(needs),
                "H": github.event["size"] < float("inf"),
                "I": github.event["matrix"][matrix.target]["a b"][:],
            },
        )
    ],
)

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowCall()], jobs=[build, test])
