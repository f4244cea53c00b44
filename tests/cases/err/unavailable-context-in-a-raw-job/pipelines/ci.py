from compiler import Push, Raw, Workflow, secrets

build = Raw("build", {"runs-on": secrets.RUNNER, "steps": [{"run": "make", "env": {"KEY": secrets.KEY}}]})
CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
