from compiler import Push, Raw, Workflow

build = Raw("build", {"runs-on": "ubuntu-24.04", "timeout-minutes": 0.5, "steps": [{"run": "make"}]})

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
