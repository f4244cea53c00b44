from compiler import Job, PullRequest, Push, Run, StringInput, Workflow, WorkflowDispatch, env, github

version = StringInput("version", description="What to release.")

flaky = Run("make flaky", id="flaky", continue_on_error=True)
perhaps = Run("make perhaps", id="perhaps", continue_on_error=env.OPTIONAL == "true")
write = Run('echo "SEEN=1" >>"$GITHUB_ENV" && echo "number=1" >>"$GITHUB_OUTPUT"', id="write")
build = Job(
    "build",
    timeout_minutes=5,
    env={"OPTIONAL": "true"},
    if_=(github.ref_name == "main") | (github.ref_name == "1/merge"),
    steps=[
        flaky,
        perhaps,
        write,
        Run("make retry", if_=(flaky.outcome == "failure") | (flaky.conclusion == "skipped") | (perhaps.conclusion == "failure")),
        Run("make", env={"NUMBER": write.outputs.number, "VERSION": github.event["inputs"]["Version"] | "none"}),
    ],
)
merged = Job("merged", timeout_minutes=5, if_=github.ref_name == "main", steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push(branches=["main"]), PullRequest(), WorkflowDispatch([version])], jobs=[build])
MERGED = Workflow(file="merged.yml", name="Merged", on=[PullRequest(types=["closed"])], jobs=[merged])
