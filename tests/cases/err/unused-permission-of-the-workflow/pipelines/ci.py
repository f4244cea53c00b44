from compiler import Job, Push, Run, Uses, Workflow

checkout = Uses("actions/checkout", with_={"persist-credentials": False})
build = Job("build", timeout_minutes=5, permissions=None, steps=[checkout, Run("make")])
test = Job("test", timeout_minutes=5, permissions=None, steps=[checkout, Run("make test")])
WRITE = {"contents": ("write", "checks out the commit")}

CI = Workflow(file="ci.yml", name="CI", on=[Push()], permissions=WRITE, jobs=[build, test])
