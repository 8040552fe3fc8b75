"""The filters that templates use, imported from where cookiecutter finds them."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "template-shared"))

from local_extensions import Filters, markdown, one_line, python, quoted

__all__ = ["Filters", "markdown", "one_line", "python", "quoted"]
