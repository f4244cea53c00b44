from compiler import Job, Push, Uses, Workflow

SIGN = {"id-token": ("write", "signs"), "attestations": ("write", "stores the attestation")}
build = Job("build", timeout_minutes=5, permissions=SIGN, steps=[Uses("actions/attest", with_={"subject-digest": "sha256:abc"})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
