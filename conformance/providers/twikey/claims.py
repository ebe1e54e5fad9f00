"""Which check must catch which fault of the sandbox, and the smallest part of the judge that shows it."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.provider import Claim

SCHEMA = "response_schema_conformance"
STATUS = "status_code_conformance"
CONTENT_TYPE = "content_type_conformance"
HEADERS = "response_headers_conformance"

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


_FEED = "test_feed_tells_everything_once"
_CHUNKS = "test_chunks_walk_over_everything_once[2]"
_ECHO = "test_transaction_keeps_what_was_sent"
_CALLED_BACK = "test_life_of_a_mandate_is_called_back"
_ANSWERED = "test_feed_tells_an_answer_once"
_FILED = "test_direct_debits_say_what_their_mandates_say"
_UNKNOWN = "test_unknown_mandate_is_told_everywhere[getMandatePdf]"

CLAIMS: Mapping[str, Claim] = {
    # The form of an answer.
    "mandate-number-missing": _scenario("test_mandate_waits_for_its_debtor[sofort]", SCHEMA),
    "extra-member": _engine("getTransactions", SCHEMA),
    "contract-id-as-string": _scenario(_ECHO, SCHEMA),
    "amount-as-string": _scenario(_ECHO, SCHEMA),
    "amount-null": _scenario(_ECHO, SCHEMA),
    "unknown-instrument": _scenario(_FEED, SCHEMA),
    "unknown-transaction-state": _scenario(_ECHO, SCHEMA),
    "transaction-state-lower-case": _scenario(_ECHO, SCHEMA),
    "payment-state-upper-case": _scenario("test_batch_is_read_by_its_id", SCHEMA),
    "mandate-number-wrong-case": _scenario("test_invitation_needs_little", SCHEMA),
    "sign-message-missing": _scenario("test_mandate_waits_for_its_debtor[sofort]", SCHEMA),
    "key-missing": _scenario("test_invitation_needs_little", "link_ends_in_key"),
    "time-without-zone": _scenario(_FEED, SCHEMA),
    "payment-day-as-time": _scenario("test_times_and_days_are_told_apart", SCHEMA),
    "transaction-time-as-day": _scenario("test_times_and_days_are_told_apart", SCHEMA),
    "supplement-keys-lower-case": _scenario(_FEED, SCHEMA),
    "max-amount-as-number": _scenario(_FEED, SCHEMA),
    "empty-list-null": _engine("getTransactionUpdates", SCHEMA),
    "wrong-content-type": _engine("getTransactions", CONTENT_TYPE),
    "success-status-202": _engine("getTransactionUpdates", STATUS),
    "no-content-as-200": _engine("logOut", STATUS),
    "last-header-missing": _scenario("test_feed_says_where_it_stands", ASSERTED),
    "xml-malformed": _scenario("test_feed_may_be_xml[application/xml]", ASSERTED),
    "xml-not-offered": _scenario("test_feed_may_be_xml[application/xml]", ASSERTED),
    "pdf-wrong-type": _scenario("test_every_operation_succeeds[getMandatePdf]", CONTENT_TYPE),
    "zip-wrong-type": _scenario("test_every_operation_succeeds[downloadCollection]", CONTENT_TYPE),
    "state-header-missing": _scenario("test_every_operation_succeeds[getMandate]", HEADERS),
    "collectable-header-missing": _scenario("test_every_operation_succeeds[getMandate]", HEADERS),
    # Refusals.
    "unknown-mandate-as-400": _scenario(_UNKNOWN, SCHEMA, EXPECTED),
    "prenotification-errors-as-400": _scenario("test_notice_is_checked", SCHEMA),
    "missing-reason-as-400": _scenario("test_cancelling_takes_mandate_and_reason", SCHEMA),
    "wrong-state-as-400": _scenario("test_cancelled_mandate_is_over['some reason']", SCHEMA),
    "wrong-code-for-unknown-mandate": _scenario(_UNKNOWN, SCHEMA),
    "error-headers-missing": _scenario(_UNKNOWN, HEADERS),
    "error-code-header-missing": _scenario(_UNKNOWN, HEADERS),
    "error-header-missing": _scenario(_UNKNOWN, HEADERS),
    "error-codes-differ": _scenario(_UNKNOWN, "error_headers_agree"),
    "error-body-missing": _engine("getTransactions", "error_headers_agree"),
    "error-envelope-wrong": _engine("getTransactionUpdates", SCHEMA),
    "error-message-missing": _scenario(_UNKNOWN, SCHEMA),
    "html-error-page": _engine("getTransactions", CONTENT_TYPE),
    "message-language-ignored": _scenario(
        "test_refusal_is_in_the_language_asked_for[unknown]", "texts_in_their_language"
    ),
    "session-refusal-with-error-headers": _scenario(
        "test_session_comes_before_everything_else", "refused_session_without_code"
    ),
    "session-refusal-as-json": _scenario("test_session_comes_before_everything_else", CONTENT_TYPE),
    "session-refusal-as-200": _battery("session-missing"),
    "session-refusal-as-403": _battery("session-unknown"),
    "allow-header-missing": _scenario("test_wrong_method_is_refused", HEADERS),
    "wrong-method-accepted": _engine("getTransactions", "wrong_method_refused"),
    "unknown-path-200": _scenario("test_unknown_path_is_not_found", "unknown_path_refused"),
    "alias-path-unknown": _scenario("test_alias_paths_do_the_same", STATUS),
    # Crashes and broken connections.
    "crash-on-unicode": _scenario("test_debtor_keeps_every_character[accents]", STATUS),
    "crash-on-malformed-import": _scenario("test_import_is_unreadable[array]", STATUS),
    "crash-on-large-number": _scenario("test_id_is_a_number", STATUS),
    "drop": _scenario("test_login_opens_a_session", NO_ANSWER),
    "truncate": _scenario("test_login_opens_a_session", NO_ANSWER),
    # The mandate feed.
    "feed-cursor-not-moved": _scenario(_FEED, "message_comes_once"),
    "feed-never-drains": _scenario(_FEED, "message_comes_once", "message_has_its_cause"),
    "feed-repeats-message": _scenario(_CHUNKS, "message_comes_once"),
    "feed-skips-message": _scenario(_CHUNKS, "nothing_passed_over"),
    "feed-newest-first": _scenario(_CHUNKS, "nothing_passed_over"),
    "chunk-size-ignored": _scenario(_CHUNKS, "chunk_within_size"),
    "chunk-size-not-validated": _scenario("test_chunk_size_is_a_positive_number", EXPECTED),
    "reset-ignored": _scenario("test_feed_goes_back_to_a_moment", "nothing_lost"),
    "reset-by-number-ignored": _scenario("test_feed_goes_back_to_a_mandate", "nothing_lost"),
    "reset-exclusive": _scenario("test_feed_goes_back_to_a_moment", "nothing_passed_over", "chunk_is_full"),
    "reset-not-continued": _scenario("test_feed_goes_back_to_a_mandate", "nothing_lost"),
    "reset-not-validated": _scenario("test_place_to_go_back_to_is_refused", EXPECTED),
    "event-time-in-local-time": _scenario(_FEED, "feed_is_of_its_moment", "event_has_its_moment"),
    "feed-time-stuck": _scenario(_FEED, "feed_is_of_its_moment"),
    "attributes-not-in-feed": _scenario("test_feed_and_detail_show_the_same", ASSERTED),
    "xml-without-times": _scenario("test_xml_says_what_json_says", ASSERTED),
    "pending-cancellation-missing": _scenario(
        "test_bank_does_not_bring_back_what_was_cancelled", "nothing_lost", "chunk_is_full"
    ),
    "cancelled-shown-twice": _scenario(_FEED, "message_comes_once"),
    "cancellation-missing": _scenario(_FEED, "nothing_passed_over", "chunk_is_full"),
    "amendment-missing": _scenario(_FEED, "nothing_passed_over", "chunk_is_full"),
    "prepared-in-feed": _scenario("test_invitations_are_in_no_feed", "message_has_its_cause"),
    "removed-in-feed": _scenario("test_removed_invitation_leaves_no_trace[prepared]", "invitation_not_told"),
    "foreign-mandate-in-feed": _scenario("test_feeds_are_each_creditors_own", "foreign_things_hidden"),
    # News from the bank.
    "transaction-cursor-not-moved": _scenario(_ANSWERED, "final_news_comes_once"),
    "transaction-reset-ignored": _scenario("test_transaction_feed_goes_back", "news_not_lost"),
    "transaction-feed-does-not-hide": _scenario("test_feed_that_asks_first_takes_the_news[updates]", "batch_has_news"),
    "open-in-transaction-feed": _scenario("test_collected_is_not_answered", SCHEMA, "feed_tells_answers"),
    "payment-cursor-not-moved": _scenario("test_batch_is_told_of_while_it_has_news", ASSERTED),
    "payment-reset-ignored": _scenario("test_payment_feed_goes_back", ASSERTED),
    "payment-feed-does-not-hide": _scenario(
        "test_feed_that_asks_first_takes_the_news[payments]", "final_news_comes_once"
    ),
    "news-beyond-a-hundred-lost": _scenario("test_no_number_of_news_is_too_many", "news_not_lost"),
    "final-flag-wrong": _scenario(_ANSWERED, "final_follows_reason"),
    "bank-message-language-ignored": _scenario(
        "test_reason_is_in_the_language_asked_for[getTransactions]", "texts_in_their_language"
    ),
    "bank-error-missing": _scenario(_ANSWERED, "reason_of_refusal"),
    # The life of a mandate.
    "cancel-twice-accepted": _scenario("test_cancelled_mandate_is_over['some reason']", "ended_mandate_over"),
    "cancel-not-done": _scenario("test_cancelled_mandate_is_shown_as_such", "state_is_known"),
    "transaction-on-cancelled-accepted": _scenario("test_transaction_needs_a_mandate", "ended_mandate_over"),
    "transaction-on-prepared-accepted": _scenario("test_transaction_needs_a_mandate", "charged_mandate_signed"),
    "collected-removed": _scenario("test_collected_transaction_stays", "asked_for_is_shown"),
    "removal-not-done": _scenario("test_transaction_is_taken_back", "removed_stays_away"),
    "update-of-signed-b2b-accepted": _scenario("test_signed_b2b_mandate_is_fixed", "signed_b2b_fixed"),
    "update-of-cancelled-accepted": _scenario("test_change_names_a_mandate", "ended_mandate_over"),
    "update-lost": _scenario("test_unsigned_mandate_may_be_changed", "mandate_keeps_its_data"),
    "detail-without-force-accepted": _scenario("test_unsigned_mandate_is_shown_by_force", "force_needed"),
    "state-header-stuck": _scenario("test_mandate_is_signed_at_once[paper]", "state_follows"),
    "collectable-header-stuck": _scenario("test_invitation_prepares_a_mandate", "collectable_when_signed"),
    "check-overlooks-template": _scenario("test_check_is_for_one_template", "check_finds_valid"),
    "given-number-made-again": _scenario("test_number_that_was_given_is_not_made", "numbers_unique"),
    "update-first-only": _scenario("test_many_changes_may_come_at_once", "mandate_keeps_its_data"),
    "document-lost-by-update": _scenario("test_uploaded_document_stays", "uploaded_document_kept"),
    "upload-truncated": _scenario("test_uploaded_document_stays", "uploaded_document_kept"),
    "signing-time-lost": _scenario("test_moment_of_a_signature_may_be_given", "signed_when_said"),
    "cancelled-mandate-revived": _scenario(
        "test_bank_does_not_bring_back_what_was_cancelled", "state_follows", "state_is_known"
    ),
    "first-amount-lost": _scenario("test_amount_is_charged_however_it_was_signed[bank]", ASSERTED),
    "import-end-lost": _scenario("test_import_keeps_everything_it_says[json]", ASSERTED),
    "import-attributes-lost": _scenario("test_import_keeps_everything_it_says[xml]", ASSERTED),
    "check-ignored": _scenario("test_check_finds_a_valid_mandate", "check_finds_valid"),
    "double-mandate-number-accepted": _scenario("test_number_may_be_given_once", "numbers_unique"),
    "signed-twice": _scenario("test_key_signs_once", "key_signs_its_mandate"),
    "sms-signed-at-once": _scenario("test_mandate_waits_for_its_debtor[sms]", "state_is_known"),
    "b2b-signed-at-once": _scenario("test_upload_signs_an_invitation", ASSERTED),
    "upload-does-not-sign": _scenario("test_upload_signs_an_invitation", "state_is_known"),
    "import-not-done": _scenario("test_imported_mandate_is_signed", "known_mandate_found"),
    "import-partly-done": _scenario("test_import_is_done_fully_or_not_at_all[BE00]", EXPECTED),
    "email-lost": _scenario("test_invitation_prepares_a_mandate", "mandate_keeps_its_data"),
    # Collections and transfers.
    "batch-sum-wrong": _scenario("test_batch_is_read_by_its_id", "batch_adds_up"),
    "batch-sum-inexact": _scenario("test_sum_of_a_batch_is_exact", "amount_is_money", "batch_adds_up"),
    "batch-count-wrong": _scenario("test_batch_is_read_by_its_id", "batch_adds_up"),
    "batch-entry-missing": _scenario("test_batch_is_read_by_its_id", "batch_shows_its_members"),
    "collected-twice": _scenario("test_nothing_open_is_nothing_collected", "collection_takes_everything"),
    "cancelled-still-collected": _scenario("test_cancelled_mandate_is_not_collected", "batch_holds_nothing_else"),
    "other-template-collected": _scenario("test_collection_is_of_one_template", "batch_holds_nothing_else"),
    "mandate-filter-ignored": _scenario("test_collection_may_be_of_some_mandates", "batch_holds_nothing_else"),
    "sequence-types-swapped": _scenario("test_first_collection_of_a_mandate_is_apart", "collection_takes_everything"),
    "first-collection-repeated": _scenario(
        "test_first_collection_that_failed_was_the_first", "collection_takes_everything"
    ),
    "payment-ids-shared": _scenario("test_batches_of_a_collection_are_told_apart", "payment_info_unique"),
    "end-to-end-ids-shared": _scenario("test_batch_is_read_by_its_id", "collected_once"),
    "payment-contract-id-wrong": _scenario("test_batch_is_read_by_its_id", "contract_id_is_the_mandates"),
    "reference-by-prefix": _scenario("test_references_are_compared_as_a_whole", "asked_for_is_shown"),
    "collection-ids-null": _scenario("test_batch_is_read_by_its_id", "collection_takes_everything"),
    "collection-ids-numbers": _scenario("test_batch_is_read_by_its_id", SCHEMA),
    "transfers-sent-twice": _scenario("test_transfers_are_submitted_together", "transfers_sent_once"),
    "foreign-transfers-sent": _scenario("test_transfers_are_each_creditors_own", ASSERTED),
    "transfer-count-wrong": _scenario("test_transfers_are_submitted_together", "transfers_sent_once"),
    # Input that must be refused.
    "missing-parameter-accepted": _scenario(
        "test_invitation_needs_template_and_email[email]", "required_parameters_demanded"
    ),
    "unknown-template-accepted": _scenario("test_template_must_exist", EXPECTED),
    "iban-checksum-not-enforced": _scenario("test_iban_is_refused['BE68068897250735']", "iban_checked"),
    "bic-not-validated": _scenario("test_bic_is_refused['GKCC']", EXPECTED),
    "email-not-validated": _scenario("test_email_is_refused['nobody']", EXPECTED),
    "language-not-validated": _scenario("test_language_and_country_are_refused", EXPECTED),
    "country-not-validated": _scenario("test_language_and_country_are_refused", EXPECTED),
    "mandate-number-not-validated": _scenario("test_mandate_number_is_refused['lower']", EXPECTED),
    "length-not-enforced": _scenario("test_text_is_too_long[city]", EXPECTED),
    "boolean-not-validated": _scenario("test_boolean_is_refused", EXPECTED),
    "sign-method-not-validated": _scenario("test_method_must_be_known", EXPECTED),
    "picture-not-validated": _scenario("test_picture_is_a_small_png", EXPECTED),
    "amount-zero-accepted": _scenario("test_amount_is_refused['0']", "accepted_amount_is_good"),
    "negative-amount-accepted": _scenario("test_amount_is_refused['-1']", "accepted_amount_is_good"),
    "three-decimals-accepted": _scenario("test_amount_is_refused['1.234']", "accepted_amount_is_good"),
    "amount-too-large-accepted": _scenario("test_amount_is_refused['1000000000']", "accepted_amount_is_good"),
    "date-not-validated": _scenario("test_sign_date_is_refused['yesterday']", EXPECTED),
    "sepa-characters-not-enforced": _scenario("test_transaction_is_checked", EXPECTED),
    "message-length-not-enforced": _scenario("test_transaction_is_checked", EXPECTED),
    "foreign-beneficiary-accepted": _scenario("test_beneficiary_must_be_registered", EXPECTED),
    "pdf-not-checked": _scenario("test_other_documents_are_refused", EXPECTED),
    # What was written must be read.
    "amount-loses-cent": _scenario("test_amount_is_kept_to_the_cent[0.29]", "amount_kept"),
    "amount-rounded": _scenario("test_amount_is_kept_to_the_cent[12.33]", "amount_kept"),
    "message-truncated": _scenario(_ECHO, "answer_echoes_request"),
    "reference-lost": _scenario(_ECHO, "answer_echoes_request"),
    "place-lost": _scenario(_ECHO, "answer_echoes_request"),
    "collection-date-lost": _scenario(_ECHO, "answer_echoes_request"),
    "purchase-date-lost": _scenario(_ECHO, "answer_echoes_request"),
    # Sessions.
    "api-token-not-checked": _battery("api-token-unknown"),
    "otp-not-required": _battery("otp-missing"),
    "otp-not-checked": _battery("otp-wrong"),
    "otp-of-two-steps-ago-accepted": _battery("otp-of-two-steps-ago"),
    "otp-with-last-byte-offset-accepted": _battery("otp-cut-by-last-byte"),
    "session-not-required": _battery("session-missing"),
    "any-session-accepted": _battery("session-unknown"),
    "bearer-scheme-accepted": _battery("session-under-bearer"),
    "logout-does-not-end-session": _battery("session-logged-out"),
    "foreign-mandate-visible": _battery("mandate-of-other-creditor"),
    "foreign-reference-removed": _scenario("test_references_are_each_creditors_own", "asked_for_is_shown"),
    "foreign-transaction-visible": _scenario("test_transactions_are_each_creditors_own", "foreign_things_hidden"),
    "login-ends-other-sessions": _scenario("test_sessions_stand_side_by_side", "session_kept", EXPECTED),
    "session-ends-early": _scenario("test_session_lives_24_hours[logOut]", "session_kept"),
    "expired-session-accepted": _scenario("test_session_lives_24_hours[logOut]", EXPECTED),
    "logout-ends-every-session": _scenario("test_logout_ends_its_session_and_no_other", EXPECTED, "session_kept"),
    "failed-login-ends-sessions": _scenario("test_login_that_failed_leaves_sessions_alone", EXPECTED, "session_kept"),
    "logout-ends-foreign-sessions": _scenario("test_sessions_are_each_creditors_own", EXPECTED, "session_kept"),
    "failed-login-as-401": _scenario("test_empty_login_is_refused", STATUS),
    "failed-login-with-session": _scenario("test_empty_login_is_refused", "refused_login_gives_no_token"),
    "session-only-in-header": _scenario("test_login_opens_a_session", SCHEMA, "login_gives_one_token"),
    "session-only-in-body": _scenario("test_login_opens_a_session", "login_gives_one_token"),
    "session-header-and-body-differ": _scenario("test_login_opens_a_session", "login_gives_one_token"),
    # Callbacks.
    "callback-unsigned": _scenario(_CALLED_BACK, "callback_schema", "callback_signature"),
    "callback-wrongly-signed": _scenario(_CALLED_BACK, "callback_signature"),
    "callback-signature-lower-case": _scenario(_CALLED_BACK, "callback_schema"),
    "callback-signed-raw": _scenario(_CALLED_BACK, "callback_signature"),
    "callback-plus-for-space": _scenario(_CALLED_BACK, "callback_without_plus"),
    "callback-in-latin-1": _scenario("test_callback_is_in_utf_8", "callback_signature", ASSERTED),
    "callback-of-other-creditor": _scenario("test_news_of_another_creditor_are_not_called_back", ASSERTED),
    "callback-lost": _scenario(_CALLED_BACK, ASSERTED),
    "callback-repeated": _scenario(_CALLED_BACK, "callback_comes_once"),
    "callback-not-retried": _scenario("test_callback_is_repeated_until_it_is_understood[1]", ASSERTED),
    "callback-wrong-type": _scenario(_CALLED_BACK, "callback_unknown"),
    # Files.
    "pdf-empty": _scenario("test_every_operation_succeeds[getMandatePdf]", "document_opens"),
    "pdf-wrong-name": _scenario("test_every_operation_succeeds[getMandatePdf]", "document_named_after_mandate"),
    "pdf-not-the-uploaded-one": _scenario("test_uploaded_document_comes_back", "uploaded_document_kept"),
    "zip-truncated": _scenario("test_every_operation_succeeds[downloadCollection]", "archive_opens"),
    "zip-without-bank-file": _scenario("test_every_operation_succeeds[downloadCollection]", "archive_opens"),
    "bank-file-sum-wrong": _scenario("test_every_operation_succeeds[downloadCollection]", "bank_files_add_up"),
    "bank-file-ids-differ": _scenario(_FILED, "end_to_end_kept"),
    "bank-file-wrong-account": _scenario(_FILED, "direct_debit_fits_mandate"),
    "bank-file-wrong-scheme": _scenario(_FILED, "direct_debit_fits_mandate"),
    "bank-file-wrong-creditor": _scenario(_FILED, "direct_debit_fits_mandate"),
    "bank-file-wrong-day": _scenario(_FILED, "collected_on_the_day"),
    "bank-file-wrong-signature-day": _scenario(_FILED, "direct_debit_fits_mandate"),
    "bank-file-count-wrong": _scenario("test_every_operation_succeeds[downloadCollection]", "bank_files_add_up"),
}
