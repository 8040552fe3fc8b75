"""Which driver speaks to which database, and what installs it."""

# What DATABASE_URL leaves out.
DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mysql+pymysql",
}
# What `uv add` is told, for those that the default database does not need.
PACKAGES = {"psycopg": "'psycopg[binary]'", "pymysql": "'pymysql[rsa]'"}
