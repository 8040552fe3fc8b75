from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.auth.token_services import user_of_claims
from app.auth.tokens import TokenPair, TokenSigner, TokenType
from app.extensions import db
from tests.isolation import make_settings


def test_checking_an_access_token_is_one_query(app: Flask, session: Session, tokens: TokenPair) -> None:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        statements.append(statement)

    claims = TokenSigner(make_settings()).read(tokens.access_token, TokenType.ACCESS)
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        user_of_claims(session, claims)
        event.remove(db.engine, "before_cursor_execute", note)
    assert len([statement for statement in statements if not statement.startswith("BEGIN")]) == 1
