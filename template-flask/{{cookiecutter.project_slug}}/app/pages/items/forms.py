from wtforms import StringField, TextAreaField

from app.items.schemas import ItemIn
from app.pages.forms import SchemaForm


class ItemForm(SchemaForm[ItemIn]):
    schema = ItemIn

    name = StringField("Name")
    category = StringField("Category", render_kw={"list": "categories", "autocomplete": "off"})
    price = StringField("Price", render_kw={"inputmode": "decimal", "autocomplete": "off"})
    description = TextAreaField("Description", render_kw={"rows": 5})
