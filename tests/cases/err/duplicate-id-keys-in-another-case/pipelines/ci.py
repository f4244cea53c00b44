from compiler import Job, Push, Run, Workflow

build = Job("build", timeout_minutes=5, env={"http_proxy": "http://proxy:3128", "HTTP_PROXY": "http://proxy:3128"}, steps=[Run("make")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
