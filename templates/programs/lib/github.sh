#!/usr/bin/env bash
# GitHub and the registry, asked by node: its JSON is at hand on every machine of the application, and no token stands on a command line.
#
# GH_TOKEN, GITHUB_TOKEN or `gh` gives the token; GHCR_REGISTRY_TOKEN another one for the registry. Without any, as everybody.

repository=''

# OWNER/REPO, from GITHUB_REPOSITORY or the address of the remote. Sets repository.
find_repository() {
  local address form='^(https://([^/@]*@)?[^/]+/|ssh://[^/]+/|[^/:]+@[^/:]+:)([A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+)/?$'
  repository="${GITHUB_REPOSITORY:-}"
  if [[ -z "$repository" ]]; then
    address="$(git remote get-url "$remote")"
    if [[ "$address" =~ $form ]]; then repository="${BASH_REMATCH[3]%.git}"; fi
  fi
  if [[ ! "$repository" =~ ^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$ ]]; then
    refuse "the remote $remote is no repository on GitHub" "git remote set-url $remote https://github.com/OWNER/REPO.git, or set GITHUB_REPOSITORY"
  fi
}

find_token() {
  GH_TOKEN="${GH_TOKEN:-${GITHUB_TOKEN:-}}"
  if [[ -z "$GH_TOKEN" ]] && command -v gh >/dev/null 2>&1; then GH_TOKEN="$(gh auth token 2>/dev/null)" || GH_TOKEN=''; fi
  GHCR_REGISTRY_TOKEN="${GHCR_REGISTRY_TOKEN:-$GH_TOKEN}"
  # For ask_github alone: nothing else that runs from here is given them.
  export -n GH_TOKEN GITHUB_TOKEN GHCR_REGISTRY_TOKEN
}

# ask_github run FILE COMMIT: a line: green, running, red or unknown; a tab; the reason or the address of the run.
# ask_github images VERSION IMAGE…: a line for each: its digest, or missing, or unknown; a tab; the image; a tab; the reason.
ask_github() {
  local -x NODE_USE_ENV_PROXY=1 GITHUB_API_URL="${GITHUB_API_URL:-https://api.github.com}"
  plain_environment="$plain_environment NODE_USE_ENV_PROXY GITHUB_API_URL GH_TOKEN GHCR_REGISTRY_TOKEN" node - "$repository" "${PUBLISH_REGISTRY:-$REGISTRY}" "$@" <<'JAVASCRIPT'
const [repository, registry, task, ...given] = process.argv.slice(2);
const { GH_TOKEN, GHCR_REGISTRY_TOKEN, GITHUB_API_URL } = process.env;
const LONGEST = 1 << 24, ACCEPT = ["oci.image.index.v1", "oci.image.manifest.v1"].map((kind) => `application/vnd.${kind}+json`)
  .concat(["list", ""].map((kind) => `application/vnd.docker.distribution.manifest.${kind && `${kind}.`}v2+json`)).join(", ");
const local = (host) => /^(localhost|127\.[0-9.]+|\[::1\])(:\d+)?$/.test(host);
const print = (...cells) => console.log(cells.map((cell) => String(cell).replace(/\s+/g, " ")).join("\t"));

const read = async (response) => {
  let text = "", decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > LONGEST) throw new Error("an answer without end");
  }
  return text;
};
// Where there is no answer, or one that a moment may change, it is asked again. A redirect is none: a token must not travel.
const ask = async (url, headers, method = "GET") => {
  for (const pause of [1000, 2000, 0]) {
    let answer;
    try {
      const response = await fetch(url, { method, headers, redirect: "manual", signal: AbortSignal.timeout(20000) });
      answer = { status: response.status, headers: response.headers, text: await read(response) };
    } catch (error) {
      answer = { status: 0, headers: new Headers(), text: "", reason: error.cause?.code ?? error.message };
    }
    if (!pause || !(answer.status === 0 || answer.status === 429 || answer.status >= 500)) return answer;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
};
const json = ({ text }) => { try { return JSON.parse(text); } catch { return undefined; } };
const told = (answer) => answer.status ? `HTTP ${answer.status}${json(answer)?.message ? `: ${json(answer).message}` : ""}` : answer.reason;

// A success among the runs of this commit is enough: what it published does not go away when another run fails.
const run = async (file, commit) => {
  const headers = { Accept: "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28", ...(GH_TOKEN && { Authorization: `Bearer ${GH_TOKEN}` }) };
  const answer = await ask(`${GITHUB_API_URL}/repos/${repository}/actions/workflows/${file}/runs?head_sha=${commit}&per_page=100`, headers);
  const listed = json(answer)?.workflow_runs;
  if (answer.status !== 200 || !Array.isArray(listed)) return print("unknown", `GitHub cannot be asked for its runs: ${told(answer)}`);
  const runs = listed.filter((one) => one?.head_sha === commit && ["push", "workflow_dispatch"].includes(one.event));
  const green = runs.find((one) => one.status === "completed" && one.conclusion === "success");
  const running = runs.find((one) => one.status !== "completed");
  if (green) print("green", green.html_url);
  else if (running) print("running", running.html_url);
  else if (runs.length) print("red", `${runs[0].conclusion}, ${runs[0].html_url}`);
  else print("unknown", "no run of this commit is known");
};

// https://distribution.github.io/distribution/spec/auth/token/
const bearer = async (base, image) => {
  const challenge = (await ask(`${base}/v2/`, {})).headers.get("www-authenticate") ?? "";
  const realm = /^Bearer .*?realm="([^"]+)"/i.exec(challenge)?.[1];
  if (!realm || (base.startsWith("https:") && !realm.startsWith("https:"))) return {};
  const query = new URLSearchParams({ service: /service="([^"]*)"/.exec(challenge)?.[1] ?? "", scope: `repository:${image}:pull` });
  const basic = Buffer.from(`x-access-token:${GHCR_REGISTRY_TOKEN}`).toString("base64");
  const answer = json(await ask(`${realm}?${query}`, GHCR_REGISTRY_TOKEN ? { Authorization: `Basic ${basic}` } : {}));
  const token = answer?.token ?? answer?.access_token;
  return token ? { Authorization: `Bearer ${token}` } : {};
};
const images = async (version, names) => {
  const base = `${local(registry) ? "http" : "https"}://${registry}`;
  const answers = await Promise.all(names.map(async (name) => {
    const image = `${repository.toLowerCase()}/${name}`;
    return ask(`${base}/v2/${image}/manifests/${version}`, { Accept: ACCEPT, ...(await bearer(base, image)) }, "HEAD");
  }));
  // GHCR denies what does not exist: denied beside one that is there counts as missing.
  const absent = answers.some(({ status }) => status === 200) ? [401, 403, 404] : [404];
  names.forEach((name, index) => {
    const answer = answers[index], digest = answer.headers.get("docker-content-digest") ?? "";
    if (answer.status === 200 && /^sha256:[0-9a-f]{64}$/.test(digest)) print(digest, name, "");
    else print(absent.includes(answer.status) ? "missing" : "unknown", name, told(answer));
  });
};
(task === "run" ? run(...given) : images(given[0], given.slice(1))).catch((error) => print("unknown", error.message));
JAVASCRIPT
}
