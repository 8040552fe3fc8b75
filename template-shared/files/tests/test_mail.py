import logging
import smtplib
import socketserver
import threading
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from app.mail import FileMailer, SmtpMailer, compose, make_mailer, try_to_send
from tests.isolation import make_settings

LINK = f"https://shop.example.com/verify-email?token={'x' * 300}"


@pytest.fixture
def message() -> EmailMessage:
    return compose(
        sender="no-reply@shop.example.com",
        recipient="ada@example.com",
        subject="Grüße",
        text=f"Öffne:\n\n{LINK}\n",
    )


class SmtpSession(socketserver.StreamRequestHandler):
    """Just enough of a mail server to see what it is told."""

    def handle(self) -> None:
        # A client may hang up at any time.
        with suppress(ConnectionError):
            self._converse()

    def _converse(self) -> None:
        assert isinstance(self.server, SmtpServer)
        self._answer("220 ready")
        while line := self.rfile.readline().decode("latin-1").strip():
            self.server.commands.append(line)
            verb = line.split(" ")[0].upper()
            if verb == "EHLO":
                self._answer("\r\n".join(["250-localhost", *self.server.extensions, "250 8BITMIME"]))
            elif verb == "AUTH":
                self._answer("235 welcome")
            elif verb == "RCPT" and self.server.refuses:
                self._answer("550 nobody here")
            elif verb == "STARTTLS":
                self._answer("454 no certificate today")
            elif verb == "QUIT":
                self._answer("221 bye")
            elif verb == "DATA":
                self._answer("354 go on")
                lines = list(iter(self.rfile.readline, b".\r\n"))
                self.server.mails.append(b"".join(lines))
                self._answer("250 taken")
            else:
                self._answer("250 fine")

    def _answer(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class SmtpServer(socketserver.ThreadingTCPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), SmtpSession)
        self.extensions: list[str] = []
        self.refuses = False
        self.commands: list[str] = []
        self.mails: list[bytes] = []

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_mail_reaches_the_server(server: SmtpServer, message: EmailMessage) -> None:
    SmtpMailer(f"smtp://{server.address}").send(message)
    received = message_from_bytes(server.mails[0], policy=policy.default)
    assert (received["To"], received["Subject"]) == ("ada@example.com", "Grüße")
    assert not any(command.startswith("AUTH") for command in server.commands)


def test_the_credentials_of_the_address_are_used(server: SmtpServer, message: EmailMessage) -> None:
    server.extensions = ["250-AUTH PLAIN"]
    SmtpMailer(f"smtp://user%40example.com:p%40ss@{server.address}").send(message)
    # Base64 of "\0user@example.com\0p@ss".
    assert "AUTH PLAIN AHVzZXJAZXhhbXBsZS5jb20AcEBzcw==" in server.commands


def test_a_connection_is_encrypted_when_the_server_offers_it(
    server: SmtpServer, message: EmailMessage
) -> None:
    server.extensions = ["250-STARTTLS", "250-AUTH PLAIN"]
    with pytest.raises(smtplib.SMTPResponseException, match="no certificate"):
        SmtpMailer(f"smtp://user:pass@{server.address}").send(message)
    assert server.commands[1] == "STARTTLS"
    assert not any(command.startswith("AUTH") for command in server.commands)


def test_smtps_is_encrypted_from_the_start(server: SmtpServer, message: EmailMessage) -> None:
    # The server speaks first and in the clear, which is no way to start an encrypted connection.
    with pytest.raises(OSError, match="SSL"):
        SmtpMailer(f"smtps://{server.address}").send(message)
    assert server.mails == []


def test_a_server_that_is_not_there_is_logged_without_saying_who_waits_for_what(
    message: EmailMessage, caplog: pytest.LogCaptureFixture
) -> None:
    try_to_send(SmtpMailer("smtp://127.0.0.1:1"), message)
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "ConnectionRefusedError" in caplog.text


def test_a_refusal_is_logged_without_the_address_or_the_token(
    server: SmtpServer, message: EmailMessage, caplog: pytest.LogCaptureFixture
) -> None:
    server.refuses = True
    try_to_send(SmtpMailer(f"smtp://{server.address}"), message)
    assert "SMTPRecipientsRefused" in caplog.text
    assert "ada" not in caplog.text
    assert "token" not in caplog.text


def test_a_password_that_cannot_be_transmitted_is_logged(
    server: SmtpServer, message: EmailMessage, caplog: pytest.LogCaptureFixture
) -> None:
    server.extensions = ["250-AUTH PLAIN"]
    try_to_send(SmtpMailer(f"smtp://user:p%C3%A4ss@{server.address}"), message)
    assert "UnicodeEncodeError" in caplog.text


def test_without_a_mail_server_a_mail_becomes_a_file(tmp_path: Path, message: EmailMessage) -> None:
    FileMailer(tmp_path / "mail").send(message)
    (file,) = (tmp_path / "mail").iterdir()
    assert file.suffix == ".eml"
    written = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (written["From"], written["Subject"]) == ("no-reply@shop.example.com", "Grüße")


def test_a_long_link_stays_in_one_piece(tmp_path: Path, message: EmailMessage) -> None:
    FileMailer(tmp_path).send(message)
    (file,) = tmp_path.iterdir()
    assert LINK in file.read_text(encoding="utf-8").splitlines()


def test_every_mail_has_a_file_of_its_own(tmp_path: Path, message: EmailMessage) -> None:
    mailer = FileMailer(tmp_path)
    for _ in range(3):
        mailer.send(message)
    assert len(list(tmp_path.glob("*.eml"))) == 3


def test_the_settings_choose_between_server_and_files() -> None:
    assert isinstance(make_mailer(make_settings(mail_url="smtp://mail.example.com")), SmtpMailer)
    assert isinstance(make_mailer(make_settings(mail_url=None)), FileMailer)


def test_a_mail_says_when_and_where_it_was_written(message: EmailMessage) -> None:
    assert message["Date"].datetime.utcoffset() is not None
    assert str(message["Message-ID"]).endswith("@shop.example.com>")


def test_an_address_cannot_add_headers() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        compose(sender="a@example.com", recipient="b@example.com\nBcc: c@example.com", subject="x", text="x")
