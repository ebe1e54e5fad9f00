"""Twikey (Creditor API): an API token opens a session, and every call carries the session's token.

1. `POST {api}/creditor` with `apiToken` in a form answers a token, in header `Authorization` and again in the body.
2. With enhanced security the form also has `otp`: HMAC-SHA256 of the 30-second count, keyed with salt and private key.
3. Every other call carries `Authorization: {token}`, without a scheme; the session lives 24 hours, or until logOut.
4. A refused login is 400, or 200 without a token; a session that is over is 401 with the text `Not logged in`.
5. Callbacks carry `X-SIGNATURE`: HMAC-SHA256 of the decoded query, keyed with the API token. Exit URLs are alike.
"""

from auth_hooks.twikey.auth import (
    TwikeyAuth,
    async_http_client,
    http_client,
    is_idempotent,
    log_out,
    log_out_async,
)
from auth_hooks.twikey.credentials import (
    DEFAULT_SALT,
    OTP_MODULUS,
    OTP_STEP_S,
    Credentials,
    compute_otp,
    load_credentials,
    login_fields,
)
from auth_hooks.twikey.face import (
    API_TOKEN_PLACEHOLDER,
    LOGIN_OPERATION,
    LOGOUT_OPERATION,
    OTP_PLACEHOLDER,
    TwikeyEngine,
)
from auth_hooks.twikey.sessions import (
    DEFAULT_RENEWAL_MARGIN_S,
    LIFETIME_S,
    LOGIN_PATH,
    NO_LOGIN,
    PRODUCTION_URL,
    PROVIDER,
    TESTING_URL,
    build_login_request,
    parse_error,
    read_session,
)
from auth_hooks.twikey.signatures import (
    SIGNATURE_HEADER,
    Account,
    Callback,
    decrypt_account,
    sign_callback,
    sign_exit_url,
    verify_callback,
    verify_exit_url,
)

__all__ = [
    "API_TOKEN_PLACEHOLDER",
    "DEFAULT_RENEWAL_MARGIN_S",
    "DEFAULT_SALT",
    "LIFETIME_S",
    "LOGIN_OPERATION",
    "LOGIN_PATH",
    "LOGOUT_OPERATION",
    "NO_LOGIN",
    "OTP_MODULUS",
    "OTP_PLACEHOLDER",
    "OTP_STEP_S",
    "PRODUCTION_URL",
    "PROVIDER",
    "SIGNATURE_HEADER",
    "TESTING_URL",
    "Account",
    "Callback",
    "Credentials",
    "TwikeyAuth",
    "TwikeyEngine",
    "async_http_client",
    "build_login_request",
    "compute_otp",
    "decrypt_account",
    "http_client",
    "is_idempotent",
    "load_credentials",
    "log_out",
    "log_out_async",
    "login_fields",
    "parse_error",
    "read_session",
    "sign_callback",
    "sign_exit_url",
    "verify_callback",
    "verify_exit_url",
]
