"""What a caller observes of the faults of the Twikey sandbox that were found by changing it at will."""

from typing import Any

from tests.twikey_looks import (
    PAIN,
    Arm,
    Probe,
    Row,
    after,
    bank_files,
    called_back,
    dig,
    download,
    kinds,
    look,
    member_of,
    supplement,
    text_at,
    then,
)
from tests.twikey_probes_answers import foreign, query
from tests.twikey_requests import add, imported, invite, sign, transfer, updated
from tests.twikey_world import (
    B2B,
    CT,
    IBAN,
    OTHER_IBAN,
    OTP_TOKEN,
    OWN_NUMBERS,
    SECOND_TOKEN,
    SIGNATURE,
    World,
)

FOREIGN_CT = "1423"
SCAN = b"%PDF-" + b"x" * 100_000


# --- feeds ----------------------------------------------------------------------------------------------------------


def attributes_in_feed(world: World, arm: Arm) -> Any:
    """Read the attributes of a mandate in the feed."""
    world.sign(order_id="4711")
    arm()
    return supplement(world.feed()[0]["Mndt"]).get("order_id")


def times_in_xml(world: World, arm: Arm) -> Any:
    """Count the times in the feed as XML."""
    world.sign()
    arm()
    return world.get("/mandate", Accept="application/xml").text.count("<EvtTime>")


def cancelled_pending(view: Any) -> Probe:
    """Observe a B2B mandate that was cancelled before its bank answered, five minutes later."""

    def probe(world: World, arm: Arm) -> Any:
        number = world.sign(ct=B2B, bic="KREDBEBB", iban="BE16645348971174")
        arm()
        world.cancel(number)
        world.advance(301)
        return view(world, number)

    return probe


def many_news(world: World, arm: Arm) -> Any:
    """Read more news from the bank than a hundred."""
    for _ in range(101):
        world.add()
    world.collect()
    world.event("bank-answers")
    arm()
    return len(world.updates())


# --- mandates -------------------------------------------------------------------------------------------------------


def checked(world: World, arm: Arm) -> Any:
    """Prepare a mandate with check where one of another template is valid."""
    arm()
    request = invite(ct=OWN_NUMBERS, mandateNumber="OWN1", email=SIGNATURE["email"], check="true")
    return sorted(request(world).json())


def made_after(world: World, arm: Arm) -> Any:
    """Give the number that comes next, then have one made."""
    given = world.invite(mandateNumber="SBXA3")["mndtId"]
    arm()
    return world.invite()["mndtId"] == given


def updated_twice(world: World) -> Any:
    """Return city and mobile number of the signed mandate."""
    debtor = dig(world.detail(world.signed).json(), "Mndt", "Dbtr")
    return [debtor["PstlAdr"]["TwnNm"], debtor["CtctDtls"]["MobNb"]]


def upload(world: World) -> Any:
    """Upload a large document for the signed mandate."""
    return world.call("POST", "/mandate/pdf", SCAN, query={"mndtId": world.signed})


def keeps_document(world: World) -> bool:
    """Return whether the signed mandate has the uploaded document."""
    return world.get("/mandate/pdf", {"mndtId": world.signed}).content == SCAN


def first_amount(world: World, arm: Arm) -> Any:
    """Let the bank accept a B2B mandate whose invitation named an amount."""
    number = world.invite(ct=B2B, amount="12.50", bic="KREDBEBB", iban="BE16645348971174")["mndtId"]
    world.event("mandate-signed", mndtId=number)
    arm()
    world.advance(301)
    return len(world.get("/transaction/detail").json()["Entries"])


def imported_member(view: Any) -> Probe:
    """Observe a member of an imported mandate with a last day and an attribute."""
    data = [{"Key": "TemplateId", "Value": int(CT)}, {"Key": "order_id", "Value": "4711"}]
    occurrences = {"Drtn": {"FrDt": "2017-08-30", "ToDt": "2018-08-30"}}
    request = imported(SplmtryData=data, Ocrncs=occurrences)
    return then(request, lambda world: view(world.detail("IMPORT1").json()["Mndt"]))


# --- money ----------------------------------------------------------------------------------------------------------


def sum_of_batch(world: World, arm: Arm) -> Any:
    """Read the sum of two amounts that binary fractions do not hold."""
    for amount in ("0.10", "0.20"):
        world.add(amount=amount)
    batch = world.collect()["frstMsgId"]
    arm()
    return world.payments({"id": batch})[0]["amount"]


def after_refusal(world: World, arm: Arm) -> Any:
    """Collect again after the bank has refused the first collection."""
    world.added(amount="22.00")
    world.collect()
    world.event("bank-answers")
    world.added()
    arm()
    return [name for name, value in world.collect().items() if value is not None]


