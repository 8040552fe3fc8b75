from flask import request

from app.pages.forms import Sent


def sent_form() -> Sent | None:
    """The fields that came with this request, if it is one that sends a form."""
    return request.form if request.method == "POST" else None
