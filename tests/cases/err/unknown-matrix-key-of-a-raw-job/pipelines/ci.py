from compiler import Push, Raw, Workflow, matrix

build = Raw("build", {"runs-on": matrix.oss, "strategy": {"matrix": {"os": ["a"]}}, "steps": [{"run": "make"}]})
CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
