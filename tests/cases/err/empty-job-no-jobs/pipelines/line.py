from compiler import Job, Push, Workflow


LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[])
