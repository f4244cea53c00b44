from compiler import Push, Workflow
from pipelines.parts.jobs import build

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
