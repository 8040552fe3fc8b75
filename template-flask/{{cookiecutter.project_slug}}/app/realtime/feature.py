import signal
from threading import current_thread, main_thread
from typing import Any

from flask import Flask

from app.realtime import views
from app.realtime.background import Background
from app.realtime.bounds import Bounds
from app.realtime.door import Door
from app.realtime.events import Rooms
from app.realtime.threads import SOCKETS
from app.settings import Settings


def add_realtime(app: Flask, settings: Settings) -> None:
    """Add the connections and what gives tickets for them, and the page unless documentation is off."""
    background = Background(settings, Bounds(connections=SOCKETS), app.extensions["sessions"].reads)
    app.extensions["realtime"] = background
    app.register_blueprint(views.bp)
    if settings.show_docs:
        app.register_blueprint(views.page)
    others = app.wsgi_app
    Rooms(app, settings, background)
    app.wsgi_app = Door(app.wsgi_app, others, settings)  # type: ignore[method-assign]
    _stop_with_the_server(background)


def _stop_with_the_server(background: Background) -> None:
    """A server that is told to end waits for its threads: let those go that hold connections."""
    if current_thread() is not main_thread():
        return
    before = signal.getsignal(signal.SIGTERM)
    if callable(before):

        def stop(number: int, frame: Any) -> None:
            background.stop_soon()
            before(number, frame)

        signal.signal(signal.SIGTERM, stop)
