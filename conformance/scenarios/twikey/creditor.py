"""What the scenarios of Twikey start from: good input, and steps towards a creditor with something in it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from conformance.calls import Reply
from conformance.provider import Access
from conformance.providers.twikey import reading
from conformance.providers.twikey.access import OPERATIONS, TwikeyAccess
from conformance.providers.twikey.facts import CANCELLED, EXPIRED, PRINT, SIGNED
from conformance.providers.twikey.knowledge import Creditor
from conformance.scenario import World, shows

IBAN = "BE68068897250734"
OTHER_IBAN = "NL91ABNA0417164300"
BAD_IBAN = "BE68068897250735"
BIC = "GKCCBEBB"
EMAIL = "support@example.com"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n and a drawing").decode()
DEBTOR = {
    "l": "nl",
    "lastname": "Support",
    "firstname": "Twikey",
    "mobile": "+32479123123",
    "address": "Derbystraat 43",
    "zip": "9051",
    "city": "Gent",
    "country": "BE",
}
UNKNOWN_NUMBER = "NOBODY-1"
UNKNOWN_TEMPLATE = "999999"
MESSAGE = "Monthly payment"
BANK_WAITS_S = 300
"""How long the bank of the test environment takes to answer."""
START, LATER = "2017-09-16T14:00:00Z", "2100-01-01T00:00:00Z"
"""Where the sandbox's clock stands after a reset, the day of the samples, and when no run will have got to.

A sandbox that is served by hand may be at any moment between the two.
"""

SUCCESSES = {
    "logIn": 200,
    "logOut": 204,
    "inviteMandate": 200,
    "signMandate": 200,
    "getMandateUpdates": 200,
    "importMandates": 204,
    "cancelMandate": 200,
    "getMandate": 200,
    "updateMandate": 204,
    "getMandatePdf": 200,
    "uploadMandatePdf": 200,
    "createTransaction": 200,
    "getTransactionUpdates": 200,
    "getTransactions": 200,
    "removeTransactions": 204,
    "createPrenotification": 200,
    "collectTransactions": 200,
    "downloadCollection": 200,
    "getPayments": 200,
    "createTransfer": 200,
    "completeTransfers": 200,
}

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
NO_CONTRACT = (404, "err_no_contract")
WRONG_STATE = (403, "err_mandate_invalid_state")
MISSING = (400, "err_missing_params")
INVALID = (400, "err_invalid_params")
NO_TEMPLATE = (400, "err_no_such_ct")

Scenario = TypeVar("Scenario", bound=Callable[..., None])


# --- input ----------------------------------------------------------------------------------------------------------


def changed(form: Mapping[str, Any], /, **changes: Any) -> dict[str, Any]:
    """A form with some parameters replaced; `None` leaves one out."""
    return {**form, **changes}


def encode(pairs: Mapping[str, Any] | Iterable[tuple[str, str]]) -> bytes:
    """A form as it is sent; a list as a value repeats the parameter."""
    given = dict(pairs) if isinstance(pairs, Mapping) else list(pairs)
    return urlencode(given, doseq=True).encode()


def template_of(access: Access) -> str:
    """The template that a creditor makes mandates from."""
    return as_creditor(access).template_id


def new_invitation(access: Access, **changes: Any) -> dict[str, Any]:
    """A form that prepares a mandate."""
    return changed({"ct": template_of(access), "email": EMAIL, **DEBTOR}, **changes)


def new_signature(access: Access, **changes: Any) -> dict[str, Any]:
    """A form that makes a signed mandate."""
    form = {"method": "paper", "ct": template_of(access), "iban": IBAN, "bic": BIC, "email": EMAIL, **DEBTOR}
    return changed(form, **changes)


def new_transaction(number: str, **changes: Any) -> dict[str, Any]:
    """A form that charges a debtor."""
    return changed({"mndtId": number, "message": MESSAGE, "amount": "50.00"}, **changes)


def new_transfer(world: World, **changes: Any) -> dict[str, Any]:
    """A form that adds a credit transfer."""
    iban = as_creditor(world.first).values["beneficiary_iban"]
    return changed({"iban": iban, "message": "test credit transfer", "amount": "50.00"}, **changes)


def new_import(access: Access, number: str, **changes: Any) -> dict[str, Any]:
    """A mandate as a document to import holds it; `None` leaves a member out."""
    mandate = {
        "MndtId": number,
        "LclInstrm": "CORE",
        "Ocrncs": {"SeqTp": "RCUR", "Frqcy": "MNTH", "Drtn": {"FrDt": "2017-08-30"}},
        "MaxAmt": "250.00",
        "Dbtr": {
            "Nm": "An Peeters",
            "PstlAdr": {"AdrLine": "Riet 1", "PstCd": "8020", "TwnNm": "Oostkamp", "Ctry": "BE"},
            "CtctDtls": {"EmailAdr": "an@example.com", "MobNb": None},
        },
        "DbtrAcct": IBAN,
        "DbtrAgt": {"FinInstnId": {"BICFI": BIC, "Nm": "BELFIUS BANK"}},
        "RfrdDoc": "1000",
        "SplmtryData": [{"Key": "TemplateId", "Value": int(template_of(access))}],
    }
    return {name: value for name, value in {**mandate, **changes}.items() if value is not None}


def document(*mandates: dict[str, Any]) -> dict[str, Any]:
    """A document to import."""
    messages = [{"Mndt": mandate, "EvtTime": "2017-08-30T16:37:05Z"} for mandate in mandates]
    return {"GrpHdr": {"CreDtTm": "2017-08-31T07:35:25Z"}, "Messages": messages}


# --- creditors ------------------------------------------------------------------------------------------------------


def as_creditor(access: Access) -> TwikeyAccess:
    """The credentials of a client, as Twikey knows them."""
    if not isinstance(access, TwikeyAccess):
        raise TypeError("the scenarios of Twikey need a creditor of Twikey")
    return access


def knowledge_of(world: World) -> Creditor:
    """What the run knows; told of what the control plane brings about behind its back."""
    known = world.session.knowledge
    if not isinstance(known, Creditor):
        raise TypeError("the scenarios of Twikey need what a run knows of Twikey")
    return known


def moment(world: World) -> str:
    """The target's time, as its answers write it."""
    world.control.refresh_clock()
    return reading.write_moment(world.control.now_s())


