from compiler import Job, Push, Run, Workflow, env

make = Run("make", env={"VERSION": "1", "NAME": "app-" + env.VERSION})
build = Job("build", timeout_minutes=5, steps=[make])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
