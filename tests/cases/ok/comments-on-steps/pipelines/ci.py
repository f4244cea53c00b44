from compiler import Commented, Job, Push, Run, Uses, Workflow

build = Job(
    "build",
    timeout_minutes=5,
    steps=[
        Uses("actions/checkout", comment="The whole history: the version depends on it.", with_={"fetch-depth": Commented(0, "all of it")}),
        Run("make", comment="Two lines\nabove it."),
    ],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
