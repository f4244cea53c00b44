from compiler import Job, Push, Uses, Workflow

release = Job("release", timeout_minutes=5, permissions=None, steps=[Uses("softprops/action-gh-release")])
READ = {"contents": ("read", "creates the release")}

CI = Workflow(file="ci.yml", name="CI", on=[Push()], permissions=READ, jobs=[release])
