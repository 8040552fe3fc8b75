"""The JSON API: a feature that can be deleted with its folder and its two lines in `app/application.py`."""
