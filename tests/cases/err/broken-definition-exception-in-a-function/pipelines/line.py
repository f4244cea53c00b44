from compiler import Job, Push, Run, Workflow


def steps():
    return {}["steps"]


build = Job("build", timeout_minutes=5, steps=steps())

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
