"""Write the file listings that the tests compare renders with.

    PYTHONPATH=cli python tests/snapshots/update.py

Look at the difference before committing it: it is what every user will get.
"""

import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from pyscaffold_api.render import render  # noqa: E402
from templates.variants import COMPLETE, plan_for, raw  # noqa: E402

for old in HERE.glob("*.txt"):
    old.unlink()
for name, variant in COMPLETE.items():
    with tempfile.TemporaryDirectory() as folder:
        files = render(plan_for(raw(variant), Path(folder)))
    (HERE / f"{name}.txt").write_text("\n".join(files) + "\n", encoding="utf-8")
