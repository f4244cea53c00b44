from compiler import Job, PullRequest, Raw, Workflow, github

build = Job("build", timeout_minutes=5, steps=[Raw({"run": "echo " + github.head_ref})])
CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[build])
