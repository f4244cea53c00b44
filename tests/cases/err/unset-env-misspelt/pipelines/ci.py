from compiler import Job, Push, Run, Workflow, env

build = Job("build", timeout_minutes=5, env={"VERSION": "1"}, steps=[Run("make"), Run("make", env={"VALUE": env.VERSON})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
