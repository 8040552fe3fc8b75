"""A trained model, served.

A feature that can be deleted with its folders, `training/`, `tests/training/`, its two lines in
`app/features.py` and what `pyproject.toml` has for training.
"""
