"""Finish a freshly rendered project: remove the features that are off, and make `.env` with a secret.

It runs in the project's folder and needs the standard library only.
"""

import os
import secrets
import shutil
import sys
from pathlib import Path

# Features and the paths that belong to each of them, from cookiecutter.json.
FEATURES = {{ cookiecutter._features | tojson }}
SWITCHED_OFF = [{% for feature in cookiecutter._features if not cookiecutter[feature] %}"{{ feature }}", {% endfor %}]


def remove(path):
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def make_env_file():
    """`.env.example` with a secret of this project's own, readable by its owner only."""
    text = Path(".env.example").read_text(encoding="utf-8")
    text = text.replace("SECRET_KEY=\n", f"SECRET_KEY={secrets.token_urlsafe(48)}\n")
    descriptor = os.open(".env", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def main():
    off = {path for feature in SWITCHED_OFF for path in FEATURES[feature]}
    needed = {path for feature in FEATURES.keys() - set(SWITCHED_OFF) for path in FEATURES[feature]}
    # What is in a folder goes before the folder, which may belong to others as well.
    for path in sorted(off - needed, reverse=True):
        remove(Path(path))
    make_env_file()


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        sys.exit(f"{error.filename}: {error.strerror}")
