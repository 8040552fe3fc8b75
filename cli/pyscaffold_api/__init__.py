"""Asks what you are building, recommends Flask or FastAPI, and renders a repository that runs."""

__version__ = "0.1.0"
