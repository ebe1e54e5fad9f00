"""Money in the Twikey sandbox: transactions, collections with their bank files, the bank's answers, transfers."""

import importlib.resources
import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
import xmlschema

from conformance.sandbox.twikey.transactions import reason_for
from tests import twikey_world
from tests.twikey_looks import PAIN, bank_files, download, text_at
from tests.twikey_probes_answers import prenotify
from tests.twikey_world import (
    B2B,
    BIC,
    CT,
    IBAN,
    OTHER_IBAN,
    TRANSFER,
    World,
    code,
    document,
    mandate_message,
    outcome,
)


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from twikey_world.settled()


def listed(world: World, query: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """Return transactions."""
    found: list[dict[str, Any]] = world.get("/transaction/detail", query).json()["Entries"]
    return found


def test_new_transaction_is_shown_without_a_state(world: World) -> None:
    """One entry, absent parameters as null, days as days and times as times."""
    form = {"reqcolldt": "2017-10-01T12:00:00Z", "date": "2017-09-01", "ref": "R1", "place": "web", "amount": "10"}
    (entry,) = world.add(**form).json()["Entries"]
    assert entry == {
        "id": entry["id"],
        "contractId": entry["contractId"],
        "mndtId": world.signed,
        "contract": "Algemene voorwaarden",
        "amount": 10.0,
        "msg": "Monthly payment",
        "place": "web",
        "ref": "R1",
        "reqcolldt": "2017-10-01",
        "date": "2017-09-01T00:00:00Z",
    }
    (bare,) = world.add().json()["Entries"]
    assert [bare[name] for name in ("place", "ref", "reqcolldt", "date")] == [None, None, None, "2017-09-16T14:00:00Z"]
    assert bare["id"] == entry["id"] + 1


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"mndtId": ...}, "err_missing_params"),
        ({"message": ...}, "err_missing_params"),
        ({"amount": ""}, "err_missing_params"),
        ({"mndtId": "NOBODY"}, "err_no_contract"),
        ({"mndtId": "NOBODY", "amount": "0"}, "err_invalid_amount"),
        ({"amount": "1,50"}, "err_invalid_amount"),
        ({"amount": "1."}, "err_invalid_amount"),
        ({"amount": ".5"}, "err_invalid_amount"),
        ({"amount": "1e2"}, "err_invalid_amount"),
        ({"amount": "+1"}, "err_invalid_amount"),
        ({"amount": "010"}, "err_invalid_amount"),
        ({"amount": "00.50"}, "err_invalid_amount"),
        ({"amount": "1.005"}, "err_invalid_amount"),
        ({"amount": "1000000000.00"}, "err_invalid_amount"),
        ({"amount": "9" * 2000}, "err_invalid_amount"),
        ({"amount": "\u0661"}, "err_invalid_amount"),
        ({"message": "caf\u00e9"}, "err_invalid_sepachars"),
        ({"message": "50 %"}, "err_invalid_sepachars"),
        ({"message": "x" * 141}, "err_invalid_message"),
        ({"message": "50 %", "amount": "0"}, "err_invalid_sepachars"),
        ({"date": "yesterday"}, "err_invalid_date"),
        ({"reqcolldt": "2017-02-29"}, "err_invalid_date"),
        ({"date": "2017-09-16T24:01:00Z"}, "err_invalid_date"),
        ({"date": "0001-01-01T00:00:00+14:00"}, "err_invalid_date"),
    ],
)
def test_transaction_is_checked(world: World, changes: dict[str, Any], expected: str) -> None:
    """Missing first, then the form of each in the order of the table, then the mandate."""
    assert expected == code(world.add(**changes))


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("0.01", 0.01), ("999999999.99", 999999999.99), ("10", 10.0), ("10.5", 10.5), ("0.10", 0.1)],
)
def test_amount_is_kept_to_the_cent(world: World, amount: str, shown: float) -> None:
    """It comes back as a number."""
    assert world.add(amount=amount).json()["Entries"][0]["amount"] == shown


