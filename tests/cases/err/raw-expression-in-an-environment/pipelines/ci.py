from compiler import Environment, Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, environment=Environment("live", url="https://${{ github.ref }}"), steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
