from compiler import Job, MergeGroup, Run, Workflow, github

build = Job("build", timeout_minutes=5, if_=github.event["merge_group"]["head_ref"] == "refs/heads/main", steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[MergeGroup()], jobs=[build])