def test_contract_is_the_mandates_own_number(world: World) -> None:
    """A number that overrides the template's is what transactions and payments name; others show the template's."""
    number = world.sign(contractNumber="C-9")
    world.ids = [world.added(mandate=number), world.added()]
    assert [each["contract"] for each in listed(world)] == ["C-9", "Algemene voorwaarden"]
    batch = world.collect()["frstMsgId"]
    (shown,) = world.payments({"id": batch})
    assert [each["contract"] for each in shown["Entries"]] == ["C-9", "Algemene voorwaarden"]


def test_message_of_a_first_transaction_may_be_anything(world: World) -> None:
    """It is shown as it was given, and the file for the bank has what banks carry of it."""
    text = "Commande n\u00b0 7 <&> " + "x" * 150
    number = world.invite(amount="12.50", _txd=text)["mndtId"]
    world.event("mandate-signed", mndtId=number)
    assert [each["msg"] for each in listed(world)] == [text]
    (message,) = bank_files(download(world))
    carried = text_at(message, "CstmrDrctDbtInitn/PmtInf/DrctDbtTxInf/RmtInf/Ustrd")
    assert carried == ("Commande n  7     " + "x" * 150)[:140]


def test_message_may_have_every_sepa_character(world: World) -> None:
    """140 characters of the set that banks carry."""
    message = ("abcXYZ019/-?:().,'+ " * 7)[:140]
    assert world.add(message=message).json()["Entries"][0]["msg"] == message


def test_transaction_needs_a_signed_mandate(world: World) -> None:
    """Prepared, printed, waiting for the bank or cancelled is 403."""
    waiting, printed = world.sign(ct=B2B), world.invite()["mndtId"]
    world.event("mandate-printed", mndtId=printed)
    world.cancel(world.signed)
    for number in (world.prepared, printed, waiting, world.signed):
        refused = world.add(mandate=number)
        assert (refused.status_code, code(refused)) == (403, "err_mandate_invalid_state")


def test_transactions_are_found_by_id_and_reference(world: World) -> None:
    """Repeated keys or a list with commas, both kinds together, or all open ones; unknown ones are passed over."""
    one, two, three = (world.added(ref=ref) for ref in ("A", "B", "C"))
    assert [each["id"] for each in listed(world)] == [one, two, three]
    assert [each["id"] for each in listed(world, {"id": [one, three]})] == [one, three]
    assert [each["id"] for each in listed(world, {"id": f"{two},{three},1"})] == [two, three]
    assert {each["id"] for each in listed(world, {"id": one, "ref": ["C", "Z"]})} == {one, three}
    assert listed(world, {"id": "1"}) == []
    assert code(world.get("/transaction/detail", {"id": "1,x"})) == "err_invalid_params"
    (entry,) = listed(world, {"id": one})
    assert (entry["state"], "final" in entry) == ("OPEN", False)


def test_detail_shows_what_the_bank_said(world: World) -> None:
    """Once there is an answer; and then the transaction is not open any more."""
    number = world.added(amount="22")
    world.collect()
    assert [each["state"] for each in listed(world)] == ["OPEN"]
    world.event("bank-answers")
    assert listed(world) == []
    (entry,) = world.get("/transaction/detail", {"id": number}, Accept_Language="nl").json()["Entries"]
    assert [entry[name] for name in ("state", "final", "bkerror", "bkmsg")] == [
        "ERROR",
        True,
        "AC04",
        "Rekening afgesloten",
    ]


