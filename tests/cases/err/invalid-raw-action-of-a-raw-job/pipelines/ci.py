from compiler import Push, Raw, Workflow

build = Raw("build", {"runs-on": "ubuntu-24.04", "steps": [{"run": "make"}, {"uses": "checkout"}]})

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
