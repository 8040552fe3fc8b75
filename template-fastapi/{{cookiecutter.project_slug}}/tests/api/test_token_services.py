"""What cannot be seen from outside; the rest is in `test_auth.py`."""

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.token_services import user_of_claims
from app.auth.tokens import TokenPair, TokenSigner, TokenType
from app.resources import Resources
from app.users.models import User
from tests.api.accounts import sign_in


async def test_checking_an_access_token_is_one_query(
    session: AsyncSession, resources: Resources, tokens: TokenPair
) -> None:
    statements: list[str] = []
    event.listen(
        resources.database.engine.sync_engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_others: statements.append(statement),
    )
    claims = TokenSigner(resources.settings).read(tokens.access_token, TokenType.ACCESS)
    await user_of_claims(session, claims)
    assert len([statement for statement in statements if not statement.startswith("BEGIN")]) == 1


async def test_every_sign_in_is_a_session_of_its_own(resources: Resources, user: User) -> None:
    first, second = await sign_in(resources, user), await sign_in(resources, user)
    assert first.refresh_token != second.refresh_token