def test_removal_takes_what_was_not_collected(world: World) -> None:
    """By id, by reference, by mandate, or by all of them; collected ones stay, unknown ones do not matter."""
    collected = world.added(ref="A")
    world.collect()
    by_id, by_ref, rest = world.added(), world.added(ref="A"), world.added(ref="B")
    for query in ({"id": collected}, {"id": "1"}, {"ref": "Z"}, {"id": by_id, "ref": "A"}):
        answer = world.delete("/transaction", query)
        assert (answer.status_code, answer.content) == (204, b"")
    assert [each["id"] for each in listed(world)] == [collected, by_id, by_ref, rest]
    world.delete("/transaction", {"id": by_id})
    world.delete("/transaction", {"ref": "A"})
    assert [each["id"] for each in listed(world)] == [collected, rest]
    world.delete("/transaction", {"mndtId": world.signed})
    assert [each["id"] for each in listed(world)] == [collected]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, "err_missing_params"),
        ({"id": ""}, "err_missing_params"),
        ({"id": "x"}, "err_invalid_params"),
        ({"id": "1,2"}, "err_invalid_params"),
        ({"mndtId": "NOBODY"}, "err_no_contract"),
    ],
)
def test_removal_is_checked(world: World, query: dict[str, str], expected: str) -> None:
    """At least one of the three must be given."""
    assert expected == code(world.delete("/transaction", query))


@pytest.mark.parametrize(
    ("changes", "status", "expected"),
    [
        ({"mndtId": ...}, 400, "err_missing_params"),
        ({"message": ...}, 400, "err_missing_params"),
        ({"amount": ...}, 405, "err_invalid_amount"),
        ({"amount": "0"}, 405, "err_invalid_amount"),
        ({"collectionDate": ...}, 406, "err_invalid_date"),
        ({"collectionDate": "soon"}, 406, "err_invalid_date"),
        ({"collectionDate": ..., "amount": ...}, 406, "err_invalid_date"),
        ({"mndtId": "NOBODY"}, 404, "err_no_contract"),
        ({"message": "\u20ac"}, 400, "err_invalid_sepachars"),
    ],
)
def test_prenotification_has_statuses_of_its_own(
    world: World, changes: dict[str, Any], status: int, expected: str
) -> None:
    """404, 405 and 406 as in the document's table."""
    refused = prenotify(world, **changes)
    assert (refused.status_code, code(refused)) == (status, expected)


def test_prenotification_needs_a_mandate_in_any_state(world: World) -> None:
    """Success has no body."""
    for number in (world.signed, world.prepared):
        answer = prenotify(world, mndtId=number, invoiceUrl="invoice.example.com/1")
        assert (answer.status_code, answer.content) == (200, b"")


def test_first_collection_of_a_mandate_is_first_and_later_ones_recur(world: World) -> None:
    """The two identifiers are strings, or null where there was nothing of the kind."""
    assert world.collect() == {"frstMsgId": None, "rcurMsgId": None}
    world.added()
    first = world.collect()
    assert (first["rcurMsgId"], first["frstMsgId"].isdigit()) == (None, True)
    world.added()
    world.added(mandate=world.sign())
    both = world.collect()
    assert len({*first.values(), *both.values()} - {None}) == 3
    assert world.collect() == {"frstMsgId": None, "rcurMsgId": None}
    assert [each["amount"] for each in world.payments({"id": both["frstMsgId"]})] == [50.0]


def test_collection_takes_only_what_it_may(world: World) -> None:
    """Signed mandates of the template, and of the list when there is one."""
    other, b2b = world.sign(), world.sign(ct=B2B)
    world.event("mandate-bank-answer", mndtId=b2b, accepted=True)
    cancelled = world.sign()
    ids = {number: world.added(mandate=number) for number in (world.signed, other, b2b, cancelled)}
    world.cancel(cancelled)
    number = world.collect(mndtId=[world.signed, b2b, "NOBODY"])["frstMsgId"]
    assert [each["mandateRef"] for each in world.payments({"id": number})[0]["Entries"]] == [world.signed]
    number = world.collect()["frstMsgId"]
    assert [each["mandateRef"] for each in world.payments({"id": number})[0]["Entries"]] == [other]
    number = world.collect(ct=B2B)["frstMsgId"]
    assert [each["mandateRef"] for each in world.payments({"id": number})[0]["Entries"]] == [b2b]
    assert [each["id"] for each in listed(world)] == list(ids.values())


