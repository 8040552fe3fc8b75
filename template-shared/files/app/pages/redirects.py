"""Where to go after signing in."""


def local_path(target: str | None) -> str | None:
    """The target if it is a path on this site, else nothing.

    Browsers read a backslash as a slash and skip tabs and line ends, so a target that holds any of
    these is dropped, wherever it seems to lead.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return None
    return target if target.isprintable() and "\\" not in target else None