def two_batches(world: World, arm: Arm) -> Any:
    """Count the payment identifications of the two batches of one collection."""
    world.added()
    world.collect()
    world.added()
    world.added(mandate=world.sign())
    arm()
    made = world.collect().values()
    return len({world.payments({"id": batch})[0]["pmtinfid"] for batch in made})


def end_to_end_ids(world: World, arm: Arm) -> Any:
    """Count the end-to-end identifications of two transactions of one mandate."""
    world.added()
    world.added()
    arm()
    (batch,) = world.payments({"id": world.collect()["frstMsgId"]})
    return len({entry["e2eid"] for entry in batch["Entries"]})


def contract_id(world: World, arm: Arm) -> Any:
    """Compare the contractId of a transaction with that of its entry in a collection."""
    added = world.add().json()["Entries"][0]["contractId"]
    batch = world.collect()["frstMsgId"]
    arm()
    return world.payments({"id": batch})[0]["Entries"][0]["contractId"] == added


def by_reference(world: World, arm: Arm) -> Any:
    """Look for a reference that another one begins with."""
    for reference in ("INV1", "INV10"):
        world.added(ref=reference)
    arm()
    return [each["ref"] for each in world.get("/transaction/detail", {"ref": "INV1"}).json()["Entries"]]


def foreign_reference(world: World, arm: Arm) -> Any:
    """Remove by a reference that another merchant uses too; count what that merchant has left."""
    session, number = world.session_of(SECOND_TOKEN), foreign(world)
    form = {"mndtId": number, "message": "theirs", "amount": "1", "ref": "SAME"}
    world.call("POST", "/transaction", form, session=session)
    arm()
    world.delete("/transaction", {"ref": "SAME"})
    return len(world.call("GET", "/transaction/detail", session=session).json()["Entries"])


def foreign_transfers(world: World, arm: Arm) -> Any:
    """Send the transfers that wait while another merchant has one waiting."""
    form = {"iban": IBAN, "message": "theirs", "amount": "1"}
    world.call("POST", "/transfer", form, session=world.session_of(SECOND_TOKEN))
    transfer()(world)
    arm()
    return world.post("/transfer/complete", {"ct": CT}).json()["CreditTransfers"][0]["entries"]


# --- sessions and callbacks -----------------------------------------------------------------------------------------


def after_wrong_password(world: World, arm: Arm) -> Any:
    """Use a session after somebody has tried a wrong one-time password."""
    session = world.session_of(OTP_TOKEN)
    arm()
    world.log_in(OTP_TOKEN, otp="0")
    return world.call("GET", "/transaction", session=session).status_code


def after_foreign_logout(world: World, arm: Arm) -> Any:
    """Use a session after another merchant has logged out."""
    session = world.session_of(SECOND_TOKEN)
    arm()
    world.call("GET", "", session=session)
    return world.get("/transaction").status_code


def foreign_news(world: World) -> None:
    """Let the bank answer a transaction of the second merchant, to whom nobody listens, nor to the third."""
    for token in (SECOND_TOKEN, OTP_TOKEN):
        world.event("callback-url", url=None, apiToken=token)
    session, number = world.session_of(SECOND_TOKEN), foreign(world)
    form = {"mndtId": number, "message": "theirs", "amount": "50"}
    world.call("POST", "/transaction", form, session=session)
    world.call("POST", "/collect", {"ct": FOREIGN_CT}, session=session)
    world.advance(301)
    world.get("/transaction")


# --- files ----------------------------------------------------------------------------------------------------------


def in_file(path: str, **changes: str) -> Probe:
    """Observe an element of the only block of payments in the file of a mandate."""

    def probe(world: World, arm: Arm) -> Any:
        number = world.sign(iban=OTHER_IBAN, signDate="2017-08-15", **changes)
        if "ct" in changes:
            world.event("mandate-bank-answer", mndtId=number, accepted=True)
        world.add(mandate=number)
        arm()
        (root,) = bank_files(download(world, ct=changes.get("ct", CT), colltndt="2017-10-01"))
        block = root.find(f"{PAIN}CstmrDrctDbtInitn/{PAIN}PmtInf")
        assert block is not None
        return text_at(block, path)

    return probe


def ids_in_file(world: World, arm: Arm) -> Any:
    """Compare the end-to-end identification in a file with that of the batch."""
    world.added()
    arm()
    (root,) = bank_files(download(world))
    found = {element.text for element in root.iter(f"{PAIN}EndToEndId")}
    (batch,) = world.payments({"id": text_at(root, "CstmrDrctDbtInitn/GrpHdr/MsgId")})
    return found == {entry["e2eid"] for entry in batch["Entries"]}


