from compiler import Job, Push, Raw, Run, Workflow

build = Raw("build", {"runs-on": "ubuntu-24.04", "outputs": {"digest": "x"}, "steps": [{"run": "make"}]})
use = Job("use", timeout_minutes=5, steps=[Run("make", name="Make", env={"DIGEST": build.outputs.digset})])
CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build, use])
