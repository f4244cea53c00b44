# shellcheck shell=bash
# Verify that the pipeline built the staged images, as Publish (main) does before it promotes them: a signed SLSA provenance names this
# repository, the workflow SIGNER_WORKFLOW, the commit, a GitHub-hosted runner and the image. The attestations of two images of one version
# differ only in the name of the image. A script sources this only if SIGNER_WORKFLOW is set: a product without attestations does not have the file.
#
# gh verifies it, if it is 2.102 or later: earlier releases may accept the attestation of another workflow.

# query_github attestations FOLDER GH HOST HOME SIGNER LINES: LINES are lines of `query_github images` without the tag. Prints a line for each: the
#   image; "verified", "missing", "invalid" or a cause; the reason. GH is the program that verifies, for the host HOST and with the home HOME.
IFS= read -r -d '' attestations_program <<'JAVASCRIPT' || true
// As in a step: the status of GitHub's API decides whether there is an attestation, and gh whether it matches. If gh fails because a bundle or the
// trusted roots cannot be downloaded, neither is known.
const PROVENANCE = "https://slsa.dev/provenance/v1";
const GH_SETTINGS = { GH_NO_UPDATE_NOTIFIER: "1", GH_PROMPT_DISABLED: "1", GH_TELEMETRY: "false", NO_COLOR: "1" };
const TOO_LONG = "ERR_CHILD_PROCESS_STDIO_MAXBUFFER";
// Masks the token, and what may be a credential in a URL, as a step does.
const mask = (text) => text.slice(0, 4000).replaceAll(GH_TOKEN, "***").replace(/(\/\/|%2F%2F)[^\s"/?#]*(@|%40)/gi, "$1***$2")
  .replace(/(\/\/[^\s"?#]*[?#])[^\s"]+/g, "$1***")
  .replace(/((?:[?&;#]|%3F|%26|%23)[\w.-]*(?:credential|key|password|secret|sig|signature|token)(?:=|%3D))[^\s"&]+/gi, "$1***");
const runGh = ({ gh, host, home }, ...words) => new Promise((resolve) => {
  const env = { ...process.env, ...GH_SETTINGS, HOME: home, GH_CONFIG_DIR: home, GH_HOST: host };
  for (const name of ["GHCR_REGISTRY_TOKEN", "GITHUB_API_URL", "NODE_USE_ENV_PROXY"]) delete env[name];
  require("node:child_process").execFile(gh, ["attestation", ...words], { env, timeout: 60000, maxBuffer: LONGEST }, (error, stdout, stderr) => {
    resolve({ error, stdout, stderr: mask(stderr).trim().slice(0, 400) || error?.message.slice(0, 400) });
  });
});
// The image names in the verified statements about this digest. gh does not compare names, and all images of a version have the same signer and
// commit.
const namesIn = (stdout, digest) => {
  const found = json({ body: stdout }), statements = Array.isArray(found) ? found.map((one) => one?.verificationResult?.statement) : [];
  const subjects = statements.flatMap((statement) => statement?.subject).filter((one) => one?.digest?.sha256 === digest.slice("sha256:".length));
  return [...new Set(subjects.map(({ name }) => name).filter((name) => typeof name === "string"))];
};
const compareNames = (stdout, digest, image) => {
  const names = namesIn(stdout, digest), expected = `${registry}/${repository.toLowerCase()}/${image}`;
  if (names.includes(expected)) return ["verified", "-"];
  if (!names.length) return ["malformed", "gh does not print what the attestation names"];
  return ["invalid", `the attestation is for ${mask(names.join(", ")).slice(0, 400)}, not for ${expected}`];
};
const verify = async (tool, name, image, manifest, digest, commit) => {
  const list = `/attestations/${digest}?predicate_type=${PROVENANCE}&per_page=100`;
  const response = await requestGitHub(list), listed = json(response)?.attestations;
  if (response.status === 404 || (response.status === 200 && listed?.length === 0)) return ["missing", "-"];
  if (response.status !== 200 || !Array.isArray(listed)) return [cause(response), describe(response)];
  const expected = ["--repo", name, "--signer-workflow", `${name}/${tool.signer}`, "--source-digest", commit, "--predicate-type", PROVENANCE];
  let verified;
  for (const pause of [2000, 0]) {
    verified = await runGh(tool, "verify", manifest, "--limit", "1000", ...expected, "--deny-self-hosted-runners", "--format", "json");
    if (!verified.error) return compareNames(verified.stdout, digest, image);
    if (verified.error.code === TOO_LONG) return ["malformed", "gh prints more than 16 MiB about the attestation"];
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  for (const url of listed.map((one) => one?.bundle_url).filter((one) => /^https?:/.test(one))) {
    const bundle = await request(url, {}), failure = cause(bundle);
    if (bundle.status !== 200) return [["network", "server", "limited"].includes(failure) ? failure : "malformed", `a bundle: ${describe(bundle)}`];
  }
  if (verified.error.code !== 1) return ["network", `gh was terminated: ${verified.stderr}`];
  const again = await requestGitHub(list);
  if (again.status !== 200) return [cause(again), describe(again)];
  const roots = await runGh(tool, "trusted-root");
  return roots.error ? ["network", `the trusted roots: ${roots.stderr}`] : ["invalid", verified.stderr];
};
const attestations = async (folder, gh, host, home, signer, lines) => {
  const left = lines.split("\n").map((line) => line.split("\t"));
  // Unlike everything else, gh compares the case of the workflow's repository.
  const response = await requestGitHub(""), name = json(response)?.full_name;
  const known = response.status === 200 && String(name).toLowerCase() === repository.toLowerCase();
  const next = async () => {
    const [image, digest, commit] = left.shift();
    if (!known) return print(image, cause(response), `the name of the repository: ${describe(response)}`);
    print(image, ...await verify({ gh, host, home, signer }, name, image, `${folder}/${digest}`, digest, commit));
  };
  await next();  // downloads the trusted roots, which gh then caches
  await Promise.all([1, 2, 3, 4].map(async () => { while (left.length) await next(); }));
};
tasks.attestations = attestations;
JAVASCRIPT

# find_gh: sets gh to its path, unusable to the reason why it cannot verify attestations, or to nothing if it can, and remedy to what to do about it
find_gh() {
  local form='^gh version ([0-9]{1,4})\.([0-9]{1,4})\.' printed
  unusable='' remedy='install gh 2.102 or later, then gh auth login'
  if ! gh="$(type -P gh)"; then
    unusable='gh is not on PATH'
    return
  fi
  printed="$(with_only "$plain_environment" "$gh" --version 2>/dev/null)" || printed=''
  if [[ ! "$printed" =~ $form ]]; then
    unusable="$gh does not print its version"
  elif ((BASH_REMATCH[1] < 2 || (BASH_REMATCH[1] == 2 && BASH_REMATCH[2] < 102))); then
    unusable="gh is ${BASH_REMATCH[1]}.${BASH_REMATCH[2]}"
  elif [[ -z "$github_token" ]]; then
    unusable='gh needs a token' remedy='gh auth login'
  fi
}

# require_attested VERSION: verifies that the pipeline built each image in selected from the commit that the image names, and reports a problem for each
# that fails. If gh cannot verify, it warns. Sets attested to a sentence if all are verified.
require_attested() {
  local digest failed=0 gh image reason seen remedy selected="$selected" state unusable
  attested=''
  find_gh
  if [[ -n "$unusable" ]]; then
    warn "the attestations of $1 were not verified: $unusable. To do: $remedy"
    return
  fi
  mkdir -p "$scratch/gh"
  seen="$(query_github attestations "$scratch/manifests" "$gh" "$(github_host)" "$scratch/gh" "$SIGNER_WORKFLOW" "$selected")" || seen=''
  while IFS=$'\t' read -r image digest _; do
    select_lines "$image"
    IFS=$'\t' read -r state reason <<<"$selected"
    if [[ "$state" != verified ]]; then failed=1; fi
    report_unattested "$image:$1" "$digest" "$state" "${reason:-node returned nothing}"
  done <<<"$selected"
  if ((failed == 0)); then attested="$SIGNER_WORKFLOW built all images"; fi
}

# report_unattested REFERENCE DIGEST STATE REASON
report_unattested() {
  local again="gh workflow run $WORKFLOW --ref $STAGING_BRANCH, and wait until it succeeds"
  case "$3" in
    verified) ;;
    missing) report_problem "$1 has no attestation: GitHub has none for $2" "$again" ;;
    invalid) report_problem "$1 has no matching attestation: $2: $4" "find out who pushed the image, then $again" ;;
    *) report_problem "cannot tell whether $1 is attested: $2: $4" "$(github_remedy "$3" attestations)" ;;
  esac
}
