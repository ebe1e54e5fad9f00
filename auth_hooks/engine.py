"""The face that credentials show to the judge: plain headers, and a signer over the finished request.

The judge varies credentials on purpose. Headers it can see, mask and leave out; a signature it cannot
compute, so the signer runs last, when URL, headers and body are final, and leaves alone what is under test.
"""

from typing import Protocol

import requests
import requests.auth


class EngineFace(Protocol):
    """What `auth_hooks.<provider>` offers to the judge.

    Attributes:
        schemes: Names of the headers that carry credentials.
    """

    schemes: frozenset[str]

    def headers(self, operation: str) -> dict[str, str]:
        """The credential headers of an operation; logs in if it needs a token and there is none.

        Args:
            operation: The operationId.

        Raises:
            errors.ProviderError: The login failed.
        """

    def fill(self, operation: str, body: object) -> object:
        """The body with real values where placeholders of one-time values stand; any other body as it came.

        Args:
            operation: The operationId.
            body: The generated body, not yet serialised.
        """

    def sign(self, request: requests.PreparedRequest, *, skip: frozenset[str], operation: str) -> None:
        """Sign the finished request in place, with fresh one-time values.

        Args:
            request: The request, its URL, headers and body final.
            skip: Names of the headers under test; they are left alone.
            operation: The operationId.
        """

    def renew(self) -> None:
        """Forget the token, after a reset of the target or a jump of its clock."""


class SignOnSend(requests.auth.AuthBase):
    """Signs each request as `requests` sends it: every repetition gets its own one-time values.

    Args:
        face: Signs.
        skip: Names of the headers under test.
        operation: The operationId.
    """

    def __init__(self, face: EngineFace, *, skip: frozenset[str], operation: str) -> None:
        self._face = face
        self._skip = skip
        self._operation = operation

    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        """Called by `requests` with URL, headers and body final, once per sending."""
        self._face.sign(r, skip=self._skip, operation=self._operation)
        return r
