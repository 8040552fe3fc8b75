"""The JSON API: a feature that can be deleted with its folders and its two lines in `app/features.py`.

As long as no other one imports it.
"""
