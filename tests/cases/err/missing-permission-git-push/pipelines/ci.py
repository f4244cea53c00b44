from compiler import Job, Push, Run, Uses, Workflow

READ = {"contents": ("read", "checks out the commit")}
push = Run("git commit -am Update && git push origin HEAD", name="Push")
build = Job("build", timeout_minutes=5, permissions=READ, steps=[Uses("actions/checkout"), push])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
