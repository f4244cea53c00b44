from compiler import Job, Push, Uses, Workflow

publish = Job("publish", timeout_minutes=5, steps=[Uses("pypa/gh-action-pypi-publish")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[publish])
