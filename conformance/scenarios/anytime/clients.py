"""What the scenarios of Anytime start from: good input, and steps towards accounts with something in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from conformance.provider import Access
from conformance.providers.anytime.access import AnytimeAccess
from conformance.scenario import World, shows
from conformance.scenarios.anytime.text import body_of, cents, number

BUSINESS = "business"
CONSUMER = "consumer"
PLASTIC = "PLASTIC"
SINGLE_USE = "VIRTUAL_SINGLE_USE"
MULTI_USE = "VIRTUAL_MULTI_USE"
TO_EXECUTE = "To execute"
IN_PROGRESS = "In progress"
EXECUTED = "Executed"
CANCELLED = "Cancelled"

IBAN = "NL91ABNA0417164300"
BIC = "ABNANL2A"
OTHER_IBAN = "BE68539007547034"
OTHER_BIC = "TRIOBEBB"
UNKNOWN_ACCOUNT = "999999"
UNKNOWN_CARD = "ANY0000000000"
UNKNOWN_NUMBER = "999999999"
"""No transfer, order or card transaction has it."""
TODAY = "2020-10-23"
"""The day of the sandbox after a reset."""
DAY_S = 86_400
FIRST_BALANCE_CENTS = 1_000_000
"""What the business account of each API user holds after a reset."""
CONSUMER_BALANCE_CENTS = 10_000

HOLDER: dict[str, str] = {
    "acc_currency": "EUR",
    "user_gender": "M",
    "user_first_name": "John",
    "user_last_name": "Smith",
    "user_dob": "1980-02-29",
    "user_pob": "Lille",
    "user_email": "john.smith@example.com",
    "user_mobile_number": "33600000000",
    "user_addr_line_1": "1 rue du Moulin",
    "user_addr_line_2": "",
    "user_addr_zip": "59000",
    "user_addr_city": "Lille",
    "user_addr_cc": "FR",
    "user_nationality": "GB",
}
CORPORATION: dict[str, str] = {
    "corp_name": "Smith SARL",
    "corp_regnum": "732829320",
    "corp_type": "SARL",
    "corp_activity": "6202A",
    "corp_tva": "FR44732829320",
    "corp_addr_line_1": "2 rue du Moulin",
    "corp_addr_line_2": "Batiment C",
    "corp_addr_zip": "59800",
    "corp_addr_city": "Roubaix",
    "corp_addr_cc": "FR",
}
SHOWN_AS: dict[str, str] = {
    **{name: name for name in (*HOLDER, *CORPORATION)},
    "user_addr_line_1": "user_addr_1",
    "user_addr_line_2": "user_addr_2",
    "corp_addr_line_1": "corp_addr_1",
    "corp_addr_line_2": "corp_addr_2",
    "corp_addr_zip": "corp_zip",
    "corp_addr_city": "corp_city",
    "corp_addr_cc": "corp_cc",
}
"""Parameter of an account → the member in which `getAccount` shows it."""
TRANSFER: dict[str, str] = {
    "src_comment": "Office",
    "dst_comment": "Rent October",
    "dst_name": "John Smith",
    "dst_iban": IBAN,
    "dst_swift": BIC,
    "amount": "155.00",
}
DELIVERY: dict[str, str] = {
    "delivery_company_name": "",
    "delivery_gender": "M",
    "delivery_first_name": "John",
    "delivery_last_name": "Smith",
    "delivery_addr_1": "1 rue du Moulin",
    "delivery_addr_2": "",
    "delivery_zip": "59000",
    "delivery_city": "Lille",
    "delivery_cc": "FR",
}
LOAD: dict[str, str] = {"amount": "25.00", "acc_comment": "Travel", "card_comment": "Travel money"}
FILE = ("paper.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
"""Name and content of a file to upload."""
KYC_FIELDS: dict[str, str] = {
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
"""Field of an upload → the type of its file."""
CONSUMER_PAPERS = ("user_identity", "user_identity_back", "user_dom_1", "user_selfie")
BUSINESS_PAPERS = (*CONSUMER_PAPERS, "corp_status", "corp_kbis")

ACCOUNT_OPERATIONS = (
    *("getAccount", "updateAccount", "getAccountBalance", "getAccountCards", "getAccountStatements"),
    *("getAccountStatement", "getIbanStatements", "getCreditTransfers", "createCreditTransfer", "getTestimonial"),
    *("getKycStatus", "uploadKycFiles", "createIban", "createVirtualIban"),
)
"""Those whose path names an account."""
CARD_OPERATIONS = (
    *("getCard", "updateCard", "getCardTransactions", "getCardTransaction", "creditCard", "debitCard", "getCardPin"),
    *("sendCardPin", "getCardPan", "sendCardPan", "createDetailsDisplay"),
)
"""Those whose path names a card."""
API_OPERATIONS = (
    *("checkApi", "checkApiByPost", "getAccounts", "createAccount", *ACCOUNT_OPERATIONS, "orderCard"),
    *(*CARD_OPERATIONS, "getOrderTracking"),
)
"""Those that want a token."""
OPERATIONS = (*API_OPERATIONS, "createToken")
"""All; the login is the last, because it ends the token in use."""
LISTS = ("getAccounts", "getAccountCards", "getAccountStatements", "getIbanStatements", "getCreditTransfers")
"""Those of accounts; `getCardTransactions` is the list of a card."""

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BAD_ACCOUNT_PARAMETER = (400, "4000210")
BAD_CARD_PARAMETER = (400, "4000310")
REVERSED_DATES = (400, "4000050")
NO_CREDENTIALS = (401, "4010010")
BAD_TOKEN = (401, "4010050")
BAD_SIGNATURE = (401, "4010070")
REPLAYED = (401, "4010080")
NOT_YOUR_ACCOUNT = (403, "4030210")
PARTNERS_ACCOUNT = (403, "4030211")
NOT_YOUR_CARD = (403, "4030310")
NOT_YOUR_ORDER = (403, "4030410")
NO_ROUTE = (404, "4040010")

Scenario = TypeVar("Scenario", bound=Callable[..., None])


# --- API users ------------------------------------------------------------------------------------------------------


def as_user(access: Access) -> AnytimeAccess:
    """The credentials of a client, as Anytime knows them."""
    if not isinstance(access, AnytimeAccess):
        raise TypeError("the scenarios of Anytime need an API user of Anytime")
    return access


# --- input ----------------------------------------------------------------------------------------------------------


def changed(form: Mapping[str, Any], /, **changes: Any) -> dict[str, Any]:
    """A form with some parameters replaced; `None` leaves one out."""
    return {**form, **changes}


def encode(pairs: Mapping[str, Any] | Iterable[tuple[str, str]]) -> bytes:
    """A form as it is sent; a list as a value repeats the parameter."""
    given = dict(pairs) if isinstance(pairs, Mapping) else list(pairs)
    return urlencode(given, doseq=True).encode()


def new_account(kind: str = BUSINESS, /, **changes: Any) -> dict[str, Any]:
    """A form that opens an account."""
    form = {"acc_type": kind, **HOLDER, **(CORPORATION if kind == BUSINESS else {})}
    return changed(form, **changes)


def new_transfer(**changes: Any) -> dict[str, Any]:
    """A form that sends money."""
    return changed(TRANSFER, **changes)


def new_order(account: str, kind: str = MULTI_USE, /, **changes: Any) -> dict[str, Any]:
    """A form that orders a card."""
    form = {
        "acc_id": account,
        "card_name": "JOHN SMITH",
        "card_type": kind,
        "expiry_date": "2023-06-30",
        "amount": "50.00",
        "language": "en",
        **DELIVERY,
    }
    return changed(form, **changes)


def new_load(**changes: Any) -> dict[str, Any]:
    """A form that loads or unloads a card."""
    return changed(LOAD, **changes)


def multipart(
    files: Mapping[str, tuple[str, bytes]], fields: Mapping[str, str] | None = None, *, boundary: str = "b0undary"
) -> dict[str, Any]:
    """A multipart form, as arguments of a call.

    Args:
        files: Field → name and content of its file.
        fields: Those without a file.
        boundary: Separates the parts.
    """
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in _items(fields)]
    for field, (name, content) in files.items():
        head = f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content)
    delimiter = f"--{boundary}".encode()
    content = b"".join(delimiter + b"\r\n" + part + b"\r\n" for part in parts) + delimiter + b"--\r\n"
    return {"content": content, "headers": {"Content-Type": f"multipart/form-data; boundary={boundary}"}}


def _items(fields: Mapping[str, str] | None) -> Iterable[tuple[str, str]]:
    return () if fields is None else fields.items()


# --- accounts -------------------------------------------------------------------------------------------------------


def of_account(account: str, /, **more: str) -> dict[str, str]:
    """Path parameters of an account, and of what belongs to it."""
    return {"accountId": account, **more}


def accounts_of(world: World, *, access: Access | None = None, **query: Any) -> list[Any]:
    """A page of the accounts of an API user."""
    reply = world.call("getAccounts", query=query, access=access, expect=200)
    return list(body_of(reply.json)["accounts"])


def first_account(world: World, kind: str = BUSINESS, *, access: Access | None = None) -> str:
    """The account of a kind that each API user has after a reset.

    The business has its KYC, an IBAN and 10000.00, the consumer neither and 100.00.
    """
    return next(str(each["acc_id"]) for each in accounts_of(world, access=access) if each["acc_type"] == kind)


def open_account(world: World, kind: str = BUSINESS, *, access: Access | None = None, **changes: Any) -> str:
    """Open an account without KYC, IBAN and money."""
    reply = world.call("createAccount", form=new_account(kind, **changes), access=access, expect=200)
    return str(body_of(reply.json)["acc_id"])


def ready_account(
    world: World,
    kind: str = BUSINESS,
    *,
    amount: str | None = "1000.00",
    iban: bool = True,
    access: Access | None = None,
    **changes: Any,
) -> str:
    """Open an account and let it have its KYC, an IBAN and money."""
    account = open_account(world, kind, access=access, **changes)
    fulfil_kyc(world, account, kind, access=access)
    if iban:
        get_iban(world, account, access=access)
    if amount is not None:
        deposit(world, account, amount)
    return account


def upload(
    world: World, account: str, *fields: str, file: tuple[str, bytes] = FILE, access: Access | None = None
) -> dict[str, Any]:
    """Upload the same file in one or more fields; the status of each."""
    arguments = multipart(dict.fromkeys(fields, file))
    reply = world.call("uploadKycFiles", path=of_account(account), access=access, expect=200, **arguments)
    return dict(body_of(reply.json)["files_status"])


def decide(world: World, account: str, kind: str, *, accepted: bool = True) -> dict[str, Any]:
    """Somebody looks at the newest file of a type."""
    return happen(world, "kyc-decision", accountId=account, type=kind, accepted=accepted)


def fulfil_kyc(world: World, account: str, kind: str = BUSINESS, *, access: Access | None = None) -> None:
    """Upload all that an account needs, and let it be accepted."""
    papers = BUSINESS_PAPERS if kind == BUSINESS else CONSUMER_PAPERS
    upload(world, account, *papers, access=access)
    for field in papers:
        decide(world, account, KYC_FIELDS[field])


def get_iban(world: World, account: str, *, access: Access | None = None) -> str:
    """Let an account have its IBAN."""
    form = {"country_code": "FR"}
    reply = world.call("createIban", path=of_account(account), form=form, access=access, expect=200)
    return str(body_of(reply.json)["iban"])


def get_virtual_iban(world: World, account: str, kind: str = "C", *, access: Access | None = None) -> str:
    """Let an account have another IBAN."""
    form = {"type": kind}
    reply = world.call("createVirtualIban", path=of_account(account), form=form, access=access, expect=200)
    return str(body_of(reply.json)["iban"])


def read_account(world: World, account: str, *, access: Access | None = None) -> Any:
    """All that is known of an account."""
    return body_of(world.call("getAccount", path=of_account(account), access=access, expect=200).json)


def update_account(world: World, account: str, *, access: Access | None = None, **form: Any) -> Any:
    """Change an account; what is answered."""
    reply = world.call("updateAccount", path=of_account(account), form=form, access=access, expect=200)
    return body_of(reply.json)


def balance_of(world: World, account: str, *, access: Access | None = None) -> int:
    """The balance of an account, in cents."""
    reply = world.call("getAccountBalance", path=of_account(account), access=access, expect=200)
    return cents(body_of(reply.json)["balance"])


def kyc_of(world: World, account: str, *, access: Access | None = None) -> Any:
    """How far the KYC of an account is."""
    return body_of(world.call("getKycStatus", path=of_account(account), access=access, expect=200).json)


def page(world: World, operation: str, path: Mapping[str, str] | None = None, **query: Any) -> Any:
    """One page of a list: its body."""
    return body_of(world.call(operation, path=path, query=query, expect=200).json)


def statements(world: World, account: str, *, operation: str = "getAccountStatements", **query: Any) -> list[Any]:
    """The movements on an account."""
    return list(page(world, operation, of_account(account), **query)["transactions"])


def cards_of(world: World, account: str, **query: Any) -> list[Any]:
    """The cards of an account."""
    return list(page(world, "getAccountCards", of_account(account), **query)["cards"])


# --- credit transfers -----------------------------------------------------------------------------------------------


def send_money(world: World, account: str, *, access: Access | None = None, **changes: Any) -> Any:
    """Send a credit transfer; what is answered."""
    form = new_transfer(**changes)
    return body_of(
        world.call("createCreditTransfer", path=of_account(account), form=form, access=access, expect=200).json
    )


def transfers_of(world: World, account: str, *, access: Access | None = None, **query: Any) -> list[Any]:
    """The credit transfers of an account."""
    reply = world.call("getCreditTransfers", path=of_account(account), query=query, access=access, expect=200)
    return list(body_of(reply.json)["credit-transfers"])


def find_transfer(world: World, account: str, internal_id: object) -> Any:
    """One credit transfer, as the list has it."""
    return next(each for each in transfers_of(world, account) if each["internal_id"] == internal_id)


def execute(world: World, *transfers: object) -> None:
    """The bank executes credit transfers."""
    happen(world, "transfer-executed", transferIds=[number(each) for each in transfers])


def cancel_transfers(world: World, *transfers: object) -> None:
    """The bank sends credit transfers back."""
    happen(world, "transfer-cancelled", transferIds=[number(each) for each in transfers])


# --- cards ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A card that was ordered.

    Attributes:
        ref: The card.
        number: The order.
        status: Of the order.
    """

    ref: str
    number: str
    status: int

    @property
    def path(self) -> dict[str, str]:
        """Path parameters of the card."""
        return of_card(self.ref)


