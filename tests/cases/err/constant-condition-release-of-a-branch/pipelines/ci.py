from compiler import Job, Release, Run, Workflow, github

deploy = Job("deploy", timeout_minutes=5, if_=github.ref == "refs/heads/main", steps=[Run("make deploy")])

CI = Workflow(file="ci.yml", name="CI", on=[Release(types=["published"])], jobs=[deploy])