@pytest.mark.parametrize("path", ["/collect", "/collect/sdd"])
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"ct": ...}, "err_missing_params"),
        ({"ct": "x"}, "err_invalid_ct"),
        ({"ct": "999"}, "err_no_such_ct"),
        ({"colltndt": "soon"}, "err_invalid_date"),
        ({"clltndt": "soon"}, "err_invalid_date"),
        ({"prenotify": "maybe"}, "err_invalid_params"),
    ],
)
def test_collection_is_checked(world: World, path: str, changes: dict[str, Any], expected: str) -> None:
    """Both operations take the same parameters."""
    assert expected == code(world.post(path, {"ct": CT, **changes}))


def test_download_without_anything_to_collect_is_refused(world: World) -> None:
    """Where a collection answers two nulls, a download is 400."""
    refused = download(world)
    assert (refused.status_code, code(refused)) == (400, "err_invalid_state")


def published_schema() -> xmlschema.XMLSchema:
    """Return the published schema of direct debit messages, which a library brings along."""
    folder = importlib.resources.files("sepaxml") / "schemas" / "pain.008.001.02.xsd"
    return xmlschema.XMLSchema(folder.read_text(encoding="utf-8"))


def test_bank_files_follow_the_published_schema(world: World) -> None:
    """One file for each sequence type, one block for each instrument, whatever the names are."""
    world.added(amount="12.34", message="first month's rent")
    world.collect()
    long_name = world.sign(companyName="\u65e5\u672c <&> \x0b" + "x" * 120)
    b2b = mandate_message("B2B1", LclInstrm="B2B", DbtrAgt=..., DbtrAcct=OTHER_IBAN)
    world.post("/mandate", document(b2b))
    for number in (world.signed, long_name, "B2B1"):
        world.added(mandate=number, amount="0.05")
    answer = download(world, colltndt="2017-09-20")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        schema = published_schema()
        for name in names:
            schema.validate(archive.read(name).decode())
    assert [name.partition("-")[0] for name in names] == ["FRST", "RCUR"]
    first, recurring = bank_files(answer)
    assert text_at(first, "CstmrDrctDbtInitn/GrpHdr/CtrlSum") == "0.10"
    assert text_at(first, "CstmrDrctDbtInitn/GrpHdr/NbOfTxs") == "2"
    instruments = [each.findtext(f".//{PAIN}LclInstrm/{PAIN}Cd") for each in first.iter(f"{PAIN}PmtInf")]
    assert instruments == ["CORE", "B2B"]
    block = "CstmrDrctDbtInitn/PmtInf"
    assert text_at(recurring, f"{block}/PmtTpInf/SeqTp") == "RCUR"
    assert text_at(recurring, f"{block}/ReqdColltnDt") == "2017-09-20"
    entry = f"{block}/DrctDbtTxInf"
    assert text_at(recurring, f"{entry}/DrctDbtTx/MndtRltdInf/MndtId") == world.signed
    assert text_at(recurring, f"{entry}/DbtrAcct/Id/IBAN") == IBAN
    assert text_at(recurring, f"{entry}/DbtrAgt/FinInstnId/BIC") == BIC
    assert text_at(recurring, f"{entry}/RmtInf/Ustrd") == "Monthly payment"


@pytest.mark.parametrize(
    ("form", "day"),
    [
        ({}, "2017-09-17"),
        ({"colltndt": "2017-09-25"}, "2017-09-25"),
        ({"clltndt": "2017-09-25"}, "2017-09-25"),
        ({"colltndt": "1506297600000"}, "2017-09-25"),
        ({"colltndt": "2017-09-25T23:00:00Z", "prenotify": "true"}, "2017-09-25"),
    ],
)
def test_collection_date_has_several_spellings(world: World, form: dict[str, str], day: str) -> None:
    """Two names, a day, a time or epoch milliseconds; the next day when there is none."""
    world.added()
    (message,) = bank_files(download(world, **form))
    assert text_at(message, "CstmrDrctDbtInitn/PmtInf/ReqdColltnDt") == day


