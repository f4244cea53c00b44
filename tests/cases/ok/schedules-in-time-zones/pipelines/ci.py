from compiler import Job, Run, Schedule, Workflow

clean = Job("clean", timeout_minutes=5, steps=[Run("make clean")])

CI = Workflow(
    file="ci.yml",
    name="CI",
    on=[Schedule("17 4 * * 1", comment="Before work begins."), Schedule("30 5 * * 1-5", timezone="Europe/Berlin")],
    jobs=[clean],
)
