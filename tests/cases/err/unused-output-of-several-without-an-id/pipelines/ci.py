from compiler import Job, Push, Run, Workflow

find = Run('echo "version=1" >>"$GITHUB_OUTPUT"; echo "tag=v1" >>"$GITHUB_OUTPUT"')
build = Job("build", timeout_minutes=5, steps=[find, Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
