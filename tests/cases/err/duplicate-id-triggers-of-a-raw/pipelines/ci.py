from compiler import Job, PullRequest, Raw, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make", name="Make")])
CI = Workflow(file="ci.yml", name="CI", on=[PullRequest(), Raw("pull_request", {})], jobs=[build])
