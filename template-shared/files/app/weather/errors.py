"""What may go wrong with the service that is asked."""

from http import HTTPStatus

from app.errors import AppError


class BadGateway(AppError):
    status = HTTPStatus.BAD_GATEWAY
    detail = "A service that we asked gave no useful answer."


class GatewayTimeout(AppError):
    status = HTTPStatus.GATEWAY_TIMEOUT
    detail = "A service that we asked took too long to answer."
