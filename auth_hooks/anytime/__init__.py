"""Anytime (API v1.0): one-time data signed with every request, a token, and a hash in every answer.

1. Every request carries `X-Validation-Data`, never used before, and `X-Signed-Request`, its RSA signature.
2. A signature is RSASSA-PKCS1-v1_5 with SHA-1 over the bytes of the data alone, in base64 on one line.
3. `POST {api}/oauth/v2/token`, signed too, takes client and user (grant `password`) and answers a token for an hour.
4. Every other call carries `Authorization: Bearer {token}`; a new token ends the user's one before it at once.
5. Answers and webhooks carry `hash`: SHA-256 of `timestamp|username`, over the timestamp as its digits are written.
"""

from auth_hooks.anytime.auth import (
    AnytimeAuth,
    async_http_client,
    http_client,
    is_file,
    is_idempotent,
)
from auth_hooks.anytime.credentials import MINIMUM_KEY_BITS, Credentials, load_credentials
from auth_hooks.anytime.face import (
    CLIENT_ID_PLACEHOLDER,
    CLIENT_SECRET_PLACEHOLDER,
    PASSWORD_PLACEHOLDER,
    TOKEN_OPERATION,
    USERNAME_PLACEHOLDER,
    AnytimeEngine,
)
from auth_hooks.anytime.sessions import (
    DEFAULT_RENEWAL_MARGIN_S,
    PRODUCTION_URL,
    PROVIDER,
    SANDBOX_URL,
    TOKEN_PATH,
    TOKEN_REFUSED,
    build_token_request,
    parse_error,
    read_token,
    token_request_fields,
)
from auth_hooks.anytime.signatures import (
    SIGNATURE_HEADER,
    VALIDATION_HEADER,
    make_nonce,
    make_validation_data,
    response_hash,
    sign_validation_data,
    signature_headers,
    verify_response,
    verify_validation_data,
    verify_webhook,
)
from auth_hooks.anytime.uploads import LARGEST_HELD_BYTES

__all__ = [
    "CLIENT_ID_PLACEHOLDER",
    "CLIENT_SECRET_PLACEHOLDER",
    "DEFAULT_RENEWAL_MARGIN_S",
    "LARGEST_HELD_BYTES",
    "MINIMUM_KEY_BITS",
    "PASSWORD_PLACEHOLDER",
    "PRODUCTION_URL",
    "PROVIDER",
    "SANDBOX_URL",
    "SIGNATURE_HEADER",
    "TOKEN_OPERATION",
    "TOKEN_PATH",
    "TOKEN_REFUSED",
    "USERNAME_PLACEHOLDER",
    "VALIDATION_HEADER",
    "AnytimeAuth",
    "AnytimeEngine",
    "Credentials",
    "async_http_client",
    "build_token_request",
    "http_client",
    "is_file",
    "is_idempotent",
    "load_credentials",
    "make_nonce",
    "make_validation_data",
    "parse_error",
    "read_token",
    "response_hash",
    "sign_validation_data",
    "signature_headers",
    "token_request_fields",
    "verify_response",
    "verify_validation_data",
    "verify_webhook",
]
