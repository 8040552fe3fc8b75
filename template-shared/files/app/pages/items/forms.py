from wtforms import StringField, TextAreaField

from app.items.schemas import ItemIn, ItemSort
from app.pages.forms import SchemaForm

SORT_LABELS = {
    ItemSort.CREATED_AT_DESC: "Newest first",
    ItemSort.CREATED_AT: "Oldest first",
    ItemSort.NAME: "Name, A to Z",
    ItemSort.NAME_DESC: "Name, Z to A",
    ItemSort.PRICE: "Price, lowest first",
    ItemSort.PRICE_DESC: "Price, highest first",
}


class ItemForm(SchemaForm[ItemIn]):
    schema = ItemIn

    name = StringField("Name")
    category = StringField("Category", render_kw={"list": "categories", "autocomplete": "off"})
    price = StringField("Price", render_kw={"inputmode": "decimal", "autocomplete": "off"})
    description = TextAreaField("Description", render_kw={"rows": 5})
