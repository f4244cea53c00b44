from compiler import CallJob, Job, Push, Run, Uses, Workflow, WorkflowCall

checkout = Uses("actions/checkout", with_={"persist-credentials": False})
inner = Job("inner", timeout_minutes=5, permissions={"contents": ("read", "checks out")}, steps=[checkout, Run("make")])
BUILD = Workflow(file="build.yml", name="Build", on=[WorkflowCall()], jobs=[inner])
GIVEN = {"contents": ("read", "checks out"), "packages": ("write", "publishes")}
build = CallJob("build", BUILD, permissions=GIVEN)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
