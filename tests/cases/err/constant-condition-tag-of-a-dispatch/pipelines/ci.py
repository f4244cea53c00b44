from compiler import Job, RepositoryDispatch, Run, Workflow, github, starts_with

deploy = Job("deploy", timeout_minutes=5, if_=starts_with(github.ref, "refs/tags/"), steps=[Run("make deploy")])

CI = Workflow(file="ci.yml", name="CI", on=[RepositoryDispatch(types=["deploy"])], jobs=[deploy])
