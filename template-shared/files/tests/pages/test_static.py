import hashlib
import re
from pathlib import Path

import pytest

from app import pages
from tests.pages.browser import Browser

FOLDER = Path(pages.__file__).parent
VENDOR = FOLDER / "static/vendor"
CHECKSUMS = [line.split() for line in (VENDOR / "SHA256SUMS").read_text(encoding="ascii").splitlines()]
TEMPLATES = sorted(FOLDER.glob("templates/**/*.html"))


@pytest.mark.parametrize(("checksum", "name"), CHECKSUMS)
def test_a_file_of_others_is_as_they_published_it(checksum: str, name: str) -> None:
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == checksum


def test_every_file_of_others_has_a_checksum_and_a_licence() -> None:
    names = {name for _checksum, name in CHECKSUMS}
    assert names == {path.name for path in VENDOR.iterdir() if path.suffix in {".css", ".js"}}
    assert len(list(VENDOR.glob("LICENSE-*"))) == len(names)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_loads_nothing_from_elsewhere_and_runs_nothing_inline(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r'(src|href|action)="(https?:)?//', source)
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", source)


@pytest.mark.parametrize("name", ["app.css", "icon.svg", "vendor/pico.min.css", "vendor/htmx.min.js"])
def test_static_files_are_served(client: Browser, name: str) -> None:
    answer = client.get(f"/static/{name}")
    assert answer.status_code == 200


def test_static_files_may_be_stored(client: Browser) -> None:
    answer = client.get("/static/app.css")
    assert "no-store" not in answer.headers["cache-control"]


@pytest.mark.parametrize("path", ["/static/../settings.py", "/static/%2e%2e/settings.py"])
def test_nothing_but_static_files_is_served(client: Browser, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_form_that_posts_has_a_token(path: Path) -> None:
    forms = re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(encoding="utf-8"), re.DOTALL)
    assert all(re.search(r"csrf_token|form_fields|_fields\.html", form) for form in forms)
