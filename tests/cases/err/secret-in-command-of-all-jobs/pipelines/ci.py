from compiler import Job, Push, Run, Workflow, secrets

login = Run("npm config set //registry.npmjs.org/:_authToken $NPM_TOKEN")
build = Job("build", timeout_minutes=5, steps=[login])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], env={"NPM_TOKEN": secrets.NPM_TOKEN}, jobs=[build])
