"""Facts of accounts that no schema can say: their data, the papers of their holders, and their IBANs."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.exchange import Exchange
from conformance.providers.anytime import reading
from conformance.providers.anytime.catalogue import PAPERS, PARAMETERS, needed_papers
from conformance.providers.anytime.facts import CONSUMER, FULFILLED
from conformance.providers.anytime.knowledge import Portfolio
from conformance.providers.anytime.reading import identifier, objects, result, sent, text
from conformance.rulebook import Rulebook

BOOK = Rulebook()

_DOC = "Anytime API documentation"
_ACCOUNTS = f"{_DOC}, Create a new account"
_READ = f"{_DOC}, Retrieve a specific account information"
_KYC = f"{_DOC}, KYC"
_IBAN = f"{_DOC}, IBAN; ISO 13616"
_COUNTRIES = frozenset({"user_addr_cc", "user_nationality", "corp_cc"})
_EXTENSIONS = ("jpg", "jpeg", "png", "pdf")


# --- whose data ------------------------------------------------------------------------------------------------------


@BOOK.rule("an answer is about the account that was asked for", source=f"{_DOC}, Response tables: acc_id")
def _asked_account_answers(exchange: Exchange, _known: Portfolio) -> str | None:
    asked = reading.number(exchange.path_parameters.get("accountId"))
    if not exchange.ok or asked is None:
        return None
    shown = result(exchange)
    for name in ("acc_id", "sender_account_id"):
        came = identifier(shown, name)
        if came is not None and came != str(asked):
            return f"asked for account {asked}, {name} is {came}"
    for each in objects(shown, "credit-transfers"):
        if identifier(each, "sender_account_id") not in {None, str(asked)}:
            return f"asked for account {asked}, a credit transfer is of account {each.get('sender_account_id')}"
    for each in objects(shown, "transactions"):
        if (text(each, "txid") or "").partition("-")[0] != str(asked):
            return f"asked for account {asked}, a statement is {each.get('txid')}"
    return None


@BOOK.rule("a statement is the one that was asked for", source=f"{_DOC}, Retrieve a specific account statement")
def _asked_statement_answers(exchange: Exchange, _known: Portfolio) -> str | None:
    if exchange.operation != "getAccountStatement" or not exchange.ok:
        return None
    asked, came = exchange.path_parameters.get("statementId"), text(result(exchange), "txid")
    return None if came in {None, asked} else f"asked for statement {asked}, got {came}"


@BOOK.rule("the number of a new account was never given out before", source=_ACCOUNTS)
def _account_numbers_unique(exchange: Exchange, known: Portfolio) -> str | None:
    id_ = identifier(result(exchange), "acc_id") if exchange.operation == "createAccount" and exchange.ok else None
    return f"account {id_} was there before" if id_ is not None and id_ in known.accounts else None


@BOOK.rule("the type of an account stays", source=f"{_ACCOUNTS}; Update account informations")
def _account_type_kept(exchange: Exchange, known: Portfolio) -> str | None:
    if not exchange.ok:
        return None
    wanted = sent(exchange, "acc_type") if exchange.operation == "createAccount" else None
    for each in (result(exchange), *objects(result(exchange), "accounts")):
        came, account = text(each, "acc_type"), known.accounts.get(identifier(each, "acc_id") or "")
        expected = wanted or (account.type if account is not None else None)
        if came is not None and expected not in {None, came}:
            return f"account {each.get('acc_id')} is {expected}, shown is {came}"
    return None


@BOOK.rule("an account reads as it was opened and changed", source=f"{_READ}; Update account informations")
def _account_reads_back(exchange: Exchange, known: Portfolio) -> str | None:
    account = known.account(exchange)
    if exchange.operation != "getAccount" or not exchange.ok or account is None:
        return None
    shown = result(exchange)
    for name, value in account.sent.items():
        came = shown.get(name)
        told = "" if came is None else str(came)
        is_same = told.upper() == value.upper() if name in _COUNTRIES else told == value
        # Blank is as good as nothing.
        if not is_same and (told.strip() or value.strip()):
            return f"{name} of account {account.id} is {came!r}, sent was {value!r}"
    return None


@BOOK.rule("a consumer has no company", source=f"{_ACCOUNTS}: corp_name", assumed=True)
def _consumer_without_company(exchange: Exchange, _known: Portfolio) -> str | None:
    shown = result(exchange)
    if exchange.operation != "getAccount" or not exchange.ok or shown.get("acc_type") != CONSUMER:
        return None
    filled = [name for name in PARAMETERS.values() if name.startswith("corp_") and shown.get(name)]
    return f"{' and '.join(filled)} of a consumer is filled" if filled else None


# --- KYC ------------------------------------------------------------------------------------------------------------


def _given_papers(exchange: Exchange) -> dict[str, tuple[str, bytes] | None]:
    """The papers of an upload by field: name and content of the file, or `None` for a field without file."""
    files, fields = reading.files(exchange), reading.form(exchange)
    return {name: files.get(name) for name in PAPERS if name in files or name in fields}


@BOOK.rule("an upload is answered for each file that was sent, and for no other", source=f"{_KYC}: files_status")
def _every_file_answered(exchange: Exchange, _known: Portfolio) -> str | None:
    states = result(exchange).get("files_status")
    if exchange.operation != "uploadKycFiles" or not exchange.ok or not isinstance(states, dict):
        return None
    given = {name.replace("dom_1", "dom1") for name in _given_papers(exchange)}
    came = {str(name).replace("dom_1", "dom1") for name in states}
    return None if given == came else f"sent were {', '.join(sorted(given))}, answered are {', '.join(sorted(came))}"


@BOOK.rule(
    "a file has the status that its name and content give it",
    source=f"{_KYC}: 0 ok, 1 wrong extension, 2 not uploaded correctly; the extensions are assumed",
    assumed=True,
)
def _file_status_right(exchange: Exchange, _known: Portfolio) -> str | None:
    states = result(exchange).get("files_status")
    if exchange.operation != "uploadKycFiles" or not exchange.ok or not isinstance(states, dict):
        return None
    for name, file in _given_papers(exchange).items():
        state = states.get(name)
        came = state.get("status") if isinstance(state, dict) else None
        expected = _expected_state(file)
        if came is not None and came != expected:
            return f"{name} has the status {came}, expected {expected}"
    return None


def _expected_state(file: tuple[str, bytes] | None) -> int:
    if file is None or not file[1]:
        return 2
    _, point, extension = file[0].rpartition(".")
    return 0 if point and extension.lower() in _EXTENSIONS else 1


def _types(exchange: Exchange, state: str) -> frozenset[str]:
    lists = result(exchange).get("uploaded-kyc-status")
    return frozenset(type_ for each in objects(lists, state) if (type_ := text(each, "type")) is not None)


@BOOK.rule("a KYC is fulfilled when nothing is missing of what is accepted", source=_KYC, assumed=True)
def _kyc_status_follows(exchange: Exchange, known: Portfolio) -> str | None:
    account = known.account(exchange)
    if exchange.operation != "getKycStatus" or not exchange.ok or account is None or account.type is None:
        return None
    accepted, pending = _types(exchange, "accepted"), _types(exchange, "pending")
    status = text(result(exchange), "status")
    if (status == FULFILLED) is not (not needed_papers(account.type, accepted)):
        return f"the KYC is {status}, accepted are {', '.join(sorted(accepted)) or 'none'}"
    missing = result(exchange).get("missing-kyc-types")
    expected = needed_papers(account.type, accepted | pending)
    if isinstance(missing, list) and set(map(str, missing)) != expected:
        return f"missing are {missing}, expected {sorted(expected)}"
    return None


@BOOK.rule("a paper waits until somebody has looked at it", source=f"{_KYC}: pending, accepted, refused", assumed=True)
def _papers_wait(exchange: Exchange, known: Portfolio) -> str | None:
    account = known.account(exchange)
    if exchange.operation != "getKycStatus" or not exchange.ok or account is None:
        return None
    pending = _types(exchange, "pending")
    lost = sorted(account.waiting - pending)
    return f"{' and '.join(lost)} was uploaded, nobody looked at it, and it is not pending" if lost else None


# --- IBANs ----------------------------------------------------------------------------------------------------------


def _shown_ibans(exchange: Exchange) -> Iterator[str]:
    shown = result(exchange)
    if exchange.operation in {"createIban", "createVirtualIban"}:
        yield text(shown, "iban") or ""
    elif exchange.operation == "getAccount":
        if shown.get("iban"):
            yield text(shown["iban"], "iban") or ""
        for each in objects(shown, "virtual_ibans"):
            yield text(each, "iban") or ""


@BOOK.rule("the check digits of an IBAN are right", source=_IBAN)
def _iban_checks(exchange: Exchange, _known: Portfolio) -> str | None:
    if not exchange.ok:
        return None
    wrong = [iban for iban in _shown_ibans(exchange) if not reading.is_iban(iban)]
    return f"{wrong[0]!r} is no valid IBAN" if wrong else None


@BOOK.rule("an IBAN is given out once", source=_IBAN)
def _iban_given_once(exchange: Exchange, known: Portfolio) -> str | None:
    if not exchange.ok:
        return None
    for iban in _shown_ibans(exchange):
        owner = known.held.ibans.get(iban)
        is_new = exchange.operation in {"createIban", "createVirtualIban"}
        if owner is not None and (is_new or owner != identifier(result(exchange), "acc_id")):
            return f"{iban} is the IBAN of account {owner}"
    return None


@BOOK.rule("an account keeps its IBANs", source=f"{_READ}; IBAN")
def _ibans_kept(exchange: Exchange, known: Portfolio) -> str | None:
    account = known.account(exchange)
    if exchange.operation != "getAccount" or not exchange.ok or account is None:
        return None
    shown = set(_shown_ibans(exchange))
    expected = {*account.virtual_ibans, *([account.iban] if account.iban else [])}
    if lost := sorted(expected - shown):
        return f"account {account.id} had the IBAN {lost[0]}, which is not shown"
    if account.iban == "" and result(exchange).get("iban"):
        return f"account {account.id} has an IBAN that nobody asked for"
    return None


@BOOK.rule("a virtual IBAN has the type that was asked for", source=f"{_DOC}, virtual IBAN: type")
def _virtual_type_kept(exchange: Exchange, _known: Portfolio) -> str | None:
    if exchange.operation != "createVirtualIban" or not exchange.ok:
        return None
    wanted, came = sent(exchange, "type"), text(result(exchange), "type")
    return None if came in {None, wanted} else f"asked for {wanted}, got {came}"


@BOOK.rule("an IBAN is of the country that was asked for", source=f"{_DOC}, Create an IBAN: country_code")
def _iban_country_kept(exchange: Exchange, _known: Portfolio) -> str | None:
    if exchange.operation != "createIban" or not exchange.ok:
        return None
    wanted, came = sent(exchange, "country_code"), text(result(exchange), "iban")
    return None if wanted is None or came is None or came[:2] == wanted.upper() else f"asked for {wanted}, got {came}"


@BOOK.rule("BIC and IBAN are of one country", source="ISO 9362; ISO 13616", assumed=True)
def _bic_fits_iban(exchange: Exchange, _known: Portfolio) -> str | None:
    if exchange.operation not in {"createIban", "createVirtualIban"} or not exchange.ok:
        return None
    iban, swift = text(result(exchange), "iban") or "", text(result(exchange), "swift") or ""
    return None if iban[:2] == swift[4:6] else f"{iban} comes with {swift}"
