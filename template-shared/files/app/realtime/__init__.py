"""Messages between the people who are connected: rooms, who is in them, and what was said last.

A feature that can be deleted with its folders, `tests/browser/test_rooms.py`, its two lines in
`app/features.py` and what `app/__main__.py` has for it.
"""
