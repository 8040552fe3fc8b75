"""What a page may hold, whoever serves it."""

import re


def problems_of_page(text: str, policy: str, assets: frozenset[str]) -> list[str]:
    """What it loads from elsewhere or runs inline, and what its policy allows of that."""
    sources = set(re.findall(r'(?:src|href)="([^"]+)"', text))
    inline = re.findall(r"<style|\son\w+=|style=|<script[^>]*>[^<]", text)
    strict = "script-src 'self'" in policy and "unsafe" not in policy and "*" not in policy
    elsewhere = sources - {f"/realtime/assets/{name}" for name in assets}
    return [*sorted(elsewhere), *inline, *([] if strict else [policy])]
