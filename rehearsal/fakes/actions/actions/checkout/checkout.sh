#!/usr/bin/env bash
# Fetch one commit into the workspace: a clone with the remote `origin`, the branch of the run, and no tags.
set -eu

header="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$TOKEN" | base64 -w 0)"
remote="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY"
branch=${GITHUB_REF#refs/heads/}
branch=${branch#refs/tags/}
commit=${WANTED:-$GITHUB_SHA}

limit=()
if [ "$DEPTH" != 0 ]; then
  limit=("--depth=$DEPTH")
fi

if [ -n "$SPARSE" ]; then
  limit+=(--filter=blob:none)
fi

cd "$GITHUB_WORKSPACE"
git init --quiet --initial-branch="$branch" .
git config --local core.autocrlf false
git config --local gc.auto 0
git remote add origin "$remote"

export GIT_TERMINAL_PROMPT=0
export GIT_CONFIG_COUNT=1
export GIT_CONFIG_KEY_0="http.$GITHUB_SERVER_URL/.extraheader"
export GIT_CONFIG_VALUE_0="$header"
# Three attempts, like the real action, which waits 10 to 20 seconds between them.
for attempt in 1 2 3; do
  if git fetch --quiet --no-tags --prune "${limit[@]}" origin "+$commit:refs/remotes/origin/$branch"; then
    break
  elif [ "$attempt" = 3 ]; then
    exit 1
  fi
  sleep 10
done
# In cone mode, without the blobs outside it: a later step that needs one must fetch it, without a token.
if [ -n "$SPARSE" ]; then
  printf '%s\n' "$SPARSE" | grep -v '^[[:space:]]*$' | git sparse-checkout set --cone --stdin
fi
git checkout --quiet --force -B "$branch" "refs/remotes/origin/$branch"

# The real action always writes the token and removes it in its post step; here it is only written if it persists.
if [ "$PERSIST" = true ]; then
  git config --local "$GIT_CONFIG_KEY_0" "$header"
fi
git --no-pager log -1 --format='HEAD is now at %h %s'
