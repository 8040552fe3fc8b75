"""Compose both templates, so that cookiecutter can render a checkout as it is.

cookiecutter runs this in a copy of the repository, before it asks which template to take.
"""

import sys
from pathlib import Path

ROOT = Path.cwd()
sys.path.insert(0, str(ROOT / "cli"))

from pyscaffold_api.templates import lay_shared_over  # noqa: E402

for template in ("template-fastapi", "template-flask"):
    lay_shared_over(ROOT / template, root=ROOT)
