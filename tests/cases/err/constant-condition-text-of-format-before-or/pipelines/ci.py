from compiler import Job, PullRequest, Push, Run, Workflow, format, github

name = format("app-{0}", github.base_ref) | github.ref_name
build = Job("build", timeout_minutes=5, steps=[Run('make "$NAME"', env={"NAME": name})])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest(), Push()], jobs=[build])
