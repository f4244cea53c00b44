from compiler import Job, Push, Script, Uses, Workflow

publish = Job("publish", timeout_minutes=5, steps=[Uses("actions/checkout"), Script("publish")])
again = Job("again", needs=[publish], timeout_minutes=5, steps=[Uses("actions/checkout"), Script("publish")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[publish, again])