def of_card(ref: str, /, **more: str) -> dict[str, str]:
    """Path parameters of a card, and of what belongs to it."""
    return {"cardRef": ref, **more}


def order_card(
    world: World, account: str, kind: str = MULTI_USE, *, access: Access | None = None, **changes: Any
) -> Order:
    """Order a card with 50.00 on it; a virtual one is active, a plastic one is to be activated."""
    form = new_order(account, kind, **changes)
    body = body_of(world.call("orderCard", form=form, access=access, expect=200).json)
    return Order(ref=body["card_ref"], number=str(body["order_id"]), status=number(body["order_status"]))


def read_card(world: World, ref: str, *, access: Access | None = None) -> Any:
    """All that is known of a card."""
    return body_of(world.call("getCard", path=of_card(ref), access=access, expect=200).json)


def load_card(world: World, ref: str, *, access: Access | None = None, **changes: Any) -> str:
    """Load a card from its account; the number of the pending transaction."""
    form = new_load(**changes)
    body = body_of(world.call("creditCard", path=of_card(ref), form=form, access=access, expect=200).json)
    return str(body["transaction_id"])


def unload_card(world: World, ref: str, *, access: Access | None = None, **changes: Any) -> str:
    """Unload a card to its account; the number of the pending transaction."""
    form = new_load(**changes)
    body = body_of(world.call("debitCard", path=of_card(ref), form=form, access=access, expect=200).json)
    return str(body["transaction_id"])


# --- what happens outside the API -----------------------------------------------------------------------------------


def happen(world: World, event: str, **body: Any) -> dict[str, Any]:
    """Let something happen that no call brings about; what the run knows is told of it."""
    answer = world.control.event(event, **body)
    if event == "day-passes":
        world.control.refresh_clock()
    return answer


def deposit(world: World, account: str, amount: str, **more: Any) -> dict[str, Any]:
    """Somebody outside pays into an account."""
    return happen(world, "account-deposit", accountId=account, amount=amount, **more)


def pass_days(world: World, days: int = 1) -> None:
    """So many times 24 hours go by, and tokens expire."""
    for _ in range(days):
        happen(world, "day-passes")


# --- what a scenario shows ------------------------------------------------------------------------------------------


def shows_everywhere(
    status: int, code: str | None, operations: Iterable[str] = API_OPERATIONS
) -> Callable[[Scenario], Scenario]:
    """Promise an answer of all operations that want a token, or of others."""

    def mark(scenario: Scenario) -> Scenario:
        for operation in operations:
            scenario = shows(operation, status, code)(scenario)
        return scenario

    return mark
