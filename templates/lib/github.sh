# shellcheck shell=bash
# Send requests to GitHub and the registry, with node, which every script that sources this requires. No token is an argument.
#
# The token comes from GH_TOKEN, GITHUB_TOKEN or `gh`, another one for the registry from GHCR_REGISTRY_TOKEN. Without a token the requests are
# anonymous.

repository=''

# Set repository to OWNER/REPO, from GITHUB_REPOSITORY or the address of the remote.
find_repository() {
  local address form='^(https://([^/@]*@)?[^/]+/|ssh://[^/]+/|[^/:]+@[^/:]+:)([A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+)/?$'
  repository="${GITHUB_REPOSITORY:-}"
  if [[ -z "$repository" ]]; then
    address="$(git remote get-url "$remote")"
    if [[ "$address" =~ $form ]]; then repository="${BASH_REMATCH[3]%.git}"; fi
  fi
  if [[ ! "$repository" =~ ^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$ ]]; then
    refuse "the remote $remote is not a GitHub repository" "git remote set-url $remote https://github.com/OWNER/REPO.git, or set GITHUB_REPOSITORY"
  fi
}

# The host of GITHUB_API_URL, in the form that gh uses. GH_HOST may name another host, whose token is not sent to this one.
github_host() {
  local host="${GITHUB_API_URL:-https://api.github.com}"
  host="${host#*://}" host="${host%%[/:]*}"
  printf '%s' "${host#api.}"
}

# Set github_token and registry_token, which only query_github passes on. Set token_from and registry_token_from to the variable that each
# comes from, to "gh", to nothing, or to "elsewhere" if the registry must not receive a token of GitHub. A token of GitHub is only sent to the registry of the
# definition, or to one on this machine that replaces it.
find_token() {
  local host="${PUBLISH_REGISTRY:-$REGISTRY}" loopback='^(localhost|127\.[0-9.]+|\[::1\])(:[0-9]+)?$'
  token_from=''
  if [[ -n "${GH_TOKEN:-}" ]]; then token_from=GH_TOKEN; elif [[ -n "${GITHUB_TOKEN:-}" ]]; then token_from=GITHUB_TOKEN; fi
  github_token="${GH_TOKEN:-${GITHUB_TOKEN:-}}"
  if [[ -z "$github_token" ]] && command -v gh >/dev/null 2>&1; then
    github_token="$(gh auth token --hostname "$(github_host)" 2>/dev/null)" || github_token=''
  fi
  if [[ -n "$github_token" ]]; then token_from="${token_from:-gh}"; fi
  registry_token="$github_token" registry_token_from="$token_from"
  if [[ -n "${GHCR_REGISTRY_TOKEN:-}" ]]; then
    registry_token="$GHCR_REGISTRY_TOKEN" registry_token_from=GHCR_REGISTRY_TOKEN
  elif [[ "$host" != "$REGISTRY" && ! "$host" =~ $loopback ]]; then
    registry_token='' registry_token_from=elsewhere
  fi
}

