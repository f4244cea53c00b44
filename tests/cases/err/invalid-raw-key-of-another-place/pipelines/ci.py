from compiler import Push, Raw, Workflow

build = Raw("build", {"runs-on": "ubuntu-24.04", "steps": [{"run": "make", "with": {"a": 1}}]})

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
