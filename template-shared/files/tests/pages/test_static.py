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
    licensed = {path.stem.removeprefix("LICENSE-") for path in VENDOR.glob("LICENSE-*")}
    assert {name.partition(".")[0] for name in names} == licensed


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_loads_nothing_from_elsewhere_and_runs_nothing_inline(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    # A link that is followed loads nothing.
    assert not re.search(r'\s(src|action)="(https?:)?//', source)
    assert not re.search(
        r'<link(?=[^>]*\srel="[^"]*(stylesheet|icon|load|manifest))[^>]*\shref="(https?:)?//', source
    )
    # JSON is data for a script, and runs nothing.
    assert not re.search(r'<script(?![^>]*\s(src=|type="application/json"))', source)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", source)


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
