from compiler import Job, Push, Raw, Workflow, github

lint = Raw({"run": "make lint", "shell": "bash", "if": github.ref_name + " == 'main'"})
build = Job("build", timeout_minutes=5, steps=[lint])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
