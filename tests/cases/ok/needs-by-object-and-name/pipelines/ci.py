from compiler import Job, Push, Run, Workflow

a = Job("a", timeout_minutes=5, steps=[Run("make a")])
b = Job("b", needs=[a], timeout_minutes=5, steps=[Run("make b")])
c = Job("c", needs=["b", a], timeout_minutes=5, steps=[Run("make c")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[a, b, c])
