"""What `poe seed` fills a new database with."""

from decimal import Decimal

from app.items.schemas import ItemIn

ADMIN_EMAIL = "admin@example.com"
# Address and name of each.
PEOPLE = (("ada@example.com", "Ada Lovelace"), ("grace@example.com", "Grace Hopper"))
ITEMS = (
    ItemIn(name="Desk lamp", description="Bends.", price=Decimal("39.90"), category="home"),
    ItemIn(name="Notebook", description="160 pages, dotted.", price=Decimal("6.50"), category="paper"),
    ItemIn(name="Fountain pen", price=Decimal("24.00"), category="paper"),
    ItemIn(name="Teapot", description="Holds a litre.", price=Decimal("31.75"), category="kitchen"),
    ItemIn(name="Wool blanket", description="Warm.", price=Decimal("89.00"), category="home"),
)
