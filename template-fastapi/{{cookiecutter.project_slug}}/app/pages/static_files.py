from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles


class StoredFiles(StaticFiles):
    """Browsers may keep them, and ask each time whether they are still the same."""

    def file_response(self, *arguments: Any, **options: Any) -> Response:
        response = super().file_response(*arguments, **options)
        response.headers["Cache-Control"] = "no-cache"
        return response
