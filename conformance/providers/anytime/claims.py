"""Which check must catch which fault of the sandbox, and the smallest part of the judge that shows it."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.provider import Claim

SCHEMA = "response_schema_conformance"
STATUS = "status_code_conformance"
CONTENT_TYPE = "content_type_conformance"
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


def _engine(operation: str, *checks: str) -> Claim:
    return Claim(checks=frozenset(checks), engine=(operation,))


def _battery(*names: str) -> Claim:
    return Claim(checks=frozenset(names), battery=names)


_LOGIN = "test_token_is_a_bearer_token_for_an_hour"
_REFUSED_LOGIN = "test_login_needs_its_parameter[grant_type]"
_CHECK = "test_check_tells_the_time"
_BALANCE = "test_balance_is_that_of_the_account"
_NO_PAPERS = "test_new_account_lacks_all_its_papers[consumer]"
_REFUSED_RIGHTS = "test_refused_call_does_nothing"
_LOADED = "test_load_makes_no_money[12.37]"
_UNLOADED = "test_unload_makes_no_money[12.37]"
_SETTLED = "test_settlement_moves_nothing_more[creditCard]"
_ROWS = "test_rows_add_up_to_the_balance"
_PAGES = "test_pages_make_up_the_list[getAccounts]"
_TOTALS = "test_total_does_not_depend_on_the_page[getAccounts]"
_DAYS = "test_days_are_both_included[getAccountStatements]"
_LIMITS = "test_load_has_a_least_and_a_largest_amount"
_PAYMENT_TOLD = "test_payment_is_told"
_TRANSFER_TOLD = "test_end_of_a_transfer_is_told[Executed]"


CLAIMS: Mapping[str, Claim] = {
    # The form of an answer.
    "member-missing": _scenario(_LOGIN, SCHEMA),
    "member-extra": _engine("checkApi", SCHEMA),
    "total-wrong-type": _engine("getAccounts", SCHEMA),
    "balance-wrong-type": _scenario(_BALANCE, SCHEMA),
    "balance-null": _scenario(_BALANCE, SCHEMA),
    "acc-type-unknown": _engine("getAccounts", SCHEMA),
    "card-status-unknown": _scenario("test_plastic_card_lives", SCHEMA),
    "transfer-status-unknown": _scenario("test_transfer_reads_as_it_was_sent[business]", SCHEMA),
    "transaction-status-unknown": _scenario("test_load_moves_its_amount[12.37]", SCHEMA),
    "kyc-status-unknown": _scenario(_NO_PAPERS, SCHEMA),
    "dates-in-french-form": _scenario(_CHECK, SCHEMA),
    "keys-with-underscore": _scenario(_NO_PAPERS, SCHEMA),
    "half-cent": _scenario(_BALANCE, "money_has_two_decimals"),
    "success-201": _engine("checkApi", STATUS),
    "wrong-content-type": _engine("checkApi", CONTENT_TYPE),
    # The envelope of an answer.
    "body-not-wrapped": _scenario(_LOGIN, SCHEMA),
    "hash-missing": _scenario(_LOGIN, "answer_authentic"),
    "timestamp-missing": _scenario(_LOGIN, SCHEMA),
    "request-id-missing": _scenario(_LOGIN, SCHEMA),
    "request-id-repeated": _scenario(_CHECK, "request_numbers_grow"),
    "type-async": _scenario(_LOGIN, SCHEMA),
    "hash-over-wrong-text": _scenario(_LOGIN, "answer_authentic"),
    "hash-over-other-username": _scenario(_LOGIN, "answer_authentic"),
    "hash-over-whole-seconds": _scenario(_LOGIN, "answer_authentic"),
    "hash-upper-case": _scenario(_LOGIN, "answer_authentic"),
    "timestamp-seven-decimals": _scenario(_LOGIN, "timestamp_plain"),
    "timestamp-trailing-zeros": _scenario(_LOGIN, "timestamp_plain"),
    "timestamp-in-milliseconds": _scenario(_LOGIN, "timestamp_plain"),
    # Refusals.
    "code-as-string": _engine("checkApi", SCHEMA),
    "exception-wrong": _scenario(_REFUSED_LOGIN, "exception_of_code"),
    "message-missing": _scenario(_REFUSED_LOGIN, "message_given"),
    "status-not-of-code": _scenario(_REFUSED_LOGIN, "status_of_code"),
    "error-as-success": _scenario(_REFUSED_LOGIN, "status_of_code"),
    "error-not-wrapped": _scenario(_REFUSED_LOGIN, SCHEMA),
    "html-error-page": _engine("checkApi", CONTENT_TYPE),
    "wrong-method-accepted": _engine("checkApi", "unrouted_refused"),
    "unknown-path-200": _scenario("test_path_is_looked_at_before_the_version", "unrouted_refused"),
    "bad-version-accepted": _scenario("test_malformed_version_is_refused[v1]", "unrouted_refused"),
    "other-version-accepted": _scenario("test_other_version_is_refused[v9.9]", "unrouted_refused"),
    # Crashes and broken connections.
    "crash-on-unicode": _scenario("test_names_are_kept_to_the_letter[cyrillic]", EXPECTED),
    "crash-on-malformed-form": _engine("checkApiByPost", SERVER_ERROR),
    "crash-on-large-number": _scenario("test_large_limits_are_no_trouble[getAccounts]", EXPECTED),
    "drop": _scenario(_LOGIN, NO_ANSWER),
    "truncate": _scenario(_LOGIN, NO_ANSWER),
    # Signatures and what they cover.
    "signature-not-required": _battery("signature-missing"),
    "token-without-signature": _battery("signature-and-data-missing"),
    "signature-not-verified": _battery("signature-tampered"),
    "sha256-signature-accepted": _battery("signature-sha256"),
    "signature-over-other-text-accepted": _battery("signature-of-other-data"),
    "replay-accepted": _scenario("test_replay_does_nothing", "data_used_once"),
    "replay-remembered-per-token": _scenario("test_data_are_used_up_for_all_tokens", "data_used_once"),
    "replay-after-refusal-accepted": _scenario("test_refused_request_uses_up_its_data", "data_used_once"),
    # The login and its token.
    "wrong-client-secret-accepted": _battery("client-secret-wrong"),
    "wrong-password-accepted": _battery("password-wrong"),
    "grant-type-not-checked": _battery("grant-type-other"),
    "wrong-token-lifetime": _scenario("test_token_ends_after_an_hour", EXPECTED),
    "token-not-required": _battery("token-missing"),
    "any-token-accepted": _battery("token-unknown"),
    "superseded-token-accepted": _scenario("test_only_the_last_token_counts", "newest_token_only"),
    "expired-token-accepted": _scenario("test_use_does_not_prolong_a_token", EXPECTED),
    "foreign-token-accepted": _battery("token-of-other-user"),
    # What an API user may do, and what is another's.
    "ip-not-checked": _scenario(_REFUSED_RIGHTS, EXPECTED),
    "functionality-not-checked": _scenario(_REFUSED_RIGHTS, EXPECTED),
    "sub-environment-not-checked": _scenario(_REFUSED_RIGHTS, EXPECTED),
    "rate-limit-not-enforced": _scenario("test_minute_slides[per_ip]", EXPECTED),
    "foreign-account-visible": _battery("account-of-other-user"),
    "foreign-card-visible": _battery("card-of-other-user"),
    "foreign-order-visible": _battery("order-of-other-user"),
    # Money.
    "double-credit": _scenario(_LOADED, "card_balance_follows"),
    "load-not-debited": _scenario(_LOADED, "balance_follows"),
    "debit-lost": _scenario(_UNLOADED, "balance_follows"),
    "fee-invented": _scenario(_LOADED, "balance_follows"),
    "amount-rounded-to-tens": _scenario("test_transfer_is_paid_to_the_cent[12.37]", "transfer_says_sent"),
    "transfer-not-debited": _scenario("test_money_leaves_at_once['12.34']", ASSERTED),
    "cancelled-transfer-not-refunded": _scenario(
        "test_cancelled_transfer_gives_the_money_back[at-once]", "balance_follows"
    ),
    "declined-load-not-refunded": _scenario("test_failure_gives_the_money_back[creditCard-D]", "balance_follows"),
    "settled-twice": _scenario(_SETTLED, "balance_follows"),
    "never-settles": _scenario(_SETTLED, "transaction_status_follows"),
    "statement-balance-wrong": _scenario(_ROWS, "rows_add_up"),
    "statement-type-wrong": _scenario(_ROWS, "rows_add_up"),
    "statement-row-lost": _scenario("test_newest_row_is_there_at_once[3.00]", ASSERTED),
    "balances-swapped": _scenario("test_load_moves_its_amount[12.37]", "balance_follows"),
    "negative-amount-accepted": _scenario("test_value_of_a_transfer_must_be_possible[amount='-1']", "amounts_positive"),
    "zero-amount-accepted": _scenario("test_value_of_a_transfer_must_be_possible[amount='0']", "amount_demanded"),
    "three-decimals-accepted": _scenario(
        "test_value_of_a_transfer_must_be_possible[amount='1.234']", "amount_demanded"
    ),
    "amount-text-accepted": _scenario("test_value_of_a_transfer_must_be_possible[amount='abc']", "amount_demanded"),
    "overdraft-accepted": _scenario("test_account_is_not_overdrawn[transfer]", "nobody_overdraws"),
    "card-overdraft-accepted": _scenario("test_unload_is_more_than_the_card_has", "nobody_overdraws"),
    "own-iban-accepted": _scenario("test_account_pays_nothing_to_itself", "transfer_goes_elsewhere"),
    "iban-checksum-not-validated": _scenario(
        "test_value_of_a_transfer_must_be_possible[dst_iban='NL91ABNA0417164301']", "destination_checked"
    ),
    "swift-not-validated": _scenario(
        "test_value_of_a_transfer_must_be_possible[dst_swift='ABNANL2']", "destination_checked"
    ),
    # Loads and their limits.
    "minimum-load-ignored": _scenario(_LIMITS, "load_within_limits"),
    "maximum-load-ignored": _scenario(_LIMITS, "load_within_limits"),
    "card-maximum-ignored": _scenario("test_card_holds_so_much", "load_within_limits"),
    "single-use-reloaded": _scenario("test_single_use_card_is_not_loaded_again", "action_fits_card"),
    "limit-per-day-ignored": _scenario("test_loads_per_day_are_limited", EXPECTED),
    "limit-per-four-days-ignored": _scenario("test_loads_per_four_days_are_limited", EXPECTED),
    "limit-per-week-ignored": _scenario("test_loads_per_week_are_limited", EXPECTED),
    "limit-per-month-ignored": _scenario("test_loads_per_month_are_limited", EXPECTED),
    "limit-per-year-ignored": _scenario("test_loads_per_year_are_limited", EXPECTED),
    "load-capacity-ignored": _scenario("test_loads_are_counted", EXPECTED),
    # Lists.
    "limit-ignored": _engine("getAccounts", "page_within_limit"),
    "start-ignored": _scenario(_PAGES, "places_kept"),
    "page-overlap": _scenario(_PAGES, "places_kept"),
    "page-loses-one": _engine("getAccounts", "page_full"),
    "total-wrong": _scenario(_TOTALS, "page_full"),
    "total-counts-page": _scenario(_TOTALS, "total_counts_all"),
    "total-respects-dates": _scenario("test_days_of_transactions_are_chosen[1]", "total_counts_all"),
    "filters-not-echoed": _engine("getAccounts", "filters_echoed"),
    "limit-not-validated": _engine("getAccounts", ACCEPTED),
    "date-start-ignored": _scenario(_DAYS, "dates_respected"),
    "date-start-exclusive": _scenario(_DAYS, "total_counts_all"),
    "date-end-ignored": _scenario(_DAYS, "dates_respected"),
    "date-end-exclusive": _scenario(_DAYS, "total_counts_all"),
    "reversed-range-accepted": _scenario("test_period_ends_before_it_begins", "reversed_period_refused"),
    # Accounts, their papers and IBANs.
    "account-update-forgotten": _scenario("test_account_reads_as_it_was_changed[consumer]", "account_reads_back"),
    "kyc-not-required": _scenario("test_without_papers_little_is_possible", "kyc_demanded"),
    "kyc-accepted-at-once": _scenario("test_uploaded_file_waits_to_be_looked_at[consumer]", "papers_wait"),
    "kyc-file-status-wrong": _scenario("test_extension_is_looked_at[paper.exe]", "file_status_right"),
    "wrong-extension-accepted": _scenario("test_extension_is_looked_at[paper.exe]", "file_status_right"),
    "second-iban-made": _scenario("test_account_gets_one_iban", "one_main_iban"),
    "iban-of-another-country": _scenario("test_any_country_may_be_asked_for[DE]", "iban_country_kept"),
    "iban-check-digits-wrong": _scenario("test_account_gets_an_iban[consumer]", "iban_checks"),
    "iban-not-required": _scenario("test_transfer_needs_an_iban", "iban_demanded"),
    "consumer-virtual-iban-made": _scenario("test_consumer_gets_no_virtual_iban", "virtual_for_business"),
    "testimonial-of-unexecuted-transfer": _scenario(
        "test_only_an_executed_transfer_has_a_testimonial", "testimonial_of_executed"
    ),
    "pdf-empty": _scenario("test_testimonial_is_a_pdf", "testimonial_opens"),
    "pdf-truncated": _scenario("test_testimonial_is_a_pdf", "testimonial_opens"),
    "pdf-wrong-type": _scenario("test_testimonial_is_a_pdf", CONTENT_TYPE),
    "missing-parameter-accepted": _engine("createAccount", ACCEPTED),
    "gender-not-validated": _scenario("test_value_of_an_account_must_be_possible[user_gender]", EXPECTED),
    "date-not-validated": _scenario("test_value_of_an_account_must_be_possible[user_dob]", EXPECTED),
    "email-not-validated": _scenario("test_value_of_an_account_must_be_possible[user_email]", EXPECTED),
    "phone-not-validated": _scenario("test_value_of_an_account_must_be_possible[user_mobile_number]", EXPECTED),
    "country-not-validated": _scenario("test_iban_needs_a_country", EXPECTED),
    "currency-not-validated": _scenario("test_value_of_an_account_must_be_possible[acc_currency]", EXPECTED),
    # Cards.
    "consumer-orders-virtual": _scenario("test_consumer_orders_no_virtual_card", "virtual_for_business"),
    "foreign-currency-order-accepted": _scenario("test_card_is_in_euro[USD]", "cards_in_euro"),
    "card-quota-ignored": _scenario("test_account_has_a_number_of_cards[1]", EXPECTED),
    "cancelled-card-usable": _scenario("test_cancelled_card_does_nothing_more", "action_fits_card"),
    "blocked-card-usable": _scenario("test_card_that_is_not_active_is_not_used[BLO]", "action_fits_card"),
    "terminal-status-left": _scenario("test_card_ends[ACT]", "status_change_allowed"),
    "same-status-accepted": _scenario("test_card_takes_no_way_that_leads_nowhere", "status_change_allowed"),
    "renewal-without-holder-accepted": _scenario("test_card_of_an_unknown_holder_is_not_renewed", "action_fits_card"),
    "card-update-forgotten": _scenario("test_plastic_card_lives", "update_answers_change"),
    "plastic-pan-shown": _scenario("test_plastic_card_shows_no_number", "action_fits_card"),
    "pan-sent-for-multi-use": _scenario(
        "test_number_of_another_card_is_not_sent[VIRTUAL_MULTI_USE]", "action_fits_card"
    ),
    "wrong-cvc-accepted": _scenario("test_pin_is_not_shown_for_another_cvc", "pin_for_cvc"),
    "ip-not-validated": _scenario("test_card_is_shown_to_no_address", EXPECTED),
    # Webhooks.
    "webhook-unsigned": _scenario(_PAYMENT_TOLD, "callback_signature"),
    "webhook-wrong-hash": _scenario(_PAYMENT_TOLD, "callback_signature"),
    "webhook-hash-over-wrong-text": _scenario(_PAYMENT_TOLD, "callback_signature"),
    "webhook-never": _scenario(_PAYMENT_TOLD, ASSERTED),
    "webhook-twice": _scenario(_PAYMENT_TOLD, "webhook_comes_once"),
    "webhook-not-retried": _scenario("test_webhook_is_sent_again_until_it_is_taken[1]", ASSERTED),
    "webhook-before-settlement": _scenario("test_load_is_not_told_before_it_ends", "told_transaction_agrees"),
    "webhook-wrong-status": _scenario(_TRANSFER_TOLD, "told_transfers_agree"),
    "webhook-101-transfers": _scenario(_TRANSFER_TOLD, "webhook_transfers_counted"),
    "webhook-sync-type": _scenario(_PAYMENT_TOLD, "webhook_is_async"),
}
