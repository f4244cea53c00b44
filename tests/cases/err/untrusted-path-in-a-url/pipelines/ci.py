from compiler import Issues, Job, Run, Workflow, github

notify = Run('curl --fail "https://example.com/hooks/$TITLE"', env={"TITLE": github.event["issue"]["title"]})
build = Job("build", timeout_minutes=5, steps=[notify])

CI = Workflow(file="ci.yml", name="CI", on=[Issues()], jobs=[build])