def other_template(world: World, name: str) -> str:
    """Another template of the first creditor: `b2b_template_id` or `numbered_template_id`."""
    return as_creditor(world.first).values[name]


# --- mandates -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A mandate that waits for its debtor."""

    number: str
    key: str
    url: str


def invite(world: World, *, access: Access | None = None, **changes: Any) -> Invitation:
    """Prepare a mandate."""
    form = new_invitation(access or world.first, **changes)
    answer = world.call("inviteMandate", form=form, access=access, expect=200).json
    return Invitation(number=answer["mndtId"], key=answer["key"], url=answer["url"])


def sign(world: World, *, access: Access | None = None, **changes: Any) -> str:
    """Make a signed mandate; its number."""
    form = new_signature(access or world.first, **changes)
    return str(world.call("signMandate", form=form, access=access, expect=200).json["MndtId"])


def let_debtor_sign(world: World, number: str) -> dict[str, Any]:
    """The debtor signs; where the browser goes then is in the answer."""
    answer = world.control.event("mandate-signed", mndtId=number)
    knowledge_of(world).mandates.note_signed(number)
    return answer


def print_out(world: World, number: str) -> dict[str, Any]:
    """The debtor prints the mandate to sign it by hand."""
    answer = world.control.event("mandate-printed", mndtId=number)
    knowledge_of(world).mandates.note_state(number, PRINT)
    return answer


def expire(world: World, number: str) -> None:
    """Nobody signs in time."""
    world.control.event("mandate-expired", mndtId=number)
    knowledge_of(world).mandates.note_state(number, EXPIRED)


def let_bank_decide(world: World, number: str, *, accepted: bool) -> None:
    """The debtor's bank answers about a B2B mandate."""
    world.control.event("mandate-bank-answer", mndtId=number, accepted=accepted)
    knowledge_of(world).mandates.note_state(number, SIGNED if accepted else CANCELLED)


def cancel(world: World, number: str, *, reason: str = "some reason", access: Access | None = None) -> None:
    """End a mandate."""
    world.call("cancelMandate", query={"mndtId": number, "rsn": reason}, access=access, expect=200)


def read(world: World, number: str, *, access: Access | None = None) -> Reply:
    """A mandate in any state."""
    return world.call("getMandate", query={"mndtId": number, "force": "true"}, access=access, expect=200)


def state_of(world: World, number: str) -> str:
    """The state of a mandate."""
    return read(world, number).headers["x-state"]


def upload(world: World, number: str, content: bytes = PDF, **options: Any) -> Reply:
    """Send the scan of a signed mandate."""
    headers = {"Content-Type": "application/pdf"}
    return world.call("uploadMandatePdf", query={"mndtId": number}, content=content, headers=headers, **options)


def messages(world: World, *, reset: str | None = None, access: Access | None = None, **query: Any) -> list[Any]:
    """One read of the mandate feed."""
    headers = {} if reset is None else {"X-RESET": reset}
    answer = world.call("getMandateUpdates", query=query, headers=headers, access=access, expect=200).json
    return list(answer["Messages"])


def kind_of(message: dict[str, Any]) -> str:
    """What a message of the feed is about: new, amended or cancelled."""
    return "cancelled" if "CxlRsn" in message else "amended" if "AmdmntRsn" in message else "new"


def number_of(message: dict[str, Any]) -> str:
    """The mandate that a message is about."""
    return str(message.get("OrgnlMndtId") or message["Mndt"]["MndtId"])


