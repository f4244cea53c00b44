from compiler import Job, Run, StringInput, Workflow, WorkflowDispatch

version = StringInput("version")
show = Run('cat "changelogs/$VERSION.md" >>"$GITHUB_STEP_SUMMARY"', env={"VERSION": version})
build = Job("build", timeout_minutes=5, steps=[show])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch([version])], jobs=[build])
