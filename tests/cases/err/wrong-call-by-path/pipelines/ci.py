from compiler import CallJob, Job, Push, Run, StringInput, Workflow, WorkflowCall

tag = StringInput("tag", required=True)
inner = Job("inner", timeout_minutes=5, steps=[Run("make", env={"TAG": tag})])
BUILD = Workflow(file="build.yml", name="Build", on=[WorkflowCall(inputs=[tag])], jobs=[inner])

build = CallJob("build", "./.github/workflows/build.yml", with_={"tags": "1"})

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
