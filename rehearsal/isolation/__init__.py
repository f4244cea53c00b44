"""Isolation of a rehearsal: network, mount and process namespaces, and TLS certificates."""
