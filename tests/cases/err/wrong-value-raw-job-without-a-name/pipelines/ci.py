from compiler import Push, Raw, Workflow

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[Raw({"runs-on": "ubuntu-24.04", "steps": [{"run": "make"}]})])
