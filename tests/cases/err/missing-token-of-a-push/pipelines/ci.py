from compiler import Job, Push, Run, Uses, Workflow

release = Job(
    "release",
    timeout_minutes=5,
    permissions={"contents": ("write", "pushes the commit")},
    steps=[
        Uses("actions/checkout", with_={"persist-credentials": False}),
        Run('git commit -am "Release" && git push origin HEAD'),
    ],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push(branches=["main"])], jobs=[release])
