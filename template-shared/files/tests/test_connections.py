import pytest
from sqlalchemy.exc import IntegrityError, NotSupportedError, OperationalError

from app.connections import is_away

REASON = Exception("a bug")
OUTDATED = Exception("cached plan must not change result type")


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (OperationalError("SELECT 1", None, REASON), True),
        (IntegrityError("SELECT 1", None, REASON), False),
        (IntegrityError("SELECT 1", None, REASON, connection_invalidated=True), True),
        # Somebody has migrated meanwhile; the drivers plan anew the next time.
        (NotSupportedError("SELECT 1", None, OUTDATED), True),
        (NotSupportedError("SELECT 1", None, REASON), False),
        (OSError(), False),
    ],
)
def test_only_what_passes_is_a_database_that_is_away(error: Exception, away: bool) -> None:
    assert is_away(error) is away
