"""What a browser may load and run in a page (Content-Security-Policy)."""

# Nothing is loaded from elsewhere and nothing inline runs; data: is for the icons in pico's style sheet.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
