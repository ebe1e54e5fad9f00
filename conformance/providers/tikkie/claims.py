"""Which check must catch which fault of the sandbox, and the smallest part of the judge that shows it."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.provider import Claim

SCHEMA = "response_schema_conformance"
STATUS = "status_code_conformance"
CONTENT_TYPE = "content_type_conformance"
HEADERS = "response_headers_conformance"
SERVER_ERROR = "not_a_server_error"
ACCEPTED = "negative_data_rejection"

EXPECTED = "expected_answer"
"""A call in a scenario was answered otherwise than the scenario says."""

ASSERTED = "scenario"
"""An assertion of a scenario failed, or a login broke off."""

NO_ANSWER = "no_answer"
"""A call broke off."""


def _scenario(name: str, *checks: str) -> Claim:
    return Claim(checks=frozenset(checks), scenarios=(name,))


def _engine(operation: str, *checks: str) -> Claim:
    return Claim(checks=frozenset(checks), engine=(operation,))


def _battery(*names: str) -> Claim:
    return Claim(checks=frozenset(names), battery=names)


CLAIMS: Mapping[str, Claim] = {
    # The form of an answer, seen by the engine on whatever it sends.
    "missing-status-field": _engine("getPlatforms", SCHEMA),
    "extra-field": _engine("getUsers", SCHEMA),
    "wrong-type-total": _engine("getUserPaymentRequests", SCHEMA),
    "wrong-enum-platform-status": _engine("createPlatform", SCHEMA),
    "null-created": _scenario("test_every_operation_succeeds", SCHEMA),
    "created-not-iso": _engine("getUserPaymentRequests", SCHEMA),
    "null-payments": _engine("getPaymentRequest", "payments_listed"),
    "undocumented-status-202": _engine("createUser", STATUS),
    "success-status-200-for-create": _engine("createPaymentRequest", STATUS),
    "wrong-code-for-status": _engine("getUsers", SCHEMA),
    "wrong-status-for-code": _scenario("test_payment_request_of_another_user_is_not_found", SCHEMA),
    "wrong-envelope": _engine("createPlatform", SCHEMA),
    "error-status-mismatch": _engine("createUser", SCHEMA),
    "wrong-category": _engine("createPlatform", "error_category"),
    "empty-errors-list": _engine("createUser", SCHEMA),
    "trace-id-mismatch": _engine("createPlatform", "trace_id_in_error"),
    "missing-trace-id": _engine("getPlatforms", "trace_id_present"),
    "malformed-trace-id": _engine("getPlatforms", HEADERS),
    "repeated-trace-id": _engine("getUsers", "trace_id_fresh"),
    "wrong-content-type": _engine("getPlatforms", CONTENT_TYPE),
    "html-error-page": _engine("createPlatform", CONTENT_TYPE),
    "expires-in-number": _engine("createAccessToken", SCHEMA),
    "token-type-lowercase": _engine("createAccessToken", SCHEMA),
    # Crashes.
    "crash-on-unicode": _scenario("test_platform_name_keeps_every_character", EXPECTED),
    "crash-on-malformed-json": _engine("createPlatform", SERVER_ERROR),
    "crash-on-large-limit": _scenario("test_large_limit_gives_everything", EXPECTED),
    "drop": _scenario("test_every_operation_succeeds", NO_ANSWER, ASSERTED),
    "truncate": _scenario("test_every_operation_succeeds", NO_ANSWER, ASSERTED),
    # Pages and dates.
    "limit-ignored": _scenario("test_pages_walk_over_everything_once", "page_has_its_size"),
    "offset-ignored": _scenario("test_offset_counts_records", ASSERTED),
    "total-is-page-size": _scenario("test_pages_walk_over_everything_once", "page_counts_known"),
    "oldest-first": _scenario("test_pages_walk_over_everything_once", "newest_first"),
    "from-date-ignored": _scenario("test_dates_filter", "created_inside_filter"),
    "from-date-inclusive": _scenario("test_dates_exclude_their_own_instant", "created_inside_filter"),
    "to-date-ignored": _scenario("test_dates_filter", "created_inside_filter"),
    "to-date-inclusive": _scenario("test_dates_exclude_their_own_instant", "created_inside_filter"),
    "reversed-range-accepted": _scenario("test_reversed_period_is_refused", "reversed_range_refused"),
    # Input that must be refused.
    "name-length-not-enforced": _engine("createUser", ACCEPTED),
    "description-length-not-enforced": _scenario("test_payment_request_is_refused", EXPECTED),
    "phone-not-validated": _engine("createUser", ACCEPTED),
    "missing-parameter-accepted": _scenario("test_platform_needs_every_required_property", EXPECTED),
    "amount-zero-accepted": _scenario("test_amount_is_refused", EXPECTED),
    "amount-too-large-accepted": _scenario("test_amount_is_refused", EXPECTED),
    "currency-not-validated": _scenario("test_payment_request_is_refused", EXPECTED),
    "iban-checksum-not-enforced": _scenario("test_iban_is_refused", "iban_checked"),
    "foreign-iban-accepted": _scenario("test_iban_is_refused", "iban_checked"),
    "external-id-not-required": _scenario("test_payment_request_needs_every_required_property", "external_id_demanded"),
    # Limits.
    "third-platform-accepted": _scenario("test_third_platform_is_refused", EXPECTED),
    "user-limit-not-enforced": _scenario("test_users_of_a_platform_are_limited", EXPECTED),
    "iban-limit-not-enforced": _scenario("test_users_of_an_iban_are_limited", EXPECTED),
    # What must stay apart.
    "payments-shown-for-others": _scenario("test_payments_stay_hidden_for_others", "payments_hidden"),
    "foreign-platform-visible": _scenario("test_platform_of_another_account_is_not_found", EXPECTED),
    "foreign-user-visible": _scenario("test_user_of_another_platform_is_not_found", EXPECTED),
    "foreign-payment-request-visible": _scenario("test_payment_request_of_another_user_is_not_found", EXPECTED),
    "foreign-bank-account-accepted": _scenario("test_bank_account_of_another_user_is_refused", EXPECTED),
    # What was written must be read.
    "stale-read": _scenario("test_platforms_are_listed_as_created", "lists_are_complete"),
    "duplicate-token": _scenario("test_every_payment_request_is_another", "tokens_unique"),
    "name-truncated": _engine("createUser", "answer_echoes_request"),
    "external-id-lost": _engine("createPaymentRequest", "answer_echoes_request"),
    "amount-changed": _scenario("test_amount_is_kept", "request_keeps_its_values"),
    "currency-lost": _scenario("test_every_operation_succeeds", "request_keeps_its_values"),
    # What becomes of a payment request.
    "payment-not-listed": _scenario("test_several_payments_are_all_listed", ASSERTED),
    "status-stuck-open": _scenario("test_payment_request_ends", ASSERTED),
    "expired-null-after-expiry": _scenario("test_payment_request_expires", "expired_says_when"),
    "yielded-flag-missing-when-blocked": _scenario("test_blocked_bank_account_is_flagged", SCHEMA),
    "inactive-platform-accepted": _scenario("test_inactive_platform_takes_nothing_new", EXPECTED),
    # Credentials.
    "api-key-not-required": _battery("api-key-missing"),
    "foreign-api-key-accepted": _battery("api-key-unknown"),
    "api-key-of-other-client-accepted": _battery("api-key-of-other-client"),
    "bearer-not-required": _battery("bearer-missing"),
    "any-bearer-accepted": _battery("bearer-unknown"),
    "expired-token-accepted": _scenario("test_token_lives_as_long_as_it_says", EXPECTED),
    "wrong-token-lifetime": _scenario("test_token_lives_as_long_as_it_says", EXPECTED),
    "scope-not-enforced": _scenario("test_scope_tikkie_is_needed", EXPECTED),
    "revoked-key-accepted": _scenario("test_revoked_key_is_refused", EXPECTED),
    "assertion-forged-accepted": _battery("assertion-forged", "assertion-tampered"),
    "assertion-expired-accepted": _battery("assertion-expired"),
    "assertion-not-yet-valid-accepted": _battery("assertion-not-yet-valid"),
    "assertion-wrong-audience-accepted": _battery("assertion-wrong-audience"),
    "assertion-wrong-subject-accepted": _battery("assertion-wrong-subject"),
    "assertion-alg-none-accepted": _battery("assertion-alg-none"),
    "assertion-hs256-accepted": _battery("assertion-hs256"),
    "assertion-too-long-accepted": _battery("assertion-too-long"),
    "assertion-missing-nbf-accepted": _battery("assertion-without-nbf"),
    "grant-type-not-checked": _battery("grant-type-wrong"),
    "assertion-type-not-checked": _battery("assertion-type-wrong", "assertion-type-missing"),
    # Requests that match no operation.
    "wrong-method-accepted": _engine("getPlatforms", "wrong_method_refused"),
    "unknown-path-200": _scenario("test_unknown_path_is_not_found", "unknown_path_refused"),
}
