from compiler import Job, Run

first = Job("build", timeout_minutes=5, steps=[Run("make")])
