from compiler import Job, Push, Uses, Workflow, env, variables

attest = Uses("actions/attest", name="Attest", with_={"subject-name": "app", "subject-digest": env.DIGEST})
SIGN = {"attestations": ("write", "stores the attestation")}
build = Job("build", timeout_minutes=5, permissions=SIGN, steps=[attest])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], env={"DIGEST": variables.DIGEST}, jobs=[build])
