"""Deployment from a GitOps repository: the checklist for one version, and a check of the versions that a folder refers to."""
