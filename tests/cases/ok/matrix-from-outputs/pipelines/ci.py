from compiler import Job, Push, Run, Strategy, Workflow, from_json, matrix

list_images = Run("./list-images", id="list")
images = Job(
    "images", timeout_minutes=5, steps=[list_images], outputs={"names": list_images.outputs.names, "tests": list_images.outputs.tests}
)
build = Job(
    "build",
    timeout_minutes=5,
    strategy=Strategy(matrix={"image": from_json(images.outputs.names)}),
    steps=[Run("make", env={"IMAGE": matrix.image})],
)
test = Job(
    "test",
    timeout_minutes=5,
    strategy=Strategy(matrix={"include": from_json(images.outputs.tests)}),
    steps=[Run("make test", env={"IMAGE": matrix.image["name"]})],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[images, build, test])
