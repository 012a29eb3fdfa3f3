"""The four kinds of refusal. The roof turns each into a status; the message is for the person who asked."""


class Refusal(Exception):
    """Something cannot be done; nothing has changed."""

    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Invalid(Refusal):
    """What was given cannot be used."""

    status = 422


class NotAllowed(Refusal):
    """This person may not do this."""

    status = 403


class NotFound(Refusal):
    """There is no such thing, or it is not for this person to know of it."""

    status = 404


class Conflict(Refusal):
    """It is too late, too early, or somebody else was first."""

    status = 409
