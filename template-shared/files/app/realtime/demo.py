"""The files of a page to try it out with. It signs in as any other client of the API does."""

from pathlib import Path

FOLDER = Path(__file__).parent / "page"
ASSETS = frozenset(path.name for path in FOLDER.iterdir()) - {"index.html"}
# What assets may be, unlike all other answers.
KEPT = {"Cache-Control": "public, max-age=3600"}
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
