"""The pages.

A feature that can be deleted with its folders, `tests/browser/pages/` among them, and its two lines in
`app/features.py`.
"""
