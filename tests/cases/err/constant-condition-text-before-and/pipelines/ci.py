from compiler import Job, Push, Run, Workflow, github

target = "app-" + (github.ref_name == "main") & "live" | "test"
build = Job("build", timeout_minutes=5, steps=[Run('make "$TARGET"', env={"TARGET": target})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
