from compiler import BooleanInput, ChoiceInput, EnvironmentInput, Job, NumberInput, Run, StringInput, Workflow, WorkflowDispatch

tag = StringInput("tag", description="What to deploy.", required=True)
dry = BooleanInput("dry-run", default=True)
level = ChoiceInput("level", options=["debug", "info"], default="info")
replicas = NumberInput("replicas", default=3)
where = EnvironmentInput("where", description="Where to.", default="staging")

deploy = Job(
    "deploy",
    timeout_minutes=5,
    if_=~dry,
    environment=None,
    steps=[Run("make deploy", env={"TAG": tag, "LEVEL": level, "REPLICAS": replicas, "WHERE": where})],
)

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch([tag, dry, level, replicas, where])], jobs=[deploy])
