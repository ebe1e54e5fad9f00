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
"""An assertion of a scenario failed."""

NO_ANSWER = "no_answer"
"""A call broke off."""


def _scenario(name: str, *checks: str) -> Claim:
    return Claim(checks=frozenset(checks), scenarios=(name,))


def _engine(operation: str, *checks: str, phases: tuple[str, ...] = ("examples", "coverage")) -> Claim:
    return Claim(checks=frozenset(checks), engine=(operation,), phases=phases)


def _battery(*names: str) -> Claim:
    return Claim(checks=frozenset(names), battery=names)


CLAIMS: Mapping[str, Claim] = {
    # The form of an answer, seen by the engine on whatever it sends.
    "missing-field": _engine("getPartner", SCHEMA),
    "extra-field": _engine("getMandate", SCHEMA),
    "wrong-type-creation-date": _engine("getPartner", SCHEMA),
    "creation-date-in-seconds": _engine("getPartner", "dates_are_milliseconds"),
    "wrong-enum-account-status": _engine("getCustomer", SCHEMA),
    "wrong-enum-transaction-status": _engine("getTransaction", SCHEMA),
    "null-name": _engine("getPartner", SCHEMA),
    "null-text": _engine("getMandate", SCHEMA),
    "amount-as-number": _engine("getTransaction", SCHEMA),
    "users-swapped": _engine("getTransaction", "target_is_the_partner"),
    "wrong-content-type": _engine("getPartner", CONTENT_TYPE),
    "wrong-charset": _engine("getPartner", "json_is_utf8"),
    "html-error-page": _engine("putKey", CONTENT_TYPE),
    "undocumented-status-202": _engine("updateCustomer", STATUS),
    "success-status-200-for-create": _engine("createMandate", STATUS),
    "wrong-status-for-code": _scenario("test_transaction_does_not_exist", SCHEMA),
    "wrong-code-for-status": _engine("getCustomer", SCHEMA),
    "wrong-envelope": _engine("putKey", SCHEMA),
    "level-lower-case": _engine("getPartner", SCHEMA),
    "message-missing": _engine("getTransaction", SCHEMA),
    "values-missing": _engine("putKey", "values_where_listed"),
    "wrong-field-named": _engine("putKey", "named_field_is_missing"),
    "forbidden-values-missing": _engine("getPartner", "values_where_listed"),
    "forbidden-resource-wrong": _engine("getPartner", "refusal_names_request"),
    "location-missing": _engine("createMandate", HEADERS),
    "location-relative": _engine("createMandate", HEADERS),
    "location-other-host": _engine("createMandate", "location_belongs_to_request"),
    "location-wrong-id": _scenario("test_equal_customers_are_different_ones", "created_things_kept"),
    "body-on-created": _engine("createMandate", "nothing_to_read"),
    "allow-missing": _scenario("test_wrong_method_is_refused", HEADERS),
    # Crashes.
    "crash-on-unicode": _scenario("test_customer_keeps_every_character[accents]", EXPECTED),
    "crash-on-malformed-json": _engine("validateBankAccount", SERVER_ERROR),
    "crash-on-large-amount": _scenario("test_amount_is_kept", EXPECTED),
    "crash-on-large-limit": _scenario("test_large_limit_gives_everything[1000]", EXPECTED),
    "drop": _scenario("test_every_operation_succeeds[getPartner]", NO_ANSWER),
    "truncate": _scenario("test_every_operation_succeeds[getPartner]", NO_ANSWER),
    # Pages and filters.
    "limit-ignored": _scenario("test_pages_walk_over_everything_once", "page_within_limit"),
    "offset-counts-records": _scenario("test_pages_walk_over_everything_once", "pages_are_disjoint"),
    "first-page-repeated": _scenario("test_pages_walk_over_everything_once", "pages_are_disjoint"),
    "pages-count-from-zero": _scenario("test_pages_walk_over_everything_once", "pages_are_full"),
    "from-ignored": _scenario("test_dates_filter[number]", "list_inside_filter"),
    "to-ignored": _scenario("test_dates_filter[number]", "list_inside_filter"),
    "from-exclusive": _scenario("test_dates_filter[number]", ASSERTED),
    "to-exclusive": _scenario("test_dates_filter[number]", ASSERTED),
    "status-filter-ignored": _scenario("test_status_filters", "list_inside_filter"),
    "sdd-status-filter-ignored": _scenario("test_status_filters", "list_inside_filter"),
    "origin-id-filter-ignored": _scenario("test_customer_filters", "list_inside_filter"),
    "filters-not-combined": _scenario("test_filters_all_count", "list_inside_filter"),
    "oldest-first": _scenario("test_pages_walk_over_everything_once", "newest_first"),
    "stale-list": _scenario("test_pages_walk_over_everything_once", "pages_are_full"),
    # Input that must be refused.
    "iban-checksum-not-enforced": _scenario("test_iban_is_refused", "iban_checked"),
    "phone-not-validated": _engine("updateCustomer", ACCEPTED),
    "email-not-validated": _engine("updateCustomer", ACCEPTED),
    "blank-name-accepted": _scenario("test_customer_needs_every_member[firstName]", "required_fields_demanded"),
    "several-accounts-accepted": _scenario("test_customer_has_one_account", EXPECTED),
    "missing-field-accepted": _scenario("test_customer_needs_every_member[city]", "required_fields_demanded"),
    "amount-zero-accepted": _scenario("test_amount_is_not_positive", "accepted_amount_is_good"),
    "amount-negative-accepted": _scenario("test_amount_is_not_positive", "accepted_amount_is_good"),
    "amount-fraction-accepted": _scenario("test_amount_is_no_number", "accepted_amount_is_whole"),
    "currency-lower-case-accepted": _scenario("test_currency_is_euro", "accepted_amount_is_good"),
    "unknown-customer-accepted": _scenario("test_payer_does_not_exist", EXPECTED),
    # What was written must be read.
    "name-truncated": _scenario("test_transaction_shows_both_sides", "customer_reads_as_enrolled"),
    "amount-changed": _scenario("test_signed_request_may_be_repeated", "transaction_keeps_its_values"),
    "creation-date-shifted": _scenario("test_dates_are_of_the_moment", ASSERTED),
    "wrong-customer-shown": _scenario("test_each_customer_is_shown_by_itself", "customer_is_asked_for"),
    "duplicate-id": _scenario("test_many_transactions_are_all_kept", "ids_unique"),
    # Mandates.
    "sign-date-before-signing": _scenario("test_proposed_mandate_has_to_be_signed", "sign_date_says_signed"),
    "language-ignored": _scenario("test_mandate_names_both_parties", "mandate_in_its_language"),
    "second-mandate-replaces-first": _scenario("test_signing_twice_changes_nothing", "mandate_keeps_its_data"),
    "cancel-changes-nothing": _scenario("test_cancelled_mandate_is_gone", "cancelled_mandate_gone"),
    "second-mandate-keeps-date": _scenario("test_sign_date_is_now", ASSERTED),
    "cancelled-for-all-of-an-iban": _scenario("test_mandates_are_apart", "signed_mandate_found"),
    "cancelled-mandate-usable": _scenario("test_cancelled_mandate_is_gone", "payment_needs_mandate"),
    "mandate-not-required": _scenario("test_proposed_mandate_has_to_be_signed", "payment_needs_mandate"),
    "customer-shown-without-mandate": _scenario("test_proposed_mandate_has_to_be_signed", "customer_needs_mandate"),
    # Verification.
    "code-never-consumed": _scenario("test_code_is_good_once", EXPECTED),
    "attempts-unlimited": _scenario("test_too_many_wrong_codes_block_the_account", EXPECTED),
    "wrong-code-accepted": _scenario("test_wrong_code_may_be_followed_by_the_right_one", EXPECTED),
    "old-code-accepted": _scenario("test_new_code_replaces_the_old", EXPECTED),
    "wrong-codes-counted-together": _scenario("test_wrong_codes_are_counted_apart", EXPECTED),
    "change-resets-verification": _scenario("test_change_leaves_the_account_alone", "account_validated_by_code"),
    "validation-not-stored": _scenario("test_code_validates_the_account", "account_validated_by_code"),
    "blocked-not-shown": _scenario("test_too_many_wrong_codes_block_the_account", "account_blocked_by_codes"),
    # Direct debits.
    "submitted-replay-accepted": _scenario("test_only_a_failed_debit_is_replayed", EXPECTED),
    "replay-changes-nothing": _scenario("test_failed_debit_is_replayed[EXCEPTION]", ASSERTED),
    "reason-kept-after-replay": _scenario("test_failed_debit_is_replayed[EXCEPTION]", "reason_only_of_failure"),
    "failure-not-shown": _scenario("test_debit_fails[EXCEPTION]", "status_follows_debit"),
    # What must stay apart.
    "foreign-transaction-visible": _scenario(
        "test_transaction_of_another_partner_is_not_found", "foreign_things_hidden"
    ),
    "foreign-customer-visible": _scenario(
        "test_customer_of_another_partner_is_not_found[getMandate]", "foreign_things_hidden"
    ),
    # Credentials.
    "token-not-required": _battery("token-missing"),
    "any-token-accepted": _battery("token-unknown"),
    "foreign-token-accepted": _battery("token-of-other-partner"),
    "forbidden-cancellation-done": _scenario("test_refused_token_does_nothing", EXPECTED),
    "bearer-prefix-accepted": _battery("token-under-bearer"),
    "signature-not-required": _battery("transaction-signature-missing"),
    "signature-not-verified": _battery("transaction-signature-tampered", "transaction-signature-forged"),
    "iban-not-signed": _battery("transaction-iban-left-out-of-signature"),
    "currency-first-accepted": _battery("transaction-currency-before-amount"),
    "foreign-signature-accepted": _battery("transaction-signature-of-other-partner"),
    "unsigned-rotation-accepted": _battery("key-signature-missing"),
    "wrongly-signed-rotation-accepted": _battery("key-signature-tampered", "key-signature-forged"),
    "old-key-accepted": _scenario("test_replaced_key_signs_no_more", "signature_covers_transaction"),
    "keyless-transaction-accepted": _scenario(
        "test_partner_without_a_key_collects_nothing", "signature_covers_transaction"
    ),
    "key-not-stored": _scenario("test_replaced_key_signs_no_more", EXPECTED),
    # Requests that match no operation.
    "wrong-method-accepted": _engine("getPartner", "wrong_method_refused"),
    "unknown-path-200": _scenario("test_unknown_path_is_not_found", "unknown_path_refused"),
}
