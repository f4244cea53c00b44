from compiler import Job, Push, Run, Workflow, variables

build = Job("build", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build], env={"REGISTRY": variables.REGISTRY | "ghcr.io", "IMAGES": "a\nb\n"})
