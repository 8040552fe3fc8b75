"""What can go wrong, as exceptions that carry what to say and what to do about it."""

# ruff: noqa: N818 (the class names are printed as the kind of failure; they say what is wrong, not that it is)


class ScaffoldError(Exception):
    """A failure with a message for the person and, where there is one, a hint at the way out."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def kind(self) -> str:
        """The name of the failure in JSON output."""
        return type(self).__name__


class InvalidAnswer(ScaffoldError):
    """An answer that cannot be accepted, alone or beside the others."""


class MissingAnswer(ScaffoldError):
    """A question without a default, and nobody there to ask."""

    exit_code = 2


class OutputDirectoryExists(ScaffoldError):
    """The target is there already and is not an empty folder."""


class RenderError(ScaffoldError):
    """The starter could not be rendered; nothing was left behind."""


class PostStepFailed(ScaffoldError):
    """The starter was made, but a step after it failed."""

    exit_code = 3


class OutputLost(ScaffoldError):
    """What was to be printed could not be."""
