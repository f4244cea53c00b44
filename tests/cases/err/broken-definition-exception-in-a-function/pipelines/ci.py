from compiler import Job, Push, Run, Workflow


def steps():
    return {}["steps"]


build = Job("build", timeout_minutes=5, steps=steps())

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
