from compiler import Concurrency, Job, PullRequest, Push, Run, Workflow, github

GROUP = Concurrency(group=github.head_ref, cancel_in_progress=True)
build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest(), Push()], concurrency=GROUP, jobs=[build])
