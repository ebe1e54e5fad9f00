"""Every rule of Twikey on sessions, errors and ownership: an exchange that it must report, and its neighbour."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance import contract, registry
from conformance.exchange import Exchange
from conformance.provider import Rule
from conformance.providers.twikey import (
    excuse,
    feed_rules,
    file_rules,
    mandate_rules,
    money_rules,
    rules,
)
from conformance.providers.twikey.callback_rules import CALLBACKS
from tests.twikey_money_samples import (
    batch,
    charge,
    collect,
    entry,
    payment,
    payments,
    shown,
    updates,
)
from tests.twikey_samples import (
    API_TOKEN,
    BIC,
    CANCELLED_NO,
    EMAIL,
    FOREIGN_BATCH,
    FOREIGN_ID,
    FOREIGN_NO,
    IBAN,
    NEW_ID,
    NEW_KEY,
    NEW_NO,
    NEW_SESSION,
    NOW_S,
    NUMBERED_TEMPLATE,
    OLD_SESSION,
    OTHER_SESSION,
    PAID_ID,
    PATHS,
    PREPARED_KEY,
    SESSION,
    SIGNED_KEY,
    SIGNED_NO,
    SPENT_SESSION,
    TEMPLATE,
    UNKNOWN_TEMPLATE,
    feed,
    imported,
    invite,
    judge,
    login,
    make_callback,
    make_creditor,
    make_exchange,
    make_refusal,
    new,
    not_logged_in,
    read,
    show_mandate,
    sign,
    update,
)

BUSINESS = tuple(rule for module in (mandate_rules, feed_rules, money_rules, file_rules) for rule in module.BOOK.rules)
GENERAL = tuple(rule for rule in rules.RULES if rule not in BUSINESS)

NO_LOGIN = make_refusal("logIn", "err_no_login", status=200, session=None)


def unknown_mandate(number: str, operation: str = "getMandate", **parts: Any) -> Exchange:
    return make_refusal(operation, "err_no_contract", status=404, **{"query": {"mndtId": number}, **parts})


def unknown_template(template: str | None, **parts: Any) -> Exchange:
    form = {"email": EMAIL} if template is None else {"ct": template, "email": EMAIL}
    return make_refusal("inviteMandate", "err_no_such_ct", form=form, **parts)


def unknown_templates(*templates: int) -> Exchange:
    mandates = [show_mandate(NEW_NO, SplmtryData=[{"Key": "TemplateId", "Value": each}]) for each in templates]
    return make_refusal("importMandates", "err_no_such_ct", sent={"Messages": [{"Mndt": each} for each in mandates]})


def told_in(language: str, message: str, code: str = "err_no_contract") -> Exchange:
    return make_refusal("getMandate", code, status=404, message=message, headers={"accept-language": language})


def incomplete(operation: str = "inviteMandate", **form: str) -> Exchange:
    return make_refusal(operation, "err_missing_params", form=form)


def in_use(number: str | None) -> Exchange:
    form = {"ct": TEMPLATE, "email": EMAIL, **({} if number is None else {"mandateNumber": number})}
    return make_refusal("inviteMandate", "err_double_mandatenumber", form=form)


def signed_already(key: str) -> Exchange:
    return make_refusal("signMandate", "err_contract_signed", form={"method": "paper", "key": key})


def wrong_method(status: int = 405, allow: str = "POST", method: str = "DELETE") -> Exchange:
    return make_refusal("wrongMethod", "err_not_found", status=status, response_headers={"allow": allow}, method=method)


CASES: dict[str, list[tuple[Exchange, Exchange]]] = {
    "session_sent": [
        (make_exchange(session=None), make_exchange()),
        (make_exchange(session=""), not_logged_in(session="")),
        (make_exchange("logOut", status=204, session=None), login()),
        (make_exchange("updateMandate", status=204, session=None), update()),
    ],
    "session_sent_raw": [
        (make_exchange(session=f"Bearer {SESSION}"), make_exchange()),
        (make_exchange(session=f'"{SESSION}"'), not_logged_in(session=f"Bearer {SESSION}")),
        (make_exchange(session=f"{SESSION},{SESSION}"), login()),
    ],
    "session_ended": [
        (make_exchange(session=SPENT_SESSION), make_exchange()),
        (make_exchange("logOut", status=204, session=SPENT_SESSION), not_logged_in(session=SPENT_SESSION)),
    ],
    "session_expires": [
        (make_exchange(session=OLD_SESSION), make_exchange()),
        (make_exchange("updateMandate", status=204, session=OLD_SESSION), not_logged_in(session=OLD_SESSION)),
    ],
    "session_kept": [
        (not_logged_in(), make_exchange()),
        (not_logged_in("updateMandate", session=OTHER_SESSION), not_logged_in(session=OLD_SESSION)),
        (not_logged_in("getPayments"), not_logged_in(session=SPENT_SESSION)),
        (not_logged_in("getPayments"), not_logged_in(session=NEW_SESSION)),
    ],
    "login_gives_one_token": [
        (login(header=None), login()),
        (login(body=None), NO_LOGIN),
        (login(header=SESSION), make_exchange()),
        (login(header=None, body=None), login()),
    ],
    "login_gives_new_token": [
        (login(header=SESSION, body=SESSION), login()),
        (login(header=OLD_SESSION, body=OLD_SESSION), NO_LOGIN),
    ],
    "refused_login_gives_no_token": [
        (replace(NO_LOGIN, response_headers={"authorization": NEW_SESSION}), NO_LOGIN),
        (make_refusal("logIn", "err_no_login", answer={"Authorization": NEW_SESSION}), login()),
    ],
    "refused_session_without_code": [
        (not_logged_in(response_headers={"apierror": "err_no_login"}), not_logged_in()),
        (not_logged_in(response_headers={"apierrorcode": "err_no_login"}), unknown_mandate(NEW_NO)),
    ],
    "refused_session_in_words": [
        (not_logged_in(answer=b"Unauthorized"), not_logged_in()),
        (not_logged_in(answer=b""), not_logged_in(answer=b"Not logged in\n")),
        (not_logged_in(answer={"code": "err_no_login"}), not_logged_in(answer=b"", method="HEAD")),
        (not_logged_in(answer=b""), unknown_mandate(NEW_NO)),
    ],
    "error_headers_agree": [
        (unknown_mandate(NEW_NO, response_headers={}), unknown_mandate(NEW_NO)),
        (unknown_mandate(NEW_NO, response_headers={"apierror": "err_no_contract"}), NO_LOGIN),
        (unknown_mandate(NEW_NO, answer=b""), unknown_mandate(NEW_NO, answer=b"", method="HEAD")),
        (unknown_mandate(NEW_NO, answer={"code": "err_not_found"}), make_exchange()),
        (
            unknown_mandate(NEW_NO, response_headers={"apierror": "No such", "apierrorcode": "err_no_contract"}),
            make_exchange(status=503, code="x"),
        ),
    ],
    "refusal_has_its_status": [
        (make_refusal("getMandate", "err_no_contract", status=200), unknown_mandate(NEW_NO)),
        (make_refusal("cancelMandate", "err_mandate_invalid_state", status=204), NO_LOGIN),
    ],
    "texts_in_their_language": [
        (told_in("nl", "No such mandate"), told_in("en", "No such mandate")),
        (told_in("fr-BE", "No such mandate"), told_in("nl", "Onbekend mandaat")),
        (updates(entry(PAID_ID, bkerror="AM04", bkmsg="Onvoldoende saldo")), told_in("pl", "No such mandate")),
        (
            shown(entry(PAID_ID, bkerror="AM04", bkmsg="Onvoldoende saldo")),
            updates(entry(PAID_ID, bkerror="AM04", bkmsg="Onvoldoende saldo"), language="nl"),
        ),
        (told_in("de", "No such mandate"), told_in("nl;q=0.1, fr", "No such mandate")),
        (told_in("nl", "No such mandate"), told_in("nl", "No such mandate", code="err_not_found")),
    ],
    "required_parameters_demanded": [
        (invite(email=None), invite()),
        (invite(ct=""), incomplete(email=EMAIL)),
        (invite(email=" "), invite(email="x")),
        (make_exchange("cancelMandate", query={"mndtId": SIGNED_NO}), make_exchange("removeTransactions", status=204)),
        (sign(method=None), sign()),
        (sign(ct=None), sign(method="paper", key=PREPARED_KEY, ct=None, iban=None, bic=None)),
        (sign(method="sms"), sign(method="sms", mobile="+32479123123")),
        (sign(method="digisign"), sign(method="sms", key=PREPARED_KEY)),
        (sign(method="selfie", key=PREPARED_KEY), sign(method="selfie", selfie="x")),
        (make_exchange("collectTransactions", form={}), collect()),
        (charge(amount=None), charge()),
        (make_exchange("getMandatePdf"), make_exchange("getMandatePdf", query={"mndtId": SIGNED_NO})),
    ],
    "missing_parameter_is_missing": [
        (incomplete(ct=TEMPLATE, email=EMAIL), incomplete(ct=TEMPLATE)),
        (incomplete(ct=TEMPLATE, email=EMAIL), incomplete(ct=TEMPLATE, email=" ")),
        (
            make_refusal("removeTransactions", "err_missing_params", query={"id": str(PAID_ID)}),
            make_refusal("removeTransactions", "err_missing_params", query={"x": "y"}),
        ),
        (
            incomplete("signMandate", method="paper", key=PREPARED_KEY),
            incomplete("signMandate", method="sms", key=PREPARED_KEY),
        ),
        (
            incomplete("signMandate", method="paper", ct=TEMPLATE, iban=IBAN, bic=BIC),
            incomplete("signMandate", method="digisign", ct=TEMPLATE, iban=IBAN, bic=BIC),
        ),
        (make_refusal("getPayments", "err_missing_params"), make_exchange()),
    ],
    "known_mandate_found": [
        (unknown_mandate(SIGNED_NO), unknown_mandate(NEW_NO)),
        (unknown_mandate(CANCELLED_NO), unknown_mandate(FOREIGN_NO)),
        (unknown_mandate(FOREIGN_NO, session=OTHER_SESSION), unknown_mandate(SIGNED_NO, session=OTHER_SESSION)),
        (
            unknown_mandate("", "signMandate", form={"method": "paper", "key": PREPARED_KEY}),
            unknown_mandate("", "signMandate", form={"method": "paper", "key": NEW_KEY}),
        ),
        (unknown_mandate(SIGNED_NO), unknown_mandate("", "importMandates")),
    ],
    "known_template_found": [
        (unknown_template(TEMPLATE), unknown_template(UNKNOWN_TEMPLATE)),
        (unknown_template(NUMBERED_TEMPLATE), unknown_template(TEMPLATE, session=OTHER_SESSION)),
        (make_refusal("collectTransactions", "err_invalid_ct", form={"ct": TEMPLATE}), unknown_template(None)),
        (unknown_templates(1), unknown_templates(1, 999)),
        (unknown_templates(1, 2), unknown_templates()),
    ],
    "number_in_use_is_known": [
        (in_use(NEW_NO), in_use(SIGNED_NO)),
        (in_use(None), in_use(FOREIGN_NO)),
        (in_use(None), make_refusal("importMandates", "err_double_mandatenumber")),
    ],
    "signed_mandate_is_signed": [
        (signed_already(PREPARED_KEY), signed_already(SIGNED_KEY)),
        (signed_already(PREPARED_KEY), signed_already(NEW_KEY)),
    ],
    "wrong_method_refused": [
        (wrong_method(200), wrong_method()),
        (wrong_method(allow="POST, DELETE"), wrong_method(allow="GET,POST")),
        (wrong_method(404), make_exchange()),
    ],
    "unknown_path_refused": [
        (make_exchange("unknownPath"), make_refusal("unknownPath", "err_not_found", status=404)),
        (not_logged_in("unknownPath"), make_exchange()),
    ],
    "foreign_things_hidden": [
        (read(FOREIGN_NO), read()),
        (read(session=OTHER_SESSION), read(FOREIGN_NO, session=OTHER_SESSION)),
        (update(FOREIGN_NO), unknown_mandate(FOREIGN_NO)),
        (feed(new(FOREIGN_NO)), feed(new(FOREIGN_NO), session=OTHER_SESSION)),
        (shown(entry(FOREIGN_ID)), shown(entry(NEW_ID))),
        (shown(entry(NEW_ID, mndtId=FOREIGN_NO)), shown(entry(NEW_ID, mndtId=NEW_NO))),
        (payments({"id": FOREIGN_BATCH}), payments(batch())),
        (payments(batch(5, payment(mandateRef=FOREIGN_NO))), payments({"id": FOREIGN_BATCH}, session=OTHER_SESSION)),
        (payments(batch(), session=OTHER_SESSION), collect(mndtId=FOREIGN_NO)),
        (sign(number=FOREIGN_NO, mndtId=FOREIGN_NO), login()),
    ],
}


def test_every_rule_has_cases() -> None:
    """A rule without an exchange that it reports is one that nobody has seen work; each has a source."""
    assert sorted(rule.name for rule in GENERAL) == sorted(CASES)
    every = [rule.name for rule in (*rules.RULES, *CALLBACKS.rules)]
    assert len(every) == len(set(every))
    assert [] == [rule.name for rule in (*rules.RULES, *CALLBACKS.rules) if not (rule.summary and rule.source)]


@pytest.mark.parametrize("rule", GENERAL, ids=lambda rule: str(rule.name))
def test_rule_reports_the_violation_and_nothing_else(rule: Rule) -> None:
    """One sentence for the exchange that breaks the fact, silence for its neighbour that keeps it."""
    for broken, kept in CASES[rule.name]:
        message = rule.judge(broken, make_creditor())
        assert message, broken
        assert 1 == len(message.splitlines())
        assert rule.judge(kept, make_creditor()) is None, kept


@pytest.mark.parametrize(
    ("age_s", "accepted", "refused"),
    [(0, False, True), (86_300, False, True), (86_400, False, False), (86_500, True, False)],
)
def test_session_lives_as_long_as_the_text_says(age_s: int, accepted: bool, refused: bool) -> None:
    """Twenty-four hours, give or take a minute: the judge hears of the sandbox's time now and then only."""
    known = make_creditor(now_s=NOW_S + age_s)
    judges = {rule.name: rule.judge for rule in GENERAL}
    assert accepted == bool(judges["session_expires"](make_exchange(), known))
    assert refused == bool(judges["session_kept"](not_logged_in(), known))


