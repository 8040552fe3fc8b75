"""The pages: a feature that can be deleted with its folders and its two lines in `app/features.py`."""
