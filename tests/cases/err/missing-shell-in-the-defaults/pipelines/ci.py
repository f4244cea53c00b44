from compiler import Defaults, Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, defaults=Defaults(working_directory="src"), steps=[Run("make | tee log")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], defaults=Defaults(working_directory="."), jobs=[build])
