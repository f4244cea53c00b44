from compiler import Job, Push, Run, Workflow

a = Job("a", needs=["b"], timeout_minutes=5, steps=[Run("make a")])
b = Job("b", needs=["c"], timeout_minutes=5, steps=[Run("make b")])
c = Job("c", needs=[b], timeout_minutes=5, steps=[Run("make c")])
d = Job("d", needs=[a], timeout_minutes=5, steps=[Run("make d")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[d, a, b, c])
