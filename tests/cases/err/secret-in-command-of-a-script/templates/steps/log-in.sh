#!/usr/bin/env bash
# Log in to the registry.
#
# env: PASSWORD  the password
#
set -euo pipefail

docker login \
  --username robot --password "$PASSWORD" \
  registry.example.com
