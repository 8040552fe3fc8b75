"""Who is to get a page and who a document, by the header Accept (RFC 9110)."""

from app.errors import PROBLEM_JSON


def prefers_json(accept: str) -> bool:
    """Whether a client would rather have JSON than a page; without a preference it gets the page."""
    weights = dict(_weighed(part) for part in accept.split(","))

    def weight(media_type: str) -> float:
        kind = media_type.partition("/")[0]
        ranges = (media_type, f"{kind}/*", "*/*")
        return next((weights[found] for found in ranges if found in weights), 0)

    return max(weight("application/json"), weight(PROBLEM_JSON)) > weight("text/html")


def _weighed(part: str) -> tuple[str, float]:
    """A media range, and how much it is wanted. What is no number wants nothing."""
    media_range, *parameters = (text.strip().lower() for text in part.split(";"))
    written = next((text[2:] for text in parameters if text.startswith("q=")), "1")
    return media_range, float(written) if written.replace(".", "", 1).isdecimal() else 0
