from compiler import Job, Push, Run, Workflow

READ = {"contents": ("read", "checks out the commit"), "id-token": ("none", "said for readers")}

build = Job("build", timeout_minutes=5, permissions=None, steps=[Run("make")])
publish = Job("publish", timeout_minutes=5, permissions={"packages": ("write", "pushes the package")}, steps=[Run("make publish")])

CI = Workflow(file="ci.yml", name="CI", description="Builds and publishes.", on=[Push()], permissions=READ, jobs=[build, publish])