def test_session_is_known_from_its_login_to_its_logout() -> None:
    """What a login gave is held against later answers, and forgotten with a reset of the target."""
    opened = not_logged_in(session=NEW_SESSION)
    assert judge(rules.RULES, "session_kept", opened) is None
    assert judge(rules.RULES, "session_kept", opened, login())
    ended = make_exchange("logOut", status=204, session=NEW_SESSION)
    assert judge(rules.RULES, "session_kept", opened, login(), ended) is None
    assert judge(rules.RULES, "session_ended", make_exchange(session=NEW_SESSION), login(), ended)
    assert judge(rules.RULES, "login_gives_new_token", login(), login())
    known = make_creditor()
    known.learn(login())
    known.forget()
    (rule,) = [each for each in rules.RULES if each.name == "login_gives_new_token"]
    assert rule.judge(login(), known) is None


def test_session_is_of_whoever_logged_in() -> None:
    """A login with another API token sees the other creditor's things, and not the first one's."""
    other = login(api_token="F" * 40)
    assert judge(rules.RULES, "foreign_things_hidden", read(session=NEW_SESSION), other)
    assert judge(rules.RULES, "foreign_things_hidden", read(session=NEW_SESSION), login(api_token=API_TOKEN)) is None


ODD: list[Any] = [None, 1, 1.5, True, "", "x", [], [[]], [None], {}, {"Mndt": []}, {"code": []}, {"Messages": 1}]
ODD += [{"Messages": [None, {}, {"Mndt": 1}, {"CxlRsn": 1}, {"Mndt": {"MndtId": 5, "SplmtryData": [1, {}]}}]}]
ODD += [{"Entries": [1, {}, {"id": "x"}, {"id": 101, "amount": "1"}, {"id": 102, "amount": 1e400, "state": 5}]}]
ODD += [{"Sdds": [1, {}, {"id": None, "tx": "x", "Entries": [1, {"e2eid": 5}]}, {"id": 1505570400111, "Entries": 5}]}]
ODD += [{"Entries": [{"id": "T", "iban": 5}]}, {"CreditTransfers": [1, {"entries": "x"}]}, {"mndtId": 5, "key": []}]


