"""Metaboost: its images, branches, folders and names. They are declared here and nowhere else."""

from __future__ import annotations

from pipelines.model import GitOps, Npm, Product, SidecarPair

PRODUCT = Product(
    images=(
        "api",
        "management-api",
        "web",
        "web-sidecar",
        "management-web",
        "management-web-sidecar",
    ),
    platforms=("linux/amd64",),
    dockerfiles="infra/docker/local",
    changelogs="docs/development/CHANGELOGS",
    changelog_placeholder="- Add notable changes for this version.",
    registry="ghcr.io",
    development_branch="develop",
    staging_branch="staging",
    release_branch="main",
    prerelease="staging",
    staging_tag="staging",
    release_tag="latest",
    definitions="linesmith",
    npm=Npm(
        env_files={"apps/web/.env.local": "apps/web/.env.example"},
        independent_workspaces=("packages/metaboost-signing",),
        audit_allow_list="scripts/publish/audit-allow-list.txt",
    ),
    sidecars=(
        SidecarPair(
            app="web",
            sidecar="web-sidecar",
            global_name="__METABOOST_RUNTIME_CONFIG__",
            port_variable="WEB_SIDECAR_PORT",
        ),
        SidecarPair(
            app="management-web",
            sidecar="management-web-sidecar",
            global_name="__METABOOST_MANAGEMENT_RUNTIME_CONFIG__",
            port_variable="MANAGEMENT_WEB_SIDECAR_PORT",
        ),
    ),
    gitops=GitOps(
        repository="podverse/metaboost",
        bases="infra/k8s/base",
        overlay_example="infra/k8s/alpha",
        release_variables={
            "api": "API_RELEASE",
            "management-api": "MANAGEMENT_API_RELEASE",
            "web-sidecar": "READINESS_API_EXPECTED_RELEASE",
            "management-web-sidecar": "READINESS_API_EXPECTED_RELEASE",
        },
    ),
    descriptions={
        "api": "the API",
        "management-api": "the management API",
        "web": "the web application (Next.js)",
        "web-sidecar": "the runtime configuration of the web application",
        "management-web": "the management web application (Next.js)",
        "management-web-sidecar": "the runtime configuration of the management web application",
    },
    replaces=(
        ".github/workflows/publish-alpha.yml",
        ".github/workflows/publish-beta.yml",
        "scripts/publish/promote-beta.sh",
        "scripts/publish/sync-develop-to-alpha.sh",
        "scripts/publish/sync-develop-to-beta.sh",
        "scripts/publish/sync-develop-to-main.sh",
        "docs/development/release/METABOOST-PUBLISH-GITOPS-BUMP-CHECKLIST.md",
        "docs/development/release/STAGING-MAIN-PROMOTION.md",
    ),
)
