"""Contains shared errors types that can be raised from API functions"""

from collections.abc import Mapping
from typing import Any


class ApiError(Exception):
    """The server did not answer with a documented success

    ApiError                a documented error
    +-- UnexpectedStatus    a status that the contract does not document
    +-- UnexpectedBody      a documented success whose body is not what the contract says

    Its text never holds what was sent or answered.

    Attributes:
        operation: Method and path template.
        status_code: HTTP status of the answer.
        content: Body of the answer as received.
        headers: Headers of the answer.
        parsed: The documented error model, or None if the body is not one.
    """

    summary = "answered"

    def __init__(
        self,
        operation: str,
        status_code: int,
        content: bytes,
        headers: Mapping[str, str],
        parsed: Any,
        detail: str = "",
    ) -> None:
        super().__init__(f"{operation} {self.summary} {status_code}{detail}")
        self.operation = operation
        self.status_code = status_code
        self.content = content
        self.headers = headers
        self.parsed = parsed
        self.detail = detail

    def __reduce__(self) -> tuple[Any, ...]:
        values = (self.operation, self.status_code, self.content, self.headers, self.parsed, self.detail)
        return type(self), values


class UnexpectedStatus(ApiError):
    """The server answered with a status that the contract does not document"""

    summary = "answered with the undocumented status"


class UnexpectedBody(ApiError):
    """The server answered with a documented success, but not with the body that the contract says"""


__all__ = ["ApiError", "UnexpectedBody", "UnexpectedStatus"]
