"""The application as the server imports it, which `python -m app` starts with the options that it needs."""

import gc

from app.application import create_app
from app.logs import configure_logs
from app.settings import load_settings

# Garbage is looked for among what is new, and that is mostly requests that wait for something. With dozens of
# requests at once, to do so every few hundred objects took a tenth of the work and more.
gc.set_threshold(10_000)

settings = load_settings()
configure_logs(settings)
app = create_app(settings)
