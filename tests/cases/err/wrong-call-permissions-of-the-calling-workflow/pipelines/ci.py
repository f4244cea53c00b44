from compiler import CallJob, Job, Push, Run, Workflow, WorkflowCall, secrets

WRITE = {"contents": ("write", "creates a release")}
READ = {"contents": ("read", "checks out the commit")}
inner = Job("inner", timeout_minutes=5, permissions=WRITE, steps=[Run("make release", env={"TOKEN": secrets.GITHUB_TOKEN})])
BUILD = Workflow(file="build.yml", name="Build", on=[WorkflowCall()], jobs=[inner])
build = CallJob("build", BUILD, permissions=None)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], permissions=READ, jobs=[build])
