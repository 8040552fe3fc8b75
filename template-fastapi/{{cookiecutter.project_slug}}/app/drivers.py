"""Which driver speaks to which database, and what installs it."""

# What DATABASE_URL leaves out.
DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
    "mysql": "mysql+asyncmy",
    "mariadb": "mysql+asyncmy",
}
# What `uv add` is told, for those that the default database does not need.
PACKAGES = {"asyncpg": "asyncpg", "asyncmy": "asyncmy cryptography"}
