"""The JSON API: a feature that can be deleted with its folder and its line in `app/application.py`."""
