from compiler import (
    BooleanInput, CallJob, CallOutput, CallSecret, Job, NumberInput, Push, Run, StringInput, Workflow, WorkflowCall, WorkflowDispatch, github,
)  # fmt: skip

target = StringInput("target", description="What to build.", required=True)
fast = BooleanInput("fast", default=False)
retries = NumberInput("retries", default=2)
branch = StringInput("branch", default=github.ref_name)
token = CallSecret("token", description="Reads the registry.", required=True)

make = Run("make", id="make", env={"TARGET": target, "FAST": fast, "RETRIES": retries, "BRANCH": branch, "TOKEN": token})
build = Job(
    "build",
    timeout_minutes=5,
    permissions={"contents": ("read", "checks out the commit")},
    steps=[make],
    outputs={"digest": make.outputs.digest},
)

BUILD = Workflow(
    file="build.yml",
    name="Build",
    on=[
        WorkflowCall(
            inputs=[target, fast, retries, branch],
            secrets=[token, CallSecret("optional")],
            outputs={
                "digest": build.outputs.digest,
                "label": CallOutput("v-" + build.outputs.digest, description="With the digest."),
            },
        ),
        WorkflowDispatch([target]),
    ],
    jobs=[build],
)

app = CallJob(
    "app",
    BUILD,
    permissions={"contents": ("read", "checks out the commit")},
    with_={"target": "app", "fast": True, "retries": 3},
    secrets={"token": token},
)
docs = CallJob("docs", BUILD, permissions={"contents": ("read", "checks out the commit")}, with_={"target": "docs"}, secrets="inherit")
report = Job("report", timeout_minutes=5, steps=[Run("echo", env={"DIGEST": app.outputs.digest, "RESULT": docs.result})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[app, docs, report])
