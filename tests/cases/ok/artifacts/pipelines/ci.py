from compiler import CallJob, Job, Push, Run, Strategy, Uses, Workflow, WorkflowCall, github, matrix, variables

build = Job(
    "build",
    timeout_minutes=5,
    steps=[
        Run("make"),
        Uses("actions/upload-artifact", with_={"name": "app", "path": "app"}),
        Uses("actions/upload-artifact", with_={"path": "logs"}),
        Uses("actions/download-artifact", with_={"name": "app"}),
    ],
)
test = Job("test", timeout_minutes=5, needs=[build], steps=[Run("make test")])
deploy = Job(
    "deploy",
    timeout_minutes=5,
    needs=[test],
    steps=[Uses("actions/download-artifact", with_={"name": "app"}), Uses("actions/download-artifact", with_={"name": "artifact"})],
)
many = Job(
    "many",
    timeout_minutes=5,
    strategy=Strategy(matrix={"target": ["a", "b"]}),
    steps=[Uses("actions/upload-artifact", with_={"name": "app-" + matrix.target, "path": "app"})],
)
after_many = Job("after-many", timeout_minutes=5, needs=[many], steps=[Uses("actions/download-artifact", with_={"name": "app-a"})])
inner = Job("inner", timeout_minutes=5, steps=[Run("make"), Uses("actions/upload-artifact", with_={"name": "called", "path": "app"})])
CALLED = Workflow(file="called.yml", name="Called", on=[WorkflowCall()], jobs=[inner])
call = CallJob("call", CALLED, permissions={})
after_call = Job("after-call", timeout_minutes=5, needs=[call], steps=[Uses("actions/download-artifact", with_={"name": "called"})])
elsewhere = Job(
    "elsewhere",
    timeout_minutes=5,
    permissions={"actions": ("read", "downloads from another run")},
    steps=[
        Uses("actions/download-artifact", with_={"pattern": "app-*"}),
        Uses("actions/download-artifact", with_={"name": "app", "run-id": variables.RUN, "github-token": github.token}),
        Uses("actions/download-artifact", with_={"name": variables.NAME}),
        Uses("actions/download-artifact"),
    ],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build, test, deploy, many, after_many, call, after_call, elsewhere])
