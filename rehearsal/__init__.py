"""A GitHub, a registry and a runner small enough for one machine, to run what the compiler generates.

Everything listens on 127.0.0.1 at ports the kernel chooses, works as an ordinary user, and is a context
manager that leaves no process, thread or file behind.

Rooms: `server` and `faults` (HTTP, and what may go wrong with it), `tokens`, `github` over `repository`,
`releases`, `runs` and `git_http`, `registry` over `registry_tokens` and a store of the kind that `registry_store`
describes (`registry_memory`, or `distribution` for a real registry), `image`, `oci` and `crane` (clients),
`application` (a repository to publish), `actions` and `runner` (a workflow file, run).
"""
