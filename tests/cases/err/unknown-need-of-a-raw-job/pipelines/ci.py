from compiler import Push, Raw, Workflow

build = Raw("build", {"runs-on": "ubuntu-24.04", "steps": [{"run": "make"}]})
push = Raw("push", {"runs-on": "ubuntu-24.04", "steps": [{"run": "make"}], "needs": ["biuld"]})
CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build, push])
