from compiler import Push, Raw, Workflow

build = Raw("build", {"runs-on": "ubuntu-24.04", "needs": "push", "steps": [{"run": "make"}]})
push = Raw("push", {"runs-on": "ubuntu-24.04", "needs": ["build"], "steps": [{"run": "make"}]})

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build, push])
