from compiler import Job, PullRequestReview, Run, Workflow, github

build = Job("build", timeout_minutes=5, if_=github.event["review"]["state"] == "approve", steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequestReview(types=["submitted"])], jobs=[build])
