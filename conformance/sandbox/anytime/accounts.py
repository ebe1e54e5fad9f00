"""Accounts: whose they are, their KYC and their IBANs.

Which files make a KYC complete is an assumption: an identity (both sides) or a passport, a utility bill and a selfie;
for a business its status and registration besides.

Source: Anytime API documentation, "accounts", "kyc", "iban", "virtual-ibans".
"""

from conformance.sandbox.anytime import ibans
from conformance.sandbox.anytime.calls import Call
from conformance.sandbox.anytime.errors import Refusal
from conformance.sandbox.anytime.forms import Form
from conformance.sandbox.anytime.ledger import deposit
from conformance.sandbox.anytime.parameters import OF_ACCOUNTS
from conformance.sandbox.anytime.requests import BUSINESS, CONSUMER
from conformance.sandbox.anytime.state import Account, ApiUser, Iban, KycFile, Party, State

EXTENSIONS = ("jpg", "jpeg", "png", "pdf")
FILE_OK = 0
FILE_WRONG_EXTENSION = 1
FILE_NOT_UPLOADED = 2

KYC_TYPES: dict[str, str] = {
    "user_selfie": "selfie",
    "user_identity": "identity",
    "user_identity_back": "identity_back",
    "user_passport": "passport",
    "user_dom_1": "dom_1",
    "user_identity_host": "identity_host",
    "user_identity_back_host": "identity_back_host",
    "user_dom_host": "dom_host",
    "user_affidavit": "affidavit",
    "corp_status": "status",
    "corp_kbis": "kbis",
}
"""The field with which each type of KYC file is uploaded."""

_MAX_ID_LENGTH = 18
_BUSINESS_CENTS = 1_000_000
_CONSUMER_CENTS = 10_000
_OWNER = {
    "acc_currency": "EUR",
    "user_gender": "F",
    "user_first_name": "Camille",
    "user_last_name": "Martin",
    "user_dob": "1985-04-12",
    "user_pob": "Lyon",
    "user_email": "camille.martin@example.com",
    "user_mobile_number": "33600000000",
    "user_addr_line_1": "12 rue de la Paix",
    "user_addr_line_2": "",
    "user_addr_zip": "75002",
    "user_addr_city": "Paris",
    "user_addr_cc": "FR",
    "user_nationality": "FR",
}
_CORPORATION = {
    "corp_name": "Exemple",
    "corp_regnum": "552100554",
    "corp_type": "SA",
    "corp_activity": "6201Z",
    "corp_tva": "FR12552100554",
    "corp_addr_line_1": "12 rue de la Paix",
    "corp_addr_line_2": "",
    "corp_addr_zip": "75002",
    "corp_addr_city": "Paris",
    "corp_addr_cc": "FR",
}


def open_account(state: State, owner: ApiUser, kind: str, fields: dict[str, str]) -> Account:
    """Open an account without money, IBAN and KYC."""
    account = Account(account_id=state.new_number("account"), owner=owner, kind=kind, fields=fields)
    state.accounts[account.account_id] = account
    return account


def open_first_accounts(state: State) -> None:
    """Give each API user a business account that can do everything and a consumer account that can do little."""
    now_ms = state.clock.now_ms()
    for user in state.users.values():
        business = open_account(state, user, BUSINESS, {**_OWNER, **_CORPORATION})
        for kind in ("identity", "identity_back", "dom_1", "selfie", "status", "kbis"):
            add_kyc_file(state, business, kind, "pdf", now_ms=now_ms).status = "accepted"
        business.iban = _first_iban(state)
        consumer = open_account(state, user, CONSUMER, dict(_OWNER))
        payer = _first_iban(state)
        party = Party(iban=payer.iban, swift=payer.swift, comment="First deposit")
        deposit(state, business, _BUSINESS_CENTS, party=party, now_ms=now_ms)
        deposit(state, consumer, _CONSUMER_CENTS, party=party, now_ms=now_ms)


def _first_iban(state: State) -> Iban:
    iban = ibans.new_iban(state.resources)
    return Iban(iban=iban, swift=ibans.swift_of(iban))


def find_account(call: Call, user: ApiUser, text: str) -> Account:
    """Return the account that a number names.

    Raises:
        Refusal: 4030210 for one that does not exist or is another's, 4030211 for one of a partner.
    """
    account = call.state.accounts.get(int(text)) if len(text) <= _MAX_ID_LENGTH else None
    if account is None:
        raise Refusal("4030210")
    if account.owner is not user and not call.faults.fires("foreign-account-visible"):
        raise Refusal("4030210")
    if account.is_partner:
        raise Refusal("4030211")
    return account


def is_kyc_fulfilled(account: Account) -> bool:
    """Return whether every file that the account needs is accepted."""
    return not _lacking(account, {each.type for each in account.kyc_files if each.status == "accepted"})


