from compiler import Push, Raw, Workflow

build = Raw("__build", {"runs-on": "ubuntu-24.04", "steps": [{"run": "make"}]})

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
