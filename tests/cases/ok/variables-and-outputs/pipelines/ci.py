from compiler import (
    IssueComment, Job, Push, Run, Script, StringInput, Uses, Workflow, WorkflowDispatch, env, github, job, needs, runner, steps, to_json,
)  # fmt: skip

reason = StringInput("reason", description="Why.")
branch = StringInput("branch", description="Which.")

find = Run('echo "version=1" >>"$GITHUB_OUTPUT"', id="find")
program = Run("make outputs", id="program")
greet = Script("greet", env={"NAME": env.WHO})
build = Job(
    "build",
    timeout_minutes=5,
    env={"WHO": "you"},
    services={"db": "docker.io/postgres@sha256:6c2fa84a6b61ccd72899dde4239f8d5717f05f9a8ca6f3cad185fb1a95a94de3"},
    steps=[
        Uses("actions/checkout"),
        greet,
        find,
        program,
        Run('echo "LATER=1" >>"$GITHUB_ENV"'),
        Run("make", env={"A": env.LATER, "B": env.ACT, "C": to_json(steps), "D": job.services["db"]["ports"]["5432"], "E": runner.temp}),
    ],
    outputs={"version": find.outputs.version, "digest": program.outputs.digest, "text": greet.outputs.text},
)
test = Job(
    "test",
    timeout_minutes=5,
    needs=[build],
    steps=[
        Run("make", env={"DIGEST": build.outputs.digest, "ALL": to_json(needs)}),
        Run('jq .inputs.branch "$GITHUB_EVENT_PATH"'),
        Run("make", env={"TITLE": github.event["issue"]["title"] | github.event["head_commit"]["message"], "REASON": reason}),
        Run("make", if_=github.event["pull_request"] == None, env={"NUMBER": github.event["number"] | "none"}),  # noqa: E711
    ],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push(), IssueComment(), WorkflowDispatch([reason, branch])], jobs=[build, test])
