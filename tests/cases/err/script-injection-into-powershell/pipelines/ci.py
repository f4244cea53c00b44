from compiler import Job, PullRequest, Run, Workflow, github

run = Run("Invoke-Expression $env:BRANCH", shell="pwsh", env={"BRANCH": github.head_ref})
build = Job("build", timeout_minutes=5, steps=[run])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[build])
