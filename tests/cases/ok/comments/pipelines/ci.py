from compiler import Concurrency, Job, Push, Run, Workflow

build = Job("build", comment="Everything in one place.\n\nSee the Makefile.", timeout_minutes=5, steps=[Run("make")])

CI = Workflow(
    file="ci.yml",
    name="CI",
    on=[Push()],
    jobs=[build],
    comment="What this is for.\nAnd who asked for it.",
    concurrency=Concurrency(group="ci", comment="Never two."),
)
