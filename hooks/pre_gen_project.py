"""Refuse a project slug that would break what is generated from it.

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
