from compiler import Job, Push, Run, Uses, Workflow


def build(system: str) -> Job:
    upload = Uses("actions/upload-artifact", with_={"name": "app", "path": "app"})
    return Job(f"build-{system}", timeout_minutes=5, runs_on=f"{system}-latest", steps=[Run("make"), upload])


CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build("ubuntu"), build("macos")])
