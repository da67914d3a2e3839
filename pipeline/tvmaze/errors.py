"""What may go wrong between TVSI and TVMaze, as errors whose message states the request and the fact."""

from __future__ import annotations


class TvmazeError(Exception):
    """Base of everything that a request to TVMaze may end in; the message begins with the request."""

    def __init__(self, request: str, fact: str) -> None:
        super().__init__(f"{request}: {fact}")
        self.request = request
        self.fact = fact

    def __reduce__(self) -> tuple[type[TvmazeError], tuple[str, str]]:
        """Survive the way between processes."""
        return type(self), (self.request, self.fact)


class TvmazeUnavailable(TvmazeError):
    """No usable answer came within the tries, the budget or the time allowed; asking later may help."""


class TvmazeRefused(TvmazeError):
    """TVMaze understood the request and refused it (4xx); asking again would not help."""


class MalformedAnswer(TvmazeError):
    """The body is not the JSON that the request promises, as a whole: cut off, HTML, of another type."""


class AnswerTooLarge(TvmazeError):
    """The body goes beyond the limit and was not read to its end."""


class RedirectRefused(TvmazeError):
    """The answer leads to another host, or in circles."""


class AnswerLost(TvmazeError):
    """One try failed for a passing reason: no connection, no end of the body in time, a server's error (5xx)."""