def told(feed: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    """Kind and mandate of each message."""
    return [(kind_of(message), number_of(message)) for message in feed]


def drain(world: World, **query: Any) -> list[Any]:
    """Everything that the mandate feed has to tell, until it is empty."""
    found: list[Any] = []
    for _ in range(100):
        chunk = messages(world, **query)
        if not chunk:
            return found
        found += chunk
    raise AssertionError("a hundred reads did not empty the feed")


# --- money ----------------------------------------------------------------------------------------------------------


def charge(world: World, number: str, *, access: Access | None = None, **changes: Any) -> int:
    """Add a transaction; its id."""
    form = new_transaction(number, **changes)
    (entry,) = world.call("createTransaction", form=form, access=access, expect=200).json["Entries"]
    return int(entry["id"])


def find(world: World, *ids: int, **query: Any) -> list[Any]:
    """Transactions by id, or by other parameters."""
    wanted = {"id": list(ids), **query} if ids else query
    return list(world.call("getTransactions", query=wanted, expect=200).json["Entries"])


def collect(world: World, *, access: Access | None = None, **changes: Any) -> dict[str, Any]:
    """Collect what is open."""
    form = changed({"ct": template_of(access or world.first)}, **changes)
    return dict(world.call("collectTransactions", form=form, access=access, expect=200).json)


def let_bank_answer(world: World, **order: Any) -> list[Any]:
    """The bank answers: what was collected, by amount, or one transaction with a code."""
    answered = list(world.control.event("bank-answers", **order)["answered"])
    knowledge_of(world).money.note_answers(answered)
    return answered


def wait_for_bank(world: World) -> None:
    """So much time goes by that the bank answers by itself."""
    world.advance(BANK_WAITS_S + 1)
    knowledge_of(world).money.note_silence_over()


def let_night_pass(world: World) -> int:
    """What is open is collected, a day goes by and the bank answers; the number of batches."""
    batches = int(world.control.event("day-passes", collects=True)["batches"])
    world.control.refresh_clock()
    knowledge_of(world).money.note_collected()
    knowledge_of(world).money.note_silence_over()
    return batches


def updates(world: World, *, reset: str | None = None, access: Access | None = None) -> list[Any]:
    """One read of the transaction feed."""
    headers = {} if reset is None else {"X-RESET": reset}
    return list(world.call("getTransactionUpdates", headers=headers, access=access, expect=200).json["Entries"])


def payments(world: World, *, reset: str | None = None, access: Access | None = None, **query: Any) -> list[Any]:
    """One read of the payments."""
    headers = {} if reset is None else {"X-RESET": reset}
    answer = world.call("getPayments", query=query, headers=headers, access=access, expect=200).json
    return list(answer["Sdds"])


def paid(world: World, *amounts: str, access: Access | None = None) -> list[int]:
    """Transactions of these amounts on a mandate of their own, collected and answered by the bank."""
    number = sign(world, access=access)
    ids = [charge(world, number, amount=amount, access=access) for amount in amounts]
    collect(world, access=access)
    let_bank_answer(world)
    return ids


def ids_of(entries: Iterable[Mapping[str, Any]]) -> list[int]:
    """The ids of entries, in their order."""
    return [entry["id"] for entry in entries]


# --- everything -----------------------------------------------------------------------------------------------------


def good_calls(world: World) -> dict[str, dict[str, Any]]:
    """Arguments with which each of the 21 operations succeeds, in this order, once."""
    access = as_creditor(world.first)
    invited, signed, other = invite(world), sign(world), sign(world)
    removed = charge(world, signed)
    charge(world, other)
    template = {"ct": access.template_id}
    pdf = {"Content-Type": "application/pdf"}
    notice = {"mndtId": signed, "message": MESSAGE, "collectionDate": "2017-09-15", "amount": "50.00"}
    return {
        "logIn": {"form": {"apiToken": access.credentials.api_token}},
        "logOut": {},
        "inviteMandate": {"form": new_invitation(access)},
        "signMandate": {"form": new_signature(access)},
        "getMandateUpdates": {},
        "importMandates": {"body": document(new_import(access, "IMPORTED-1"))},
        "cancelMandate": {"query": {"mndtId": invited.number, "rsn": "some reason"}},
        "getMandate": {"query": {"mndtId": signed}},
        "updateMandate": {"form": {"mndtId": signed, "city": "Brugge"}},
        "getMandatePdf": {"query": {"mndtId": signed}},
        "uploadMandatePdf": {"query": {"mndtId": signed}, "content": PDF, "headers": pdf},
        "createTransaction": {"form": new_transaction(signed)},
        "getTransactionUpdates": {},
        "getTransactions": {},
        "removeTransactions": {"query": {"id": removed}},
        "createPrenotification": {"form": notice},
        "collectTransactions": {"form": {**template, "mndtId": signed}},
        "downloadCollection": {"form": template},
        "getPayments": {"query": {"detail": "true"}},
        "createTransfer": {"form": new_transfer(world)},
        "completeTransfers": {"form": template},
    }


def shows_everywhere(status: int) -> Callable[[Scenario], Scenario]:
    """Promise a refusal without a code for all operations that need a session."""

    def mark(scenario: Scenario) -> Scenario:
        for operation in OPERATIONS:
            scenario = shows(operation, status)(scenario)
        return scenario

    return mark