@pytest.mark.parametrize(
    "answer",
    [
        *ODD,
        b"",
        b"\xff",
        b"[" * 100_000,
        b'{"a": NaN}',
        b"<a>",
        b"<Updates><MndtCxl/></Updates>",
        b"PK\x03\x04",
        b"%PDF-",
    ],
    ids=lambda answer: str(answer)[:20],
)
def test_rules_and_knowledge_survive_any_answer(answer: object) -> None:
    """A target under judgement may send anything: a rule that crashes on it would end the run instead of judging it."""
    names = ("ct", "mndtId", "key", "amount", "date", "iban", "id", "chunkSize", "check", "method", "mandateNumber")
    requests: list[dict[str, Any]] = [{}, {"form": dict.fromkeys(names, "1")}, {"sent": answer}]
    requests += [{"query": dict.fromkeys(names, "9" * 5000)}]
    known = make_creditor()
    for operation in PATHS:
        for request in requests:
            for status, code in ((200, None), (200, "err_no_login"), (400, "err_no_such_ct"), (401, None)):
                for kind in ("application/json", "application/xml"):
                    exchange = make_exchange(
                        operation,
                        status=status,
                        code=code,
                        answer=answer,
                        headers={"x-reset": str(answer)[:40]},
                        response_headers={"content-type": kind, "date": str(answer)[:40]},
                        **request,
                    )
                    for rule in rules.RULES:
                        rule.judge(exchange, known)
                    known.learn(exchange)
                    excuse(exchange, known)


def test_callbacks_survive_anything() -> None:
    """Whatever arrives where callbacks are taken is judged, and does not end the run."""
    known = make_creditor()
    for type_ in ("contract", "transaction", "plan", "payment", "dunning", "event", "callback_unknown"):
        for id_ in ("", "x", "9" * 5000, "\uff11", str(PAID_ID)):
            callback = make_callback(type_, id=id_, mandateNumber=id_, event=id_, state=id_, reason=id_)
            for rule in CALLBACKS.rules:
                rule.judge(callback, known)
            known.learn(callback)


def test_samples_have_the_paths_of_the_contract() -> None:
    """What the rules were tried on looks like what is sent."""
    operations = contract.load_contract(registry.spec_path("twikey")).operations
    assert {name: (each.method, each.path) for name, each in operations.items()} == {
        name: PATHS[name] for name in operations
    }


def test_imported_mandate_exists() -> None:
    """What was imported is known from then on, and a refusal as unknown is a finding."""
    document = imported(show_mandate(NEW_NO))
    assert judge(rules.RULES, "known_mandate_found", unknown_mandate(NEW_NO), document)
