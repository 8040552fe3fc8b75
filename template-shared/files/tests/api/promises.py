"""What the API promises, whatever it is made with, and how a document is asked for what it promises."""

import json
import re
from typing import Any

# method and path: the statuses that an operation has besides those of all of them
OPERATIONS = {
    "post /api/v1/auth/register": {"201", "400", "409", "413", "422", "429"},
    "post /api/v1/auth/login": {"200", "400", "401", "403", "413", "422", "429"},
    "post /api/v1/auth/refresh": {"200", "400", "401", "413", "422"},
    "post /api/v1/auth/logout": {"204", "400", "401", "413", "422"},
    "post /api/v1/auth/password-reset": {"202", "400", "413", "422", "429"},
    "post /api/v1/auth/password-reset/confirm": {"204", "400", "413", "422"},
    "post /api/v1/auth/verify-email": {"204", "400", "413", "422"},
    "post /api/v1/auth/verify-email/resend": {"202", "401", "429"},
    "get /api/v1/users/me": {"200", "401"},
    "patch /api/v1/users/me": {"200", "400", "401", "409", "413", "422", "429"},
    "delete /api/v1/users/me": {"204", "401", "409"},
    "post /api/v1/users/me/password": {"204", "400", "401", "403", "413", "422", "429"},
    "get /api/v1/users": {"200", "401", "403", "422"},
    "patch /api/v1/users/{user_id}": {"200", "400", "401", "403", "404", "409", "413", "422"},
    "get /api/v1/weather/{city}": {"200", "401", "422", "502", "503", "504"},
    "get /api/v1/items": {"200", "401", "422"},
    "post /api/v1/items": {"201", "400", "401", "413", "422"},
    "get /api/v1/items/{item_id}": {"200", "401", "404", "422"},
    "patch /api/v1/items/{item_id}": {"200", "400", "401", "404", "413", "422"},
    "delete /api/v1/items/{item_id}": {"204", "401", "404", "422"},
}
PROBES = {"get /healthz": {"200"}, "get /readyz": {"200", "503"}}
# What the documentation promises.
PROMISED = PROBES | {name: statuses | {"500", "503"} for name, statuses in OPERATIONS.items()}
# Of a list of items, each with a value that is refused.
BAD_PARAMETERS = [
    ("page", "0"),
    ("page", "-1"),
    ("page", "x"),
    ("page", "1e9"),
    ("page", "9" * 5000),
    ("per_page", "101"),
    ("sort", "owner_id"),
    ("min_price", "NaN"),
    ("max_price", "1e999"),
    ("keyword", "\x00"),
    ("keyword", "x" * 201),
    ("colour", "red"),
]


def statuses_in(document: dict[str, Any], *, tag: str | None = None) -> dict[str, set[str]]:
    """The statuses of each operation, or of those with this tag, by its method and path."""
    return {name: set(responses) for name, responses in _responses(document, tag).items()}


def media_types_of_errors(document: dict[str, Any], *, tag: str | None = None) -> set[str]:
    return {
        media_type
        for responses in _responses(document, tag).values()
        for status, response in responses.items()
        if status >= "400"
        for media_type in response["content"]
    }


def references_in(document: dict[str, Any]) -> set[str]:
    """The names of the schemas that are referred to."""
    return set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))


def _responses(document: dict[str, Any], tag: str | None) -> dict[str, dict[str, Any]]:
    return {
        f"{method} {path}": operation["responses"]
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if tag is None or tag in operation.get("tags", [])
    }
