from compiler import Job, Push, Run, Workflow, github

build = Job("build", timeout_minutes=5, steps=[Run('make "$BRANCH"', env={"BRANCH": github.head_ref})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
