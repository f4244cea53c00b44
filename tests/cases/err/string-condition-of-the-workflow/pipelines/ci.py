from compiler import Job, Push, Run, Workflow, env, github

publish = Run("make publish", if_=env.PUBLISH & (github.ref_name == "main"))
build = Job("build", timeout_minutes=5, steps=[Run("make"), publish])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], env={"PUBLISH": False}, jobs=[build])
