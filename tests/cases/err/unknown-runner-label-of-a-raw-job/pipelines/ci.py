from compiler import Push, Raw, Workflow

build = Raw("build", {"runs-on": ["macos-15", "mac-os"], "steps": [{"run": "make"}]})

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
