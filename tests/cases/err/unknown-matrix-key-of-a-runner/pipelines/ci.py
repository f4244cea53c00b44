from compiler import Job, Push, Run, Strategy, Workflow, matrix

strategy = Strategy(include=[{"name": "a", "runner": "ubuntu-24.04"}, {"name": "b"}])
build = Job("build", timeout_minutes=5, strategy=strategy, runs_on=matrix.runner, steps=[Run('make "$NAME"', env={"NAME": matrix.name})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
