from compiler import Job, Raw, Run, Workflow

build = Job("build", timeout_minutes=5, steps=[Run("make", name="Make")])
CI = Workflow(file="ci.yml", name="CI", on=[Raw("push", {"branches": ["a"], "branches-ignore": ["b"]})], jobs=[build])
