from compiler import Document, Job, OperatorScript, Push, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make")])
test = Job("test", needs=[build], timeout_minutes=5, steps=[Run("make test")])
ship = Job("ship", needs=[build, test], timeout_minutes=5, steps=[Run("make ship")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build, test, ship])

CALL = OperatorScript("bad", path="scripts/call.sh")
