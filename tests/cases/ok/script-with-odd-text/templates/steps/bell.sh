#!/usr/bin/env bash
# A character that YAML cannot hold in a block.

printf ''
