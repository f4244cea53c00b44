from compiler import IssueComment, Job, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[IssueComment(types=["craeted"])], jobs=[build])
