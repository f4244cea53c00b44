"""What an operator does after a publish: the checklist for one version, and a check of what a GitOps folder pins."""
