"""The parts in which `poe contract` holds the API against its document, and how the application is set up."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from app.settings import Settings
from tests.isolation import make_settings
from tests.replies import answer

SCHEMATHESIS = (sys.executable, "-m", "schemathesis.cli", "run")
# What the other service says of the weather.
WEATHER = answer('{"temperature_c": -3.5, "observed_at": "2026-01-01T12:00:00Z"}')


@dataclass(frozen=True)
class Part:
    """Some of the operations, and who calls them."""

    email: str
    flags: tuple[str, ...]
    by_admin: bool = False
    ends_account: bool = False

    def command(self, origin: str, authorization: str, arguments: Sequence[str]) -> list[str]:
        """Holds this part of a server against its document. It fails when an answer was not as documented."""
        header = f"--header=Authorization: {authorization}"
        return [*SCHEMATHESIS, f"{origin}/openapi.json", header, *self.flags, *arguments]


# A part of its own for whatever may end the account that calls it: all that followed would be refused.
PARTS = (
    Part("most@example.com", ("--exclude-operation-id=update_rights", "--exclude-operation-id=delete_me")),
    Part("reader@example.com", ("--include-operation-id=list_users",), by_admin=True),
    Part("admin@example.com", ("--include-operation-id=update_rights",), by_admin=True, ends_account=True),
    Part("leaver@example.com", ("--include-operation-id=delete_me",), ends_account=True),
)


def contract_settings(database_url: str, weather_url: str) -> Settings:
    return make_settings(
        database_url=database_url,
        weather_url=weather_url,
        access_token_minutes=60,
        # Else most answers were 429, which tells nothing of the rest.
        rate_limit_enabled=False,
        log_level="critical",
    )


def keeps_account(status: int) -> bool:
    """Whether somebody who asks for their own account still gets it, or else says what that means."""
    if status != 200:
        sys.stderr.write("The account lost its session on the way, so most calls were refused.\n")
    return status == 200
