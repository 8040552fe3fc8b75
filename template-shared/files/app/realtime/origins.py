from urllib.parse import urlsplit

from app.settings import Settings

SCHEMES = {"ws": "http", "wss": "https"}


def is_welcome(origin: str | None, *, scheme: str, host: str, settings: Settings) -> bool:
    """Whether a page from there may connect: our own pages, and those of CORS_ORIGINS.

    A browser always says where the page is from. What says nothing is a program, which no other site can make
    connect in somebody's name.
    """
    if origin is None:
        return True
    own = f"{SCHEMES.get(scheme, scheme)}://{host}"
    public = urlsplit(settings.public_url)
    welcome = {own, f"{public.scheme}://{public.netloc}", *settings.cors_origins}
    return "*" in welcome or origin.lower() in {known.lower() for known in welcome}