def missing_kyc_types(account: Account) -> list[str]:
    """Return the types that are still to be uploaded: neither accepted nor pending."""
    return _lacking(account, {each.type for each in account.kyc_files if each.status != "refused"})


def _lacking(account: Account, given: set[str]) -> list[str]:
    identity = [] if "passport" in given else ["identity", "identity_back"]
    needed = [*identity, "dom_1", "selfie", *(["status", "kbis"] if account.kind == BUSINESS else [])]
    return [kind for kind in needed if kind not in given]


def require_kyc(call: Call, account: Account, code: str) -> None:
    """Refuse with ``code`` while the KYC of an account is incomplete."""
    if not is_kyc_fulfilled(account) and not call.faults.fires("kyc-not-required"):
        raise Refusal(code)


def add_kyc_file(state: State, account: Account, kind: str, extension: str, *, now_ms: int) -> KycFile:
    """Keep a file until it is decided on, in the place of one that is not accepted."""
    account.kyc_files = [each for each in account.kyc_files if each.type != kind or each.status == "accepted"]
    file = KycFile(type=kind, extension=extension, uploaded_ms=now_ms, number=state.new_number("file"))
    account.kyc_files.append(file)
    return file


def find_kyc_file(account: Account, kind: str) -> KycFile | None:
    """Return the newest file of a type."""
    return next((each for each in reversed(account.kyc_files) if each.type == kind), None)


def decide_kyc_file(account: Account, file: KycFile, *, accepted: bool) -> None:
    """Accept a file or refuse it, in the place of every other file of its type."""
    file.status = "accepted" if accepted else "refused"
    account.kyc_files = [each for each in account.kyc_files if each is file or each.type != file.type]


def require_kyc_field(call: Call, form: Form) -> None:
    """Refuse a form that has none of the fields with 4000210."""
    if not _sent_fields(form) and not call.faults.fires("missing-parameter-accepted"):
        raise Refusal(OF_ACCOUNTS, "at least one file is needed")


def _sent_fields(form: Form) -> list[str]:
    return [name for name in KYC_TYPES if name in form.files or name in form.values]


def upload_kyc(call: Call, account: Account, form: Form) -> dict[str, int]:
    """Take the files of a form; return the status of each field that was sent."""
    statuses: dict[str, int] = {}
    for name in _sent_fields(form):
        file = form.files.get(name)
        _, point, ending = file.name.rpartition(".") if file else ("", "", "")
        extension = ending.lower() if point else ""
        status = _check_file(extension, file.content if file else b"", call)
        if status == FILE_OK:
            kept = add_kyc_file(call.state, account, KYC_TYPES[name], extension, now_ms=call.now_ms)
            if call.faults.fires("kyc-accepted-at-once"):
                decide_kyc_file(account, kept, accepted=True)
        elif call.faults.fires("kyc-file-status-wrong"):
            status = FILE_OK
        statuses[name] = status
    return statuses


def _check_file(extension: str, content: bytes, call: Call) -> int:
    if not content:
        return FILE_NOT_UPLOADED
    if extension not in EXTENSIONS and not call.faults.fires("wrong-extension-accepted"):
        return FILE_WRONG_EXTENSION
    return FILE_OK


def create_iban(call: Call, account: Account, country: str) -> Iban:
    """Give an account its IBAN, of the country that was asked for."""
    require_kyc(call, account, "4030220")
    if account.iban is not None and not call.faults.fires("second-iban-made"):
        raise Refusal("4000230")
    given = country.upper()
    if call.faults.fires("iban-of-another-country"):
        given = "BE" if given == "FR" else "FR"
    account.iban = _new_iban(call, given)
    return account.iban


def create_virtual_iban(call: Call, account: Account, kind: str) -> Iban:
    """Give a business account another IBAN beside its main one, of the same country."""
    if account.kind == CONSUMER and not call.faults.fires("consumer-virtual-iban-made"):
        raise Refusal("4030212")
    require_kyc(call, account, "4030220")
    if account.iban is None and not call.faults.fires("iban-not-required"):
        raise Refusal("4030221")
    country = account.iban.iban[:2] if account.iban is not None else ibans.FRANCE
    iban = _new_iban(call, country, kind=kind)
    account.virtual_ibans.append(iban)
    return iban


def _new_iban(call: Call, country: str, *, kind: str = "") -> Iban:
    iban = ibans.new_iban(call.state.resources, country)
    if call.faults.fires("iban-check-digits-wrong"):
        iban = ibans.spoil_check_digits(iban)
    return Iban(iban=iban, swift=ibans.swift_of(iban), kind=kind)


def require_funds(call: Call, account: Account, cents: int) -> None:
    """Refuse what an account cannot pay: 4020220 when it is empty, 4020210 when it has too little."""
    balance_cents = account.purse.balance_cents
    if cents <= balance_cents or call.faults.fires("overdraft-accepted"):
        return
    raise Refusal("4020210" if balance_cents > 0 else "4020220")
