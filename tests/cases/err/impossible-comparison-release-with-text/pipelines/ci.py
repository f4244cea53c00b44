from compiler import Job, Release, Run, Workflow, github

final = github.event["release"]["prerelease"] != "true"
build = Job("build", timeout_minutes=5, if_=final, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Release(types=["published"])], jobs=[build])
