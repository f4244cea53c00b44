from compiler import Job, Run

build = Job("build", timeout_minutes=5, steps=[Run("make")])
