from compiler import Container, Job, Push, Run, Strategy, Workflow, matrix

IMAGE = "alpine:3.22@sha256:5c40c3cb8a0b4e3a9d5bd9b1b6ed4a8e7a5e1c3f2b9d6a7c8e9f0a1b2c3d4e5f"
on_linux = Job("on-linux", timeout_minutes=5, runs_on=["self-hosted", "linux"], container=IMAGE, steps=[Run("make")])
where_there_is_an_image = Job(
    "where-there-is-an-image",
    timeout_minutes=5,
    strategy=Strategy(matrix={"include": [{"os": "ubuntu-24.04", "image": IMAGE}, {"os": "macos-15", "image": ""}]}),
    runs_on=matrix.os,
    container=Container(matrix.image),
    steps=[Run("make")],
)
without = Job("without", timeout_minutes=5, runs_on="windows-2025", steps=[Run("make")])
on_what_is_left = Job(
    "on-what-is-left",
    timeout_minutes=5,
    strategy=Strategy(matrix={"os": ["ubuntu-24.04", "macos-15"], "exclude": [{"os": "macos-15"}]}),
    runs_on=matrix.os,
    container=IMAGE,
    steps=[Run("make")],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[on_linux, where_there_is_an_image, without, on_what_is_left])
