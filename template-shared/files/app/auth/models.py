import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.orm import Base, utc_now

# Enough to tell a browser by.
USER_AGENT_LENGTH = 300


class LoginSession(Base):
    """One sign-in on one device. Revoking the row ends everything that was issued for it."""

    __tablename__ = "login_sessions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    # The id of the one token that may extend this session; it changes each time it is used,
    # so an older token that turns up again gives itself away.
    renewal_id: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    # What a browser said it was, so that people can tell their devices apart.
    user_agent: Mapped[str | None] = mapped_column(String(USER_AGENT_LENGTH))