HUNTED: dict[str, Row] = {
    "event-time-in-local-time": (
        after(World.sign, look(lambda w: w.get("/mandate"), lambda r: dig(r.json(), "Messages", 0, "EvtTime"))),
        "2017-09-16T14:00:00Z",
        "2017-09-16T16:00:00Z",
    ),
    "feed-time-stuck": (
        member_of(lambda w: w.get("/mandate"), "GrpHdr", "CreDtTm"),
        "2017-09-16T14:00:00Z",
        "2015-01-01T00:00:00Z",
    ),
    "attributes-not-in-feed": (attributes_in_feed, "4711", None),
    "xml-without-times": (times_in_xml, 1, 0),
    "cancelled-mandate-revived": (cancelled_pending(World.state), "CANCELLED", "SIGNED"),
    "pending-cancellation-missing": (
        cancelled_pending(lambda world, _: kinds(world.feed())),
        ["new", "cancelled"],
        ["new"],
    ),
    "news-beyond-a-hundred-lost": (many_news, 101, 100),
    "check-overlooks-template": (checked, ["key", "mndtId", "url"], ["mndtId"]),
    "given-number-made-again": (made_after, False, True),
    "update-first-only": (
        then(updated(city="Aalst", mobile="+32479000000"), updated_twice),
        ["Aalst", "+32479000000"],
        ["Aalst", "+32479123123"],
    ),
    "document-lost-by-update": (after(upload, then(updated(city="Aalst"), keeps_document)), True, False),
    "upload-truncated": (then(upload, keeps_document), True, False),
    "signing-time-lost": (
        look(
            lambda w: w.detail(sign(signDate="2017-09-01T10:15:30Z")(w).json()["MndtId"]),
            lambda r: supplement(r.json()["Mndt"])["SignerDate#0"],
        ),
        "2017-09-01T10:15:30Z",
        "2017-09-01T00:00:00Z",
    ),
    "first-amount-lost": (first_amount, 1, 0),
    "import-end-lost": (imported_member(lambda m: m["Ocrncs"]["Drtn"].get("ToDt")), "2018-08-30", None),
    "import-attributes-lost": (imported_member(lambda m: supplement(m).get("order_id")), "4711", None),
    "batch-sum-inexact": (sum_of_batch, 0.3, 0.1 + 0.2),
    "first-collection-repeated": (after_refusal, ["rcurMsgId"], ["frstMsgId"]),
    "payment-ids-shared": (two_batches, 2, 1),
    "end-to-end-ids-shared": (end_to_end_ids, 2, 1),
    "payment-contract-id-wrong": (contract_id, True, False),
    "reference-by-prefix": (by_reference, ["INV1"], ["INV1", "INV10"]),
    "foreign-reference-removed": (foreign_reference, 1, 0),
    "foreign-transfers-sent": (foreign_transfers, 1, 2),
    "amount-loses-cent": (member_of(add(amount="0.29"), "Entries", 0, "amount"), 0.29, 0.28),
    "failed-login-ends-sessions": (after_wrong_password, 200, 401),
    "logout-ends-foreign-sessions": (after_foreign_logout, 200, 401),
    "callback-in-latin-1": (
        called_back(lambda w: w.cancel(w.signed, rsn="\u00e9"), lambda heard: query(heard).rpartition("=")[2]),
        "%C3%A9",
        "%E9",
    ),
    "callback-of-other-creditor": (
        called_back(foreign_news, lambda heard: [each for each, _ in heard.requests if "payment" in each]),
        [],
        ["/callback?type=payment"],
    ),
    "bank-file-ids-differ": (ids_in_file, True, False),
    "bank-file-wrong-account": (in_file("DrctDbtTxInf/DbtrAcct/Id/IBAN"), OTHER_IBAN, "BE71096123456769"),
    "bank-file-wrong-scheme": (in_file("PmtTpInf/LclInstrm/Cd", ct=B2B), "B2B", "CORE"),
    "bank-file-wrong-creditor": (
        in_file("CdtrSchmeId/Id/PrvtId/Othr/Id"),
        "BE54ZZZ0000000001",
        "BE54ZZZ9999999999",
    ),
    "bank-file-wrong-day": (in_file("ReqdColltnDt"), "2017-10-01", "2017-10-02"),
    "bank-file-wrong-signature-day": (
        in_file("DrctDbtTxInf/DrctDbtTx/MndtRltdInf/DtOfSgntr"),
        "2017-08-15",
        "2017-09-16",
    ),
}
