"""The database servers that TEST_DATABASE_URL may name, and how each of them puts the same thing."""

from dataclasses import dataclass

from sqlalchemy import TextClause, make_url, text


@dataclass(frozen=True)
class Server:
    port: int
    own_connection: TextClause
    end_connection: TextClause
    wait_five_seconds: TextClause
    drop_database: str


POSTGRESQL = Server(
    port=5432,
    own_connection=text("SELECT pg_backend_pid()"),
    end_connection=text("SELECT pg_terminate_backend(:connection, 1000)"),
    wait_five_seconds=text("SELECT pg_sleep(5)"),
    # Else it drops no database that somebody still uses.
    drop_database="DROP DATABASE IF EXISTS {name} WITH (FORCE)",
)
MYSQL = Server(
    port=3306,
    own_connection=text("SELECT connection_id()"),
    end_connection=text("KILL :connection"),
    wait_five_seconds=text("SELECT sleep(5)"),
    drop_database="DROP DATABASE IF EXISTS {name}",
)
SERVERS = {"postgresql": POSTGRESQL, "postgres": POSTGRESQL, "mysql": MYSQL, "mariadb": MYSQL}


def server_of(url: str) -> Server | None:
    """The kind of server at this URL; none for SQLite."""
    return SERVERS.get(make_url(url).get_backend_name())
