"""Refuse a project slug that would break what is generated from it, and features that cannot stand alone.

The command line has checked its answers by now; this is for cookiecutter on its own.
"""

import re
import sys

slug = {{cookiecutter.project_slug | python}}

if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", slug) or len(slug) > 64:
    sys.exit(
        f"The project slug {slug!r} does not work: use lower case letters, digits and single hyphens, "
        "with a letter first."
    )

on = [{% for feature in cookiecutter._features if cookiecutter[feature] %}"{{ feature }}", {% endfor %}]
for feature in ("use_realtime", "use_ml"):
    if feature in on and "use_api" not in on:
        sys.exit(f"{feature} stands on the API: say use_api as well.")
if "use_api" not in on and "use_pages" not in on:
    sys.exit("Nothing would be served: say use_api or use_pages.")
