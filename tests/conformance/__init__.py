"""The committed workflow files, compared with third-party tools and with the contract of the two pipelines."""
