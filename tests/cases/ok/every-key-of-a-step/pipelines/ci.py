from compiler import Cancel, Job, Push, Run, Uses, Wait, WaitAll, Workflow, github

checkout = Uses(
    "actions/checkout",
    id="checkout",
    name="Check out",
    if_=github.ref_type == "branch",
    with_={"fetch-depth": 0},
    env={"GIT_TRACE": 1},
    continue_on_error=True,
    timeout_minutes=3,
    background=True,
)
make = Run(
    "make",
    id="make",
    name="Make",
    if_=github.ref_type == "tag",
    env={"LEVEL": 2.5},
    continue_on_error=False,
    timeout_minutes=2,
    background=True,
    shell="bash",
    working_directory="src",
)
build = Job(
    "build",
    timeout_minutes=5,
    steps=[
        checkout,
        make,
        Wait([checkout], id="wait", name="Wait", continue_on_error=True),
        Cancel(make, id="cancel", name="Cancel", continue_on_error=True),
        WaitAll(id="wait-all", name="Wait for all", continue_on_error=True),
    ],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
