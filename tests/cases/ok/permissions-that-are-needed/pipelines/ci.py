from compiler import Job, Push, Run, Script, Uses, Workflow, env, github, secrets

READ = {"contents": ("read", "checks out the commit")}
WRITE = {"contents": ("write", "pushes a tag")}
PUSH = {"packages": ("write", "pushes the image")}
SIGN = {"id-token": ("write", "signs"), "attestations": ("write", "stores the attestation")}
TOKEN = {"GH_TOKEN": secrets.GITHUB_TOKEN}
clean = Uses("actions/checkout", with_={"persist-credentials": False})
log_in = Uses("docker/login-action", with_={"registry": env.HOST, "username": github.actor, "password": github.token})
push = Uses("docker/build-push-action", with_={"context": ".", "push": True, "tags": "ghcr.io/acme/app"})
elsewhere = Uses("docker/login-action", with_={"registry": "ghcr.io", "username": "robot", "password": secrets.ROBOT})
attest = Uses("actions/attest", with_={"subject-path": "dist/app"})

# Each job is right, although another one of these looks like a mistake.
jobs = [
    Job("public", timeout_minutes=5, steps=[Uses("actions/checkout"), Run("make")]),
    Job("key", timeout_minutes=5, permissions=PUSH, steps=[Uses("actions/checkout", with_={"ssh-key": secrets.KEY}), log_in, push]),
    Job("image", timeout_minutes=5, permissions=PUSH, steps=[log_in, push]),
    Job("host", timeout_minutes=5, permissions={"packages": ("read", "pulls")}, steps=[log_in, push]),
    Job("robot", timeout_minutes=5, steps=[elsewhere, push]),
    Job("attest", timeout_minutes=5, permissions={**READ, **SIGN}, steps=[clean, Run("make"), attest]),
    Job("git", timeout_minutes=5, permissions=WRITE, steps=[Uses("actions/checkout"), Run("make tag")]),
    Job("other", timeout_minutes=5, permissions=WRITE, steps=[clean, Uses("acme/release")]),
    Job("program", timeout_minutes=5, permissions={**READ, "issues": ("write", "reports")}, steps=[clean, Run("make report", env=TOKEN)]),
    Job("comment", timeout_minutes=5, permissions={"issues": ("write", "comments")}, steps=[Run("gh pr comment 1 --body x", env=TOKEN)]),
    Job("elsewhere", timeout_minutes=5, steps=[Run("gh issue create --repo acme/b --title x --body x", env=TOKEN)]),
    Job("person", timeout_minutes=5, steps=[Run("gh release create v1", env={"GH_TOKEN": secrets.PERSONAL})]),
    Job("keyless", timeout_minutes=5, permissions={**READ, "id-token": ("write", "signs")}, steps=[clean, Run("cosign sign app")]),
    Job("pinned", timeout_minutes=5, permissions={"checks": ("write", "reports")}, steps=[Uses("acme/report")]),
    Job("script", timeout_minutes=5, permissions=WRITE, steps=[clean, Script("tag", env={"TOKEN": secrets.GITHUB_TOKEN})]),
    Job("no-token", timeout_minutes=5, permissions=READ, steps=[clean, Script("tag", env={"TOKEN": secrets.PERSONAL, "NAME": "v1"})]),
]

CI = Workflow(file="ci.yml", name="CI", on=[Push()], env={"HOST": "ghcr.io"}, jobs=jobs)
