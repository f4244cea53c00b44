from compiler import Job, Push, Run, Strategy, Workflow, matrix

build = Job(
    "build",
    timeout_minutes=5,
    strategy=Strategy(
        matrix={
            "node": [{"version": 22, "flags": ["--a", "--b"]}, {"version": 24, "flags": [], "env": {"CI": True}}],
            "os": ["ubuntu-24.04", None],
        },
        include=[{"node": {"version": 26, "flags": []}, "experimental": True}],
        exclude=[{"os": None, "node": {"version": 22}}],
        max_parallel=2,
    ),
    steps=[Run("make", env={"VERSION": matrix.node["version"]})],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
