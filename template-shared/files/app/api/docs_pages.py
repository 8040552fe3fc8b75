"""Two pages that show the OpenAPI document and load nothing from anywhere else."""

import secrets
from dataclasses import dataclass
from html import escape
from string import Template

from app.about import NAME

# What assets may be, unlike all other answers.
KEPT = {"Cache-Control": "public, max-age=3600"}

PAGE = Template("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<link rel="icon" href="/docs/assets/favicon.png">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<style nonce="$nonce">body { margin: 0 }</style>
</head>
<body>
<div id="docs"></div>
<script nonce="$nonce" src="/docs/assets/$script"></script>
<script nonce="$nonce">$start</script>
</body>
</html>
""")
START_SWAGGER_UI = 'SwaggerUIBundle({url: "/openapi.json", dom_id: "#docs", deepLinking: true});'
# ReDoc makes style elements as it goes, which need the nonce too.
START_REDOC = 'Redoc.init("/openapi.json", {nonce: "$nonce"}, document.getElementById("docs"));'
CONTENT_SECURITY_POLICY = Template(
    "default-src 'none'; script-src 'nonce-$nonce'; style-src 'self' 'nonce-$nonce'; img-src 'self' data:; "
    "connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class DocsPage:
    html: str
    headers: dict[str, str]


def swagger_ui_page() -> DocsPage:
    return _page("swagger-ui-bundle.js", START_SWAGGER_UI)


def redoc_page() -> DocsPage:
    return _page("redoc.standalone.js", START_REDOC)


def _page(script: str, start: str) -> DocsPage:
    nonce = secrets.token_urlsafe(16)
    html = PAGE.substitute(
        title=escape(NAME), script=script, nonce=nonce, start=Template(start).substitute(nonce=nonce)
    )
    return DocsPage(html, {"Content-Security-Policy": CONTENT_SECURITY_POLICY.substitute(nonce=nonce)})
