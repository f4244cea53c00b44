from compiler import Job, Push, Run, Workflow

changes = Run("./changes", id="changes")
build = Job("build", timeout_minutes=5, steps=[changes], outputs={"changed": changes.outputs.changed})
test = Job("test", timeout_minutes=5, if_=build.outputs.changed == True, steps=[Run("make test")])  # noqa: E712

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build, test])
