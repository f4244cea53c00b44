from compiler import Job, Push, Run, Workflow, github

upload = Run('git push "https://x-access-token:$TOKEN@github.com/acme/site" HEAD', env={"TOKEN": github.token})
build = Job("build", timeout_minutes=5, steps=[upload])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