def test_downloaded_collection_is_a_collection(world: World) -> None:
    """Its message identifier is the number under which its payments are read."""
    world.added()
    (message,) = bank_files(download(world))
    (batch,) = world.payments({"id": text_at(message, "CstmrDrctDbtInitn/GrpHdr/MsgId")})
    assert batch["pmtinfid"] in text_at(message, "CstmrDrctDbtInitn/PmtInf/PmtInfId")
    assert batch["Entries"][0]["e2eid"] == text_at(message, "CstmrDrctDbtInitn/PmtInf/DrctDbtTxInf/PmtId/EndToEndId")


@pytest.mark.parametrize(
    ("cents", "reason"),
    [
        (1, None),
        (99, None),
        (100, "MS03"),
        (599, "MS03"),
        (600, "AM04"),
        (1099, "AM04"),
        (1100, "MS02"),
        (1599, "MS02"),
        (1600, "MD06"),
        (2099, "MD06"),
        (2100, "AC01"),
        (2299, "AC04"),
        (2300, "AC06"),
        (2400, "AC13"),
        (2500, "AG01"),
        (2600, "FF01"),
        (2700, "MD01"),
        (2800, "MD02"),
        (2900, "MD07"),
        (3000, "PY01"),
        (3100, "RC01"),
        (3299, "SL01"),
        (3300, None),
        (99_999_999_999, None),
    ],
)
def test_amount_decides_what_the_bank_says(cents: int, reason: str | None) -> None:
    """The rules of the provider's test environment, rounded down to whole euros."""
    assert reason == reason_for(cents)


def test_some_refusals_are_not_final(world: World) -> None:
    """After MS03 and AM04 the provider tries again, after all others it does not."""
    amounts = {"1": False, "6": False, "11": True, "16": True, "21": True, "33": True}
    for amount in amounts:
        world.added(amount=amount)
    world.collect()
    world.event("bank-answers")
    assert [each["final"] for each in world.updates()] == list(amounts.values())


def test_transfer_is_gathered_and_sent(world: World) -> None:
    """The account is masked, the day is today unless given; a batch counts its entries once."""
    (entry,) = world.post("/transfer", {**TRANSFER, "iban": "BE68 0688 9725 0734", "place": "Gent"}).json()["Entries"]
    assert (entry["iban"], entry["amount"], entry["msg"], entry["date"]) == (
        "BE6xxxxxxxx734",
        50.0,
        "test credit transfer",
        "2017-09-16",
    )
    assert len(entry["id"]) == 25
    (dated,) = world.post("/transfer", {**TRANSFER, "iban": OTHER_IBAN, "date": "2017-10-01"}).json()["Entries"]
    assert dated["date"] == "2017-10-01"
    sent = world.post("/transfer/complete", {"ct": CT, "iban": IBAN}).json()["CreditTransfers"]
    assert [(each["id"], each["entries"]) for each in sent] == [(1, 2)]
    assert sent[0]["pmtinfid"].startswith("Twikey-20170916140000")
    assert world.post("/transfer/complete", {"ct": CT}).json() == {"CreditTransfers": []}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"iban": ...}, "err_missing_params"),
        ({"message": ...}, "err_missing_params"),
        ({"amount": ...}, "err_missing_params"),
        ({"iban": "BE00"}, "err_invalid_iban"),
        ({"iban": "DE89370400440532013000"}, "err_invalid_iban"),
        ({"amount": "0.00"}, "err_invalid_amount"),
        ({"message": "#"}, "err_invalid_sepachars"),
        ({"date": "soon"}, "err_invalid_date"),
    ],
)
def test_transfer_is_checked(world: World, changes: dict[str, Any], expected: str) -> None:
    """Only registered beneficiaries receive money."""
    assert expected == code(world.post("/transfer", {**TRANSFER, **changes}))


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({}, "err_missing_params"),
        ({"ct": "x"}, "err_invalid_ct"),
        ({"ct": "999"}, "err_no_such_ct"),
        ({"ct": CT, "iban": "BE00"}, "err_invalid_iban"),
        ({"ct": CT}, 200),
    ],
)
def test_completion_is_checked(world: World, form: dict[str, str], expected: object) -> None:
    """The template must exist; without transfers there is nothing to send."""
    assert expected == outcome(world.post("/transfer/complete", form))
