#!/usr/bin/env bash
# Odd text.

printf '%s' "${1#%x}" # {{ not jinja }} {% nor this %} {# nor this #}
	cat <<-'E'
		: tabs
	E
echo "näh 🎉"
