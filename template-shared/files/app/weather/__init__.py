"""The weather, as another service tells it."""