# Each line has cells separated by tabs, none of them empty. If something is unknown, a cell has the cause: network, server, limited (a rate
# limit), denied, absent or malformed (an invalid response).
#
# query_github run FILE COMMIT: prints success, running, failure or unknown; the cause if it is unknown, "none" if there is no run; the URL of the
#   run, or the reason.
# query_github images FOLDER TAGS IMAGE…: prints a line for each tag (TAGS separates them by spaces) and image: the tag; the image; the digest,
#   "missing" or a cause; the commit that it was built from, or "none"; "complete", "missing" (a part), "invalid", "another-set" or a cause; the
#   reason. FOLDER gets the manifests, each in a file named by its digest.
# query_github attestations …: in attestations.sh, which has the program for it
query_github() {
  local -x NODE_USE_ENV_PROXY=1 GITHUB_API_URL="${GITHUB_API_URL:-https://api.github.com}"
  local GH_TOKEN="$github_token" GHCR_REGISTRY_TOKEN="$registry_token"
  {
    cat <<'JAVASCRIPT'
const { createHash } = require("node:crypto");
const [repository, registry, task, ...given] = process.argv.slice(2);
const { GH_TOKEN, GHCR_REGISTRY_TOKEN, GITHUB_API_URL } = process.env;
const LONGEST = 1 << 24, ACCEPT = ["oci.image.index.v1", "oci.image.manifest.v1"].map((kind) => `application/vnd.${kind}+json`)
  .concat(["list", ""].map((kind) => `application/vnd.docker.distribution.manifest.${kind && `${kind}.`}v2+json`)).join(", ");
const isLocal = (host) => /^(localhost|127\.[0-9.]+|\[::1\])(:\d+)?$/.test(host);
const print = (...cells) => console.log(cells.map((cell) => String(cell).replace(/\s+/g, " ") || "-").join("\t"));

// Uses the modules of node, because loading fetch takes five times as long. A response must be complete after 20 seconds.
const sendOnce = (url, headers, method) => new Promise((resolve, reject) => {
  const options = { method, headers: { "User-Agent": "node", ...headers }, signal: AbortSignal.timeout(20000) };
  require(url.startsWith("https:") ? "node:https" : "node:http").request(url, options, (response) => {
    const chunks = [];
    let size = 0;
    response.on("data", (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > LONGEST) response.destroy(new Error("the response is too long"));
    });
    response.on("error", reject);
    response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }));
  }).on("error", reject).end();
});
// Repeats a request without a response, or with a 429 or 5xx. Redirects are not followed: a token must not reach another host.
const request = async (url, headers, method = "GET") => {
  for (const pause of [1000, 2000, 0]) {
    let response;
    try {
      response = await sendOnce(url, headers, method);
    } catch (error) {
      response = { status: 0, headers: {}, body: Buffer.alloc(0), reason: error.cause?.message ?? error.code ?? error.message };
    }
    if (!pause || !(response.status === 0 || response.status === 429 || response.status >= 500)) return response;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
};
const json = ({ body }) => { try { return JSON.parse(body); } catch { return undefined; } };
const describe = (response) => {
  const message = json(response)?.message ?? json(response)?.errors?.[0]?.message;
  return response.status ? `HTTP ${response.status}${typeof message === "string" && message ? `: ${message}` : ""}` : response.reason;
};
// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api: a limit may be a 403 as well
const isLimited = ({ status, headers, body }) => status === 429 ||
  (status === 403 && ("retry-after" in headers || headers["x-ratelimit-remaining"] === "0" || /rate limit/i.test(body)));
const cause = (response) => {
  if (response.status === 0) return response.kind ?? "network";
  if (isLimited(response)) return "limited";
  if (response.status >= 500) return "server";
  return { 401: "denied", 403: "denied", 404: "absent" }[response.status] ?? "malformed";
};

const requestGitHub = (path) => request(`${GITHUB_API_URL}/repos/${repository}${path}`,
  { Accept: "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28", ...(GH_TOKEN && { Authorization: `Bearer ${GH_TOKEN}` }) });

// One successful run of this commit is enough: its images remain when another run fails.
const run = async (file, commit) => {
  const response = await requestGitHub(`/actions/workflows/${file}/runs?head_sha=${commit}&per_page=100`);
  const listed = json(response)?.workflow_runs;
  if (response.status !== 200 || !Array.isArray(listed)) {
    return print("unknown", cause(response), `GitHub did not list its runs: ${describe(response)}`);
  }
  const runs = listed.filter((one) => one?.head_sha === commit && ["push", "workflow_dispatch"].includes(one.event));
  const succeeded = runs.find((one) => one.status === "completed" && one.conclusion === "success");
  const running = runs.find((one) => one.status !== "completed");
  if (succeeded) print("success", "-", succeeded.html_url);
  else if (running) print("running", "-", running.html_url);
  else if (runs.length) print("failure", "-", `${runs[0].conclusion}, ${runs[0].html_url}`);
  else print("unknown", "none", "no run of this commit is known");
};

// https://distribution.github.io/distribution/spec/auth/token/: one token is enough for all tags of an image
const bearer = async (base, image) => {
  const challenge = (await request(`${base}/v2/`, {})).headers["www-authenticate"] ?? "";
  const realm = /^Bearer .*?realm="([^"]+)"/i.exec(challenge)?.[1];
  if (!realm || (base.startsWith("https:") && !realm.startsWith("https:"))) return {};
  // A registry on this machine may name a token endpoint on any host, which must not receive a token of GitHub.
  const known = GHCR_REGISTRY_TOKEN !== GH_TOKEN || !isLocal(registry) || isLocal(/^https?:\/\/([^/?#]+)/i.exec(realm)?.[1] ?? "");
  const query = new URLSearchParams({ service: /service="([^"]*)"/.exec(challenge)?.[1] ?? "", scope: `repository:${image}:pull` });
  const basic = Buffer.from(`x-access-token:${GHCR_REGISTRY_TOKEN}`).toString("base64");
  const response = await request(`${realm}?${query}`, GHCR_REGISTRY_TOKEN && known ? { Authorization: `Basic ${basic}` } : {});
  const token = json(response)?.token ?? json(response)?.access_token;
  return token ? { headers: { Authorization: `Bearer ${token}` } } : { refused: response };
};
// A registry keeps an index when its parts are deleted, and then the image cannot be pulled. The workflow checks the parts in the same way.
const checkParts = async (at, headers, response) => {
  const { manifests, config, layers } = json(response) ?? {};
  if (!/index|list/.test(response.headers["content-type"] ?? "")) return config && Array.isArray(layers) ? ["complete"] : ["invalid", "neither an index nor an image"];
  const valid = Array.isArray(manifests) && manifests.length > 0 && manifests.length <= 64
    && manifests.every((part) => /^sha256:[0-9a-f]{64}$/.test(part?.digest));
  if (!valid) return ["invalid", "an index without parts that can be read"];
  const responses = await Promise.all(manifests.map(({ digest }) => request(`${at}/${digest}`, headers, "HEAD")));
  const index = responses.findIndex(({ status }) => status !== 200);
  if (index === -1) return ["complete"];
  return [responses[index].status === 404 ? "missing" : cause(responses[index]), `its part ${manifests[index].digest}: ${describe(responses[index])}`];
};
const readImage = async (folder, base, tokens, tag, names, name) => {
  const image = `${repository.toLowerCase()}/${name}`, { headers, refused } = await (tokens[image] ??= bearer(base, image));
  const all = { Accept: ACCEPT, ...headers }, at = `${base}/v2/${image}/manifests`;
  const response = refused ?? await request(`${at}/${tag}`, all);
  if (response.status !== 200 || refused) return { response };
  const digest = `sha256:${createHash("sha256").update(response.body).digest("hex")}`, announced = response.headers["docker-content-digest"];
  if (announced && announced !== digest) return { response: { ...response, status: 0, kind: "malformed", reason: `its digest is ${digest}, not ${announced}` } };
  const annotations = json(response)?.annotations ?? {}, set = annotations["vnd.linesmith.images"];
  const [state, reason] = await checkParts(at, all, response);
  const other = state === "complete" && set !== undefined && set !== [...names].sort().join(" ");
  const version = annotations["org.opencontainers.image.version"], renamed = state === "complete" && tag.includes("-") && version !== tag;
  const revision = annotations["org.opencontainers.image.revision"];
  require("node:fs").writeFileSync(`${folder}/${digest}`, response.body);
  return { digest, revision: /^[0-9a-f]{40}$/.test(revision) ? revision : "none",
    state: renamed ? "another-version" : other ? "another-set" : state,
    reason: renamed ? `it has the version "${version}"` : other ? `it names the images "${set}"` : reason ?? "-" };
};
const images = async (folder, tags, names) => {
  const base = `${isLocal(registry) ? "http" : "https"}://${registry}`, tokens = {};
  const wanted = tags.flatMap((tag) => names.map((name) => [tag, name]));
  const found = await Promise.all(wanted.map(([tag, name]) => readImage(folder, base, tokens, tag, names, name)));
  found.forEach(({ digest, revision, state, reason, response }, index) => {
    if (digest) print(...wanted[index], digest, revision, state, reason);
    else print(...wanted[index], response.status === 404 ? "missing" : cause(response), "none", "-", describe(response));
  });
};
const tasks = { run, images: (folder, tags, ...names) => images(folder, tags.split(" "), names) };
JAVASCRIPT
    printf '%s\n' "${attestations_program:-}" 'tasks[task](...given).catch((error) => print("unknown", "malformed", error.message));'
  } | plain_environment="$plain_environment NODE_USE_ENV_PROXY GITHUB_API_URL GH_TOKEN GHCR_REGISTRY_TOKEN" node - "$repository" "${PUBLISH_REGISTRY:-$REGISTRY}" "$@"
}
