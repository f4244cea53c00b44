from compiler import Concurrency, Job, PullRequest, Push, Run, Workflow, github

GROUP = Concurrency(group="ci-" + github.head_ref | github.ref, cancel_in_progress=True)
build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest(), Push()], concurrency=GROUP, jobs=[build])
