import logging
import threading
from email.message import EmailMessage

import pytest
from flask import Flask
from structlog.testing import capture_logs

from app.errors import Conflict
from app.extensions import later
from app.later import Later
from app.mail import SmtpMailer
from app.users.models import User
from tests.accounts import resources_of
from tests.mailers import with_mailer


class SlowMailer:
    """A mail server that takes its time, until it is told to go on."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.go_on = threading.Event()
        self.was_told = False

    def send(self, message: EmailMessage) -> None:
        self.asked.set()
        self.was_told = self.go_on.wait(timeout=5)


def test_nobody_waits_for_a_mail_server(own_app: Flask, user: User) -> None:
    later.init_app(own_app)
    mailer = SlowMailer()
    own_app.extensions["resources"] = with_mailer(resources_of(own_app), mailer)

    @own_app.post("/mails")
    def send() -> str:
        later.add_task(resources_of(own_app).mail.send_verification, user)
        return "soon"

    client = own_app.test_client()
    assert client.post("/mails").status_code == 200
    assert mailer.asked.wait(5)
    assert client.get("/healthz").status_code == 200
    mailer.go_on.set()
    own_app.extensions["later"].shutdown()
    assert mailer.was_told


def test_a_mail_server_that_is_away_breaks_nothing(
    own_app: Flask, user: User, caplog: pytest.LogCaptureFixture
) -> None:
    mail = with_mailer(resources_of(own_app), SmtpMailer("smtp://127.0.0.1:1")).mail

    @own_app.post("/mails")
    def send() -> str:
        later.add_task(mail.send_verification, user)
        return "soon"

    with caplog.at_level(logging.ERROR):
        assert own_app.test_client().post("/mails").status_code == 200
    assert "A mail could not be sent" in caplog.text
    assert "ada" not in caplog.text


def test_a_task_of_a_request_that_fails_does_not_begin(own_app: Flask) -> None:
    begun: list[str] = []

    @own_app.post("/refused")
    def refuse() -> str:
        later.add_task(begun.append, "refused")
        raise Conflict

    assert own_app.test_client().post("/refused").status_code == 409
    assert begun == []


def test_a_task_that_fails_is_logged(own_app: Flask) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    @own_app.post("/work")
    def work() -> str:
        later.add_task(fail)
        return "done"

    with capture_logs() as lines:
        answer = own_app.test_client().post("/work")
    assert answer.status_code == 200
    (failure,) = (line for line in lines if line["event"] == "a task failed")
    assert failure["exc_info"]


def test_a_task_that_comes_when_the_process_ends_is_done_at_once(own_app: Flask) -> None:
    later.init_app(own_app)
    done: list[str] = []

    @own_app.post("/work")
    def work() -> str:
        later.add_task(done.append, "done")
        return "soon"

    own_app.extensions["later"].shutdown()
    assert own_app.test_client().post("/work").status_code == 200
    assert done == ["done"]


def test_each_application_has_tasks_of_its_own() -> None:
    first, second = Flask("first"), Flask("second")
    for app in (first, second):
        Later().init_app(app)
    assert first.extensions["later"] is not second.extensions["later"]
