from compiler import Job, Push, Run, Strategy, Workflow, matrix

targets = Strategy(
    matrix={"target": [{"name": "amd64", "tests": True}, {"name": "arm64", "tests": False}], "exclude": [{"target": {"name": "armv7"}}]},
)
build = Job("build", timeout_minutes=5, strategy=targets, steps=[Run("make", env={"TARGET": matrix.target["name"]})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
