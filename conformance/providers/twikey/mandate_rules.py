"""Facts of mandates that no schema can say."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.providers.twikey import reading
from conformance.providers.twikey.facts import B2B, ENDED, PENDING, SIGNED, SUCCESSORS, UNSIGNED, VALID, MandateFacts
from conformance.providers.twikey.knowledge import Creditor
from conformance.providers.twikey.mandates import SHOWN_AS, imported_mandates
from conformance.providers.twikey.reading import at, first, is_true, text
from conformance.rulebook import Rulebook

BOOK = Rulebook()

_DETAIL = "Creditor API, Detail of an existing mandate"
_INVITE = "Creditor API, Invite a customer"
_SIGN = "Creditor API, Sign a mandate"
_UPDATE = "Creditor API, Update an existing mandate"
_CANCEL = "Creditor API, Cancel existing mandate"
_WRITTEN_FREELY = frozenset({SHOWN_AS["country"]})


def _shown(exchange: Exchange, known: Creditor) -> tuple[MandateFacts, str] | None:
    """The known mandate that an answer to `getMandate` shows, and its state."""
    facts = known.named_mandate(exchange)
    if exchange.operation != "getMandate" or not exchange.ok or facts is None:
        return None
    return facts, exchange.response_headers.get("x-state", "")


# --- one mandate ----------------------------------------------------------------------------------------------------


@BOOK.rule("the mandate in the answer is the one asked for", source=_DETAIL)
def _mandate_is_asked_for(exchange: Exchange, _known: Creditor) -> str | None:
    if exchange.operation != "getMandate" or not exchange.ok:
        return None
    came = [text(mandate, "MndtId") for mandate in reading.shown_mandates(exchange)]
    asked = first(exchange, "mndtId")
    return None if came in ([asked], [None]) else f"asked for mandate {asked}, got {came}"


@BOOK.rule("a mandate reads as it was sent", source=f"{_INVITE}; {_UPDATE}")
def _mandate_keeps_its_data(exchange: Exchange, known: Creditor) -> str | None:
    found = _shown(exchange, known)
    for mandate in reading.shown_mandates(exchange) if found is not None else ():
        facts, _ = found or (None, "")
        for path, sent in facts.says.items() if facts is not None else ():
            came = at(mandate, path)
            if path == SHOWN_AS["iban"] and came is None:
                continue  # absent once the creditor has acknowledged it
            is_same = str(came).upper() == sent.upper() if path in _WRITTEN_FREELY else came == sent
            if not is_same:
                return f"{path} was sent as {sent!r} and reads {came!r}"
    return None


@BOOK.rule("a mandate was signed when it was said to be", source=f"{_SIGN}: signDate", assumed=True)
def _signed_when_said(exchange: Exchange, known: Creditor) -> str | None:
    for mandate in reading.shown_mandates(exchange):
        facts = known.mandates.find(text(mandate, "MndtId"), owner=known.owner(exchange))
        came = reading.seconds(reading.supplement(mandate).get("SignerDate#0"))
        if facts is not None and None not in {came, facts.signed_s} and came != facts.signed_s:
            return f"mandate {facts.number} was signed at {facts.signed_s}, SignerDate#0 is {came}"
    return None


@BOOK.rule("a mandate names its template and scheme", source="message dictionary, TemplateId, LclInstrm", assumed=True)
def _mandate_names_its_template(exchange: Exchange, known: Creditor) -> str | None:
    for mandate in reading.shown_mandates(exchange):
        facts = known.mandates.by_number.get(text(mandate, "MndtId") or "")
        template = reading.supplement(mandate).get("TemplateId")
        if facts is None:
            continue
        if template is not None and facts.template and str(template) != str(facts.template):
            return f"mandate {facts.number} was made from template {facts.template} and shows {template}"
        if facts.instrument is not None and mandate.get("LclInstrm") != facts.instrument:
            return f"mandate {facts.number} is {facts.instrument} and shows {mandate.get('LclInstrm')!r}"
    return None


@BOOK.rule("a state leads to some and not to others", source=f"{_DETAIL}: X-STATE; states as clients know them")
def _state_follows(exchange: Exchange, known: Creditor) -> str | None:
    found = _shown(exchange, known)
    if found is None:
        return None
    facts, state = found
    if facts.state in SUCCESSORS and state and state not in SUCCESSORS[facts.state]:
        return f"mandate {facts.number} was {facts.state} and X-STATE says {state}"
    return None


@BOOK.rule("X-STATE is what was done to the mandate", source=f"{_DETAIL}: X-STATE", assumed=True)
def _state_is_known(exchange: Exchange, known: Creditor) -> str | None:
    found = _shown(exchange, known)
    if found is None:
        return None
    facts, state = found
    # The debtor's bank answers by itself.
    if facts.state in (state, PENDING):
        return None
    return f"mandate {facts.number} is {facts.state} and X-STATE says {state or 'nothing'}"


@BOOK.rule("X-COLLECTABLE is true for a signed mandate and no other", source=f"{_DETAIL}: X-COLLECTABLE", assumed=True)
def _collectable_when_signed(exchange: Exchange, _known: Creditor) -> str | None:
    if exchange.operation != "getMandate" or not exchange.ok:
        return None
    state, says = (exchange.response_headers.get(name, "").strip() for name in ("x-state", "x-collectable"))
    return None if (state == SIGNED) == (says == "true") else f"X-STATE is {state} and X-COLLECTABLE is {says}"


@BOOK.rule("without force only a signed mandate is shown", source=f"{_DETAIL}: force")
def _force_needed(exchange: Exchange, _known: Creditor) -> str | None:
    if exchange.operation != "getMandate" or not exchange.ok or is_true(first(exchange, "force")):
        return None
    state = exchange.response_headers.get("x-state")
    return None if state in {None, *VALID} else f"a mandate that is {state} was shown without force"


@BOOK.rule("a signed mandate is shown without force", source=_DETAIL, assumed=True)
def _signed_mandate_shown(exchange: Exchange, known: Creditor) -> str | None:
    facts = known.named_mandate(exchange)
    if exchange.operation != "getMandate" or exchange.code != "err_mandate_invalid_state" or facts is None:
        return None
    return f"mandate {facts.number} is signed and was not shown" if facts.state == SIGNED else None


# --- making mandates ------------------------------------------------------------------------------------------------


def _made(exchange: Exchange) -> tuple[str, str | None] | None:
    """The number and the short code of a mandate that an exchange made, if it made one."""
    answer = exchange.answer
    if exchange.operation == "inviteMandate" and exchange.ok and text(answer, "key") is not None:
        return text(answer, "mndtId") or "", text(answer, "key")
    if exchange.operation == "signMandate" and exchange.ok and first(exchange, "key") is None:
        return text(answer, "MndtId") or "", None
    return None


@BOOK.rule("a new mandate has a number and a key of its own", source=f"{_INVITE}; {_SIGN}")
def _numbers_unique(exchange: Exchange, known: Creditor) -> str | None:
    made = _made(exchange)
    if made is None:
        return None
    number, key = made
    other = known.mandates.by_number.get(number)
    # Another creditor may have chosen the same.
    if other is not None and other.owner == known.owner(exchange):
        return f"the mandate number {number} was given out before"
    return f"the key {key} was given out before" if known.mandates.find_key(key) is not None else None


@BOOK.rule("a mandate has the number that it was given", source=f"{_INVITE}: mandateNumber")
def _given_number_kept(exchange: Exchange, _known: Creditor) -> str | None:
    made, given = _made(exchange), first(exchange, "mandateNumber")
    if made is None or given is None or made[0] == given:
        return None
    return f"the mandate number {given} was asked for, and {made[0]} given"


@BOOK.rule("the link ends in the key", source="Swagger file of 2018, New agreement")
def _link_ends_in_key(exchange: Exchange, _known: Creditor) -> str | None:
    if exchange.operation != "inviteMandate" or not exchange.ok:
        return None
    url, key = text(exchange.answer, "url"), text(exchange.answer, "key")
    if (url is None) != (key is None):
        return "of url and key one is missing"
    return None if url is None or key is None or url.endswith(f"/{key}") else f"{url} does not end in {key}"


@BOOK.rule("with check a valid mandate is named instead", source=f"{_INVITE}: check, based on email + template")
def _check_finds_valid(exchange: Exchange, known: Creditor) -> str | None:
    if exchange.operation != "inviteMandate" or not exchange.ok:
        return None
    owner, email, template = known.owner(exchange), first(exchange, "email"), first(exchange, "ct")
    valid = {
        each.number
        for each in known.mandates.by_number.values()
        if (each.owner, each.email, each.template, each.state) == (owner, email, template, SIGNED)
    }
    named = text(exchange.answer, "mndtId")
    if text(exchange.answer, "key") is None:
        facts = known.mandates.by_number.get(named or "")
        if not is_true(first(exchange, "check")):
            return "a mandate was named without check"
        if facts is not None and facts.state not in VALID:
            return f"mandate {named} was named as valid and is {facts.state}"
        if facts is not None and facts.template and facts.template != template:
            return f"mandate {named} was named for template {template} and is of {facts.template}"
        has = facts.says.get(SHOWN_AS["email"]) if facts is not None else None
        if has is not None and has.casefold() != (email or "").casefold():
            return f"mandate {named} was named for {email} and is of {has}"
        return None
    if is_true(first(exchange, "check")) and valid:
        return f"mandate {min(valid)} is valid, and another was prepared"
    return None


@BOOK.rule("a key signs its own mandate, once", source=f"{_SIGN}: key")
def _key_signs_its_mandate(exchange: Exchange, known: Creditor) -> str | None:
    facts = known.mandates.find_key(first(exchange, "key"))
    if exchange.operation != "signMandate" or not exchange.ok or facts is None:
        return None
    if text(exchange.answer, "MndtId") != facts.number:
        return f"the key is that of mandate {facts.number}, signed was {text(exchange.answer, 'MndtId')}"
    return None if facts.state in UNSIGNED else f"mandate {facts.number} is {facts.state} and was signed"


@BOOK.rule("who has to go elsewhere to sign is told where", source="Postman collection of 2018, Sofort: Has Url")
def _redirect_has_a_link(exchange: Exchange, _known: Creditor) -> str | None:
    if exchange.operation != "signMandate" or not exchange.ok or first(exchange, "method") != "sofort":
        return None
    return None if text(exchange.answer, "url") else "sofort came without a url"


@BOOK.rule("the check digits of an IBAN are right", source="ISO 13616, mod 97", assumed=True)
def _iban_checked(exchange: Exchange, _known: Creditor) -> str | None:
    if not exchange.ok:
        return None
    sent = (
        [each.get("DbtrAcct") for each in imported_mandates(exchange)] if exchange.operation == "importMandates" else []
    )
    if exchange.operation in {"inviteMandate", "signMandate", "updateMandate", "createTransfer", "completeTransfers"}:
        sent = [first(exchange, "iban")]
    wrong = [iban for iban in sent if iban is not None and not reading.is_iban(iban)]
    return f"{wrong[0]} is not a valid IBAN and was accepted" if wrong else None


# --- changing and ending --------------------------------------------------------------------------------------------


@BOOK.rule("a mandate that has ended cannot be used", source=f"{_CANCEL}: 403; {_UPDATE}: 403")
def _ended_mandate_over(exchange: Exchange, known: Creditor) -> str | None:
    facts = known.named_mandate(exchange)
    if exchange.operation not in {"cancelMandate", "updateMandate", "createTransaction"} or not exchange.ok:
        return None
    if facts is None or facts.state not in ENDED:
        return None
    return f"mandate {facts.number} is {facts.state}, and {exchange.operation} was accepted"


@BOOK.rule("a mandate is charged once it is signed", source="Creditor API, New transaction", assumed=True)
def _charged_mandate_signed(exchange: Exchange, known: Creditor) -> str | None:
    facts = known.named_mandate(exchange)
    if exchange.operation != "createTransaction" or facts is None:
        return None
    if exchange.ok and facts.state in UNSIGNED:
        return f"mandate {facts.number} is {facts.state} and was charged"
    if exchange.code == "err_mandate_invalid_state" and facts.state == SIGNED:
        return f"mandate {facts.number} is signed and could not be charged"
    return None


@BOOK.rule(
    "a signed B2B mandate cannot be changed", source=f"{_UPDATE}: 403, only in Prepared or Print state or if CORE"
)
def _signed_b2b_fixed(exchange: Exchange, known: Creditor) -> str | None:
    facts = known.named_mandate(exchange)
    if exchange.operation != "updateMandate" or not exchange.ok or facts is None:
        return None
    if facts.instrument == B2B and facts.state in VALID:
        return f"mandate {facts.number} is B2B and {facts.state}, and was changed"
    return None


@BOOK.rule("what may be changed or cancelled is", source=f"{_UPDATE}; {_CANCEL}", assumed=True)
def _living_mandate_changeable(exchange: Exchange, known: Creditor) -> str | None:
    facts = known.named_mandate(exchange)
    if exchange.code != "err_mandate_invalid_state" or facts is None:
        return None
    if exchange.operation == "cancelMandate" and facts.state not in (*ENDED, PENDING):
        return f"mandate {facts.number} is {facts.state} and could not be cancelled"
    if exchange.operation == "updateMandate" and (facts.state in UNSIGNED or facts.instrument != B2B):
        return None if facts.state in ENDED else f"mandate {facts.number} is {facts.state} and could not be changed"
    return None
