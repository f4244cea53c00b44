from compiler import Job, Push, Run, Workflow

find = Run('echo "version=$(cat VERSION)" >>"$GITHUB_OUTPUT"', id="find")
build = Job("build", timeout_minutes=5, steps=[find, Run("make", env={"VALUE": find.outputs.versoin})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
