from compiler import Push, Workflow
from pipelines.parts.jobs import build

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
