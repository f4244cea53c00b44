from compiler import Job, PullRequest, Run, Workflow, github

build = Job("build", timeout_minutes=5, steps=[Run('make "$NAME"', env={"NAME": github.base_ref + "-app" | github.ref_name})])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[build])
