"""What to call a device, by what its browser says it is."""

# Many name others too, so the order matters: Edge says that it is Chrome, and Chrome that it is Safari.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "macOS",
    "Linux": "Linux",
}


def device_name(user_agent: str | None) -> str:
    """Such as "Firefox on Linux"; a program that is no browser goes by its own first word."""
    text = user_agent or ""
    browser = next((name for sign, name in BROWSERS.items() if f"{sign}/" in text), None)
    system = next((name for sign, name in SYSTEMS.items() if sign in text), None)
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or text.partition("/")[0][:40] or "Unknown device"
