from compiler import Job, Push, Run, Workflow


def version() -> Run:
    return Run("./version", id="version")


declared, used = version(), version()
build = Job("build", timeout_minutes=5, steps=[declared, Run("make", env={"VERSION": used.outputs.version})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
