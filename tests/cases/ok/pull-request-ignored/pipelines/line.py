from compiler import Job, PullRequest, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")])

LINE = Workflow(file="line.yml", name="Line", on=[PullRequest(branches_ignore=["wip"], paths_ignore=["docs/**"])], jobs=[build])
