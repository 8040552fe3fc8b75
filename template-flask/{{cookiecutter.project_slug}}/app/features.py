"""The features of this application. To take one out, delete its folders and its two lines here.

Its package says what else belongs to it.
"""

from flask import Flask

{% for package in cookiecutter._packages if cookiecutter[cookiecutter._packages[package]] %}
from app.{{ package }}.feature import add_{{ package }}
{% endfor %}
from app.settings import Settings


def add_features(app: Flask, settings: Settings) -> None:
{% for package in cookiecutter._packages if cookiecutter[cookiecutter._packages[package]] %}
    add_{{ package }}(app, settings)
{% endfor %}
