"""The application as a server imports it: `uvicorn app.main:app`."""

from app.application import create_app
from app.logs import configure_logs
from app.settings import load_settings

settings = load_settings()
configure_logs(settings)
app = create_app(settings)
