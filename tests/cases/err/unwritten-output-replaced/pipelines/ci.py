from compiler import Job, Push, Run, Workflow

find = Run('echo "version=1" >"$GITHUB_OUTPUT"; echo "tag=v1" >"$GITHUB_OUTPUT"', id="find")
build = Job("build", timeout_minutes=5, steps=[find, Run("make", env={"VERSION": find.outputs.version, "TAG": find.outputs.tag})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
