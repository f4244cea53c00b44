from compiler import Push, Raw, Workflow

build = Raw("build", {"runs-on": "ubuntu-24.04", "timeout-minutes": "long", "steps": [{"run": "make"}]})

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
