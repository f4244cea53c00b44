"""The differences between the simulated GitHub and emulate, which of the two is right, and the source."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

ABSENT: Final = "(absent)"
ANYTHING: Final = "(anything)"
_API = "OpenAPI description of github/rest-api-description"
_REST = "docs.github.com/en/rest"
_TROUBLE = f"{_REST}/using-the-rest-api/troubleshooting-the-rest-api"
_SCHEMA = "a request is held against its schema first: xmo-odoo/dummy_central, whose tests ask GitHub itself, shows the form"
_MADE_LATEST = f'{_REST}/releases/releases: make_latest decides, and is "true" where a release does not name it'
_DRAFTS = "goreleaser/goreleaser#3148, softprops/action-gh-release#14: a draft is shown as untagged-..., and has no archive yet"


class Gap(NamedTuple):
    """A difference. `case` and `where` are `fnmatch` patterns: of "chapter: request", and of the path of a field."""

    case: str
    where: str
    ours: object
    theirs: object
    right: Literal["ours", "theirs", "unknown"]
    source: str


GAPS: tuple[Gap, ...] = (
    # All routes
    Gap("*", "status", ANYTHING, ABSENT, "ours", f"{_API}: basic-error has status, a string"),
    Gap("*", "message", "Resource not accessible by integration", "Forbidden", "ours", f"{_TROUBLE}#resource-not-accessible"),
    Gap("*, by nobody", "HTTP status", 404, 401, "ours", f"{_TROUBLE}#404-not-found-for-an-existing-resource"),
    Gap("*, by nobody", "message", "Not Found", "Requires authentication", "ours", f"{_TROUBLE}#404-not-found-for-an-existing-resource"),
    # Repository
    Gap("*, by an unknown token", "HTTP status", 401, 403, "ours", f"{_REST}/authentication/authenticating-to-the-rest-api"),
    Gap(
        "*, by an unknown token",
        "message",
        "Bad credentials",
        "Forbidden",
        "ours",
        f"{_REST}/authentication/authenticating-to-the-rest-api",
    ),
    Gap("repository: *", "owner.*", ANYTHING, ANYTHING, "ours", f"{_API}: an owner is a simple-user, an organization as well"),
    # Refs
    Gap("refs: *", "url", ANYTHING, ANYTHING, "ours", f"{_API}: the examples of git-ref; xmo-odoo/dummy_central"),
    Gap("refs: a ref of *", "message", "Object does not exist", "Invalid sha", "ours", "octokit/octokit.js#562, xmo-odoo/dummy_central"),
    Gap("refs: a ref outside refs/", "message", "Reference name must start with 'refs/'.", "Invalid ref", "ours", "xmo-odoo/dummy_central"),
    Gap("refs: a ref of two parts", "HTTP status", 422, 201, "ours", f"{_API}: a name without two slashes is rejected"),
    Gap("refs: a ref that Git refuses", "HTTP status", 422, 201, "ours", "git-check-ref-format(1): two dots in a row"),
    Gap("refs: a ref that is a number", "message", ANYTHING, "Invalid ref", "ours", _SCHEMA),
    Gap("refs: a ref without a SHA", "message", ANYTHING, "sha is required", "ours", _SCHEMA),
    Gap("refs: a ref without a name", "message", ANYTHING, "Invalid ref", "ours", _SCHEMA),
    # Objects
    Gap("objects: a commit by the start of its name", "HTTP status", 422, 404, "ours", "adobe/git-server plays it for blobs, after GitHub"),
    Gap(
        "objects: a commit by the start of its name",
        "message",
        "The sha parameter must be exactly 40 characters and contain only [0-9a-f].",
        "Not Found",
        "ours",
        "adobe/git-server plays it for blobs, after GitHub",
    ),
    # Releases
    Gap("*", "immutable", False, ABSENT, "ours", f"{_API}: release has immutable"),
    Gap(
        "*",
        "author.html_url",
        "/apps/github-actions",
        "/github-actions[bot]",
        "ours",
        "github.com/apps/github-actions is the page of the bot",
    ),
    Gap(
        "releases: the tag of the release",
        "HTTP status",
        200,
        404,
        "ours",
        f"{_REST}/releases/releases: the tag is created if there is none",
    ),
    Gap("*", "message", "Validation Failed", "Validation failed", "ours", f"{_TROUBLE}#validation-failed"),
    Gap("releases: a second release of a tag", "errors", ANYTHING, ABSENT, "ours", f"{_TROUBLE}#validation-failed: already_exists"),
    *(
        Gap(f"releases: the latest after make_latest {value}", field, ANYTHING, ANYTHING, "ours", _MADE_LATEST)
        for value in ("true", "false")
        for field in ("tag_name", "name", "body", "url", "assets_url", "upload_url", "tarball_url", "zipball_url", "html_url")
    ),
    # Drafts
    *(Gap("drafts: *", field, ANYTHING, ANYTHING, "ours", _DRAFTS) for field in ("html_url", "tarball_url", "zipball_url")),
    Gap(
        "drafts: the draft, by a token that may only read",
        "HTTP status",
        404,
        200,
        "ours",
        f"{_API}: drafts are for those with push access",
    ),
    Gap("drafts: drafts, by a token that may only read", "length", 0, 1, "ours", f"{_API}: drafts are for those with push access"),
    Gap(
        "drafts: the draft by its tag", "HTTP status", 404, 200, "ours", f"{_API}: a *published* release with the tag; avibe-bot/avibe#1712"
    ),
    Gap("drafts: a draft beside a release of its tag", "HTTP status", 201, 422, "ours", "ncipollo/release-action#8: drafts are not unique"),
    # Refused releases
    Gap("refused releases: a release of no tag", "message", ANYTHING, "Validation failed", "ours", _SCHEMA),
    Gap("refused releases: a release of an empty tag", "errors", ANYTHING, ABSENT, "ours", f"{_TROUBLE}#validation-failed: missing_field"),
    Gap("refused releases: a tag that is a number", "message", ANYTHING, "Validation failed", "ours", _SCHEMA),
    Gap("refused releases: make_latest that is no word", "HTTP status", 422, 201, "ours", f"{_API}: make_latest is a string"),
    Gap("refused releases: make_latest of another word", "HTTP status", 422, 201, "ours", f"{_API}: make_latest is one of three words"),
    Gap("refused releases: a prerelease that is to be the latest", "HTTP status", 422, 201, "ours", "getsentry/craft#583"),
    Gap("refused releases: a release on a branch that is not there", "HTTP status", 422, 201, "ours", "jreleaser/jreleaser#1500"),
    Gap("refused releases: a text that is too long", "HTTP status", 422, 201, "ours", "softprops/action-gh-release#374"),
    # Pages
    Gap("pages: a page of none", "length", 1, 5, "unknown", "per_page=0 is not documented, and no client asks for it"),
    Gap("pages: a page of none", "Link.*", ANYTHING, ABSENT, "unknown", "per_page=0 is not documented, and no client asks for it"),
)
