"""What a caller observes of the faults of the Twikey sandbox that break a rule about mandates, feeds or money."""

from typing import Any

import httpx

from tests.twikey_looks import (
    Arm,
    Probe,
    Row,
    after,
    bank_files,
    dig,
    download,
    drain,
    kinds,
    look,
    member_of,
    numbers,
    outcome_of,
    paid,
    sign_three,
    text_at,
    then,
)
from tests.twikey_probes_answers import payments, updates
from tests.twikey_requests import BAD_IBAN, add, collected, imported, invite, sign, transfer, updated
from tests.twikey_world import (
    B2B,
    CT,
    PDF,
    SIGNATURE,
    World,
    document,
    mandate_message,
    outcome,
)


def twice_read(view: Any, *, prepare: Any = sign_three) -> Probe:
    """Observe two pages of the mandate feed, one after the other."""

    def probe(world: World, arm: Arm) -> Any:
        prepare(world)
        arm()
        return [view(world.feed()) for _ in range(2)]

    return probe


def in_pages(world: World, arm: Arm) -> Any:
    """Read the feed in pages of two; return which of the three mandates each shows, by number."""
    sign_three(world)
    arm()
    pages = [world.get("/mandate", {"chunkSize": "2"}).json()["Messages"] for _ in range(2)]
    return [[world.more.index(number) if number in world.more else -1 for number in numbers(page)] for page in pages]


def reset_to(header: str) -> Probe:
    """Observe how many of five mandates come again after a reset; ``{}`` stands for the number of the fourth."""

    def probe(world: World, arm: Arm) -> Any:
        sign_three(world)
        world.feed()
        arm()
        return len(world.feed(X_RESET=header.format(world.more[1])))

    return probe


def reset_in_pages(world: World, arm: Arm) -> Any:
    """Read on, in pages of two, after a reset; the mandates are shown by number."""
    sign_three(world)
    world.feed()
    arm()
    first = world.get("/mandate", {"chunkSize": "2"}, X_RESET=world.more[0])
    second = world.get("/mandate", {"chunkSize": "2"})
    return [len(page.json()["Messages"]) for page in (first, second)]


def cancelled_feed(world: World, arm: Arm) -> Any:
    """Read the feed after a cancellation."""
    world.cancel(world.signed)
    arm()
    return kinds(world.feed())


def amended_feed(world: World, arm: Arm) -> Any:
    """Read the feed after a change."""
    updated(city="Aalst")(world)
    arm()
    return kinds(world.feed())


def prepared_feed(world: World, arm: Arm) -> Any:
    """Read the feed while an invitation waits."""
    arm()
    return world.prepared in drain(world)


def removed_feed(world: World, arm: Arm) -> Any:
    """Read the feed after an invitation was removed."""
    world.cancel(world.prepared)
    arm()
    return numbers(world.feed()) == [world.prepared]


FEEDS: dict[str, Row] = {
    "feed-cursor-not-moved": (twice_read(len), [3, 0], [3, 3]),
    "feed-never-drains": (twice_read(len), [3, 0], [3, 1]),
    "feed-repeats-message": (in_pages, [[0, 1], [2]], [[-1, 0, 1], [1, 2]]),
    "feed-skips-message": (in_pages, [[0, 1], [2]], [[1], []]),
    "feed-newest-first": (in_pages, [[0, 1], [2]], [[1, 0], [2]]),
    "chunk-size-ignored": (in_pages, [[0, 1], [2]], [[0, 1, 2], []]),
    "chunk-size-not-validated": (
        outcome_of(lambda w: w.get("/mandate", {"chunkSize": "many"})),
        "err_invalid_params",
        200,
    ),
    "reset-ignored": (reset_to("2000-01-01T00:00:00Z"), 4, 0),
    "reset-by-number-ignored": (reset_to("{}"), 2, 0),
    "reset-exclusive": (reset_to("2017-09-16T14:00:00Z"), 4, 0),
    "reset-not-continued": (reset_in_pages, [2, 1], [2, 0]),
    "reset-not-validated": (outcome_of(lambda w: w.get("/mandate", X_RESET="true")), "err_invalid_params", 200),
    "cancelled-shown-twice": (cancelled_feed, ["cancelled"], ["cancelled"] * 2),
    "cancellation-missing": (cancelled_feed, ["cancelled"], []),
    "amendment-missing": (amended_feed, ["amended"], []),
    "prepared-in-feed": (prepared_feed, False, True),
    "removed-in-feed": (removed_feed, False, True),
    "transaction-cursor-not-moved": (
        after(paid, then(updates, lambda w: len(w.updates()))),
        0,
        2,
    ),
    "transaction-reset-ignored": (
        after(
            paid,
            after(
                World.updates,
                look(
                    lambda w: w.get("/transaction", X_RESET="2017-09-16T00:00:00Z"), lambda r: len(r.json()["Entries"])
                ),
            ),
        ),
        2,
        0,
    ),
    "transaction-feed-does-not-hide": (after(paid, then(updates, lambda w: len(w.payments()))), 0, 1),
    "open-in-transaction-feed": (
        after(World.added, look(updates, lambda r: len(r.json()["Entries"]))),
        0,
        1,
    ),
    "payment-cursor-not-moved": (after(paid, then(payments, lambda w: len(w.payments()))), 0, 1),
    "payment-reset-ignored": (
        after(
            paid,
            after(
                World.payments,
                look(lambda w: w.get("/payment", X_RESET="2017-09-16T00:00:00Z"), lambda r: len(r.json()["Sdds"])),
            ),
        ),
        1,
        0,
    ),
    "payment-feed-does-not-hide": (after(paid, then(payments, lambda w: len(w.updates()))), 0, 2),
    "final-flag-wrong": (
        after(paid, look(updates, lambda r: [each["final"] for each in r.json()["Entries"]])),
        [True, False],
        [False, True],
    ),
}


def cancel_first(world: World) -> None:
    """Cancel the signed mandate."""
    world.cancel(world.signed)


def removed(number: str) -> Probe:
    """Observe how many of the named transactions are left after their removal."""

    def probe(world: World, arm: Arm) -> Any:
        if number == "collected":
            paid(world)
        chosen = world.ids[0] if number == "collected" else world.added()
        arm()
        world.delete("/transaction", {"id": chosen})
        return len(world.get("/transaction/detail", {"id": chosen}).json()["Entries"])

    return probe


def update_b2b(world: World, arm: Arm) -> Any:
    """Change a signed B2B mandate."""
    imported(LclInstrm="B2B")(world)
    arm()
    return outcome(world.post("/mandate/update", {"mndtId": "IMPORT1", "city": "Aalst"}))


def update_cancelled(world: World, arm: Arm) -> Any:
    """Change a cancelled mandate."""
    cancel_first(world)
    arm()
    return outcome(updated(city="Aalst")(world))


def checked(world: World, arm: Arm) -> Any:
    """Prepare a mandate with check where a valid one exists."""
    arm()
    return sorted(invite(email=SIGNATURE["email"], check="true")(world).json())


def sign_signed(world: World, arm: Arm) -> Any:
    """Sign a prepared mandate twice."""
    sign(key=world.invitation["key"])(world)
    arm()
    return outcome(sign(key=world.invitation["key"])(world))


def state_after(request: Any) -> Probe:
    """Observe the state of a mandate that a signature has made."""

    def probe(world: World, arm: Arm) -> Any:
        arm()
        return world.state(request(world).json()["MndtId"])

    return probe


def uploaded(world: World, arm: Arm) -> Any:
    """Upload a document for a prepared mandate."""
    arm()
    world.call("POST", "/mandate/pdf", PDF, query={"mndtId": world.prepared})
    return world.state(world.prepared)


def import_with_defect(world: World, arm: Arm) -> Any:
    """Import a good mandate and a bad one."""
    arm()
    world.post("/mandate", document(mandate_message("GOOD1"), mandate_message("BAD1", DbtrAcct=BAD_IBAN)))
    return outcome(world.detail("GOOD1"))


LIFE: dict[str, Row] = {
    "cancel-twice-accepted": (
        after(cancel_first, outcome_of(lambda w: w.cancel(w.signed))),
        "err_mandate_invalid_state",
        200,
    ),
    "cancel-not-done": (then(lambda w: w.cancel(w.signed), lambda w: w.state(w.signed)), "CANCELLED", "SIGNED"),
    "transaction-on-cancelled-accepted": (after(cancel_first, outcome_of(add())), "err_mandate_invalid_state", 200),
    "transaction-on-prepared-accepted": (
        outcome_of(lambda w: w.add(mandate=w.prepared)),
        "err_mandate_invalid_state",
        200,
    ),
    "collected-removed": (removed("collected"), 1, 0),
    "removal-not-done": (removed("open"), 0, 1),
    "update-of-signed-b2b-accepted": (update_b2b, "err_mandate_invalid_state", 204),
    "update-of-cancelled-accepted": (update_cancelled, "err_mandate_invalid_state", 204),
    "update-lost": (
        then(updated(city="Aalst"), lambda w: dig(w.detail(w.signed).json(), "Mndt", "Dbtr", "PstlAdr", "TwnNm")),
        "Aalst",
        "Gent",
    ),
    "detail-without-force-accepted": (
        outcome_of(lambda w: w.detail(w.prepared, force=...)),
        "err_mandate_invalid_state",
        200,
    ),
    "state-header-stuck": (look(lambda w: w.detail(w.signed), lambda r: r.headers["x-state"]), "SIGNED", "PREPARED"),
    "collectable-header-stuck": (
        look(lambda w: w.detail(w.prepared), lambda r: r.headers["x-collectable"]),
        "false",
        "true",
    ),
    "check-ignored": (checked, ["mndtId"], ["key", "mndtId", "url"]),
    "double-mandate-number-accepted": (
        outcome_of(lambda w: invite(mandateNumber=w.signed)(w)),
        "err_double_mandatenumber",
        200,
    ),
    "signed-twice": (sign_signed, "err_contract_signed", 200),
    "sms-signed-at-once": (state_after(sign(method="sms")), "PREPARED", "SIGNED"),
    "b2b-signed-at-once": (state_after(sign(ct=B2B)), "SIGNED_PENDING_DEBTOR_BANK", "SIGNED"),
    "upload-does-not-sign": (uploaded, "SIGNED", "PREPARED"),
    "import-not-done": (then(imported(), lambda w: outcome(w.detail("IMPORT1"))), 200, "err_no_contract"),
    "import-partly-done": (import_with_defect, "err_no_contract", 200),
    "pdf-empty": (
        look(lambda w: w.get("/mandate/pdf", {"mndtId": w.signed}), lambda r: r.content[:5]),
        b"%PDF-",
        b"",
    ),
    "pdf-wrong-name": (
        look(
            lambda w: w.get("/mandate/pdf", {"mndtId": w.signed}),
            lambda r: "mandate.pdf" in r.headers["content-disposition"],
        ),
        False,
        True,
    ),
    "pdf-not-the-uploaded-one": (
        after(
            lambda w: w.call("POST", "/mandate/pdf", PDF, query={"mndtId": w.signed}),
            look(lambda w: w.get("/mandate/pdf", {"mndtId": w.signed}), lambda r: r.content == PDF),
        ),
        True,
        False,
    ),
}


def batch(name: str) -> Probe:
    """Observe a member of a collection of two transactions."""
    return after(paid, member_of(payments, "Sdds", 0, name))


def collect_again(world: World, arm: Arm) -> Any:
    """Collect what was collected."""
    world.added()
    world.collect()
    arm()
    return world.collect()["rcurMsgId"] is None


def collect_cancelled(world: World, arm: Arm) -> Any:
    """Collect a transaction on a cancelled mandate."""
    world.added()
    cancel_first(world)
    arm()
    return world.collect()["frstMsgId"] is None


def collect_types(world: World, arm: Arm) -> Any:
    """Collect for the first time; say which identifiers are null."""
    world.added()
    arm()
    found = world.collect()
    return [found[name] is None for name in ("frstMsgId", "rcurMsgId")]


def sent_again(world: World, arm: Arm) -> Any:
    """Complete transfers twice."""
    transfer()(world)
    world.post("/transfer/complete", {"ct": CT})
    arm()
    return len(world.post("/transfer/complete", {"ct": CT}).json()["CreditTransfers"])


def bank_file(path: str) -> Probe:
    """Observe an element of the header of a bank file with one transaction."""
    return after(World.added, look(download, lambda r: text_at(bank_files(r)[0], f"CstmrDrctDbtInitn/GrpHdr/{path}")))


def is_zip(response: httpx.Response) -> bool:
    """Return whether a zip ends as it should."""
    return b"PK\x05\x06" in response.content


MONEY: dict[str, Row] = {
    "batch-sum-wrong": (batch("amount"), 57.5, 57.51),
    "batch-count-wrong": (batch("tx"), 2, 3),
    "batch-entry-missing": (after(paid, look(payments, lambda r: len(dig(r.json(), "Sdds", 0, "Entries")))), 2, 1),
    "collected-twice": (collect_again, True, False),
    "cancelled-still-collected": (collect_cancelled, True, False),
    "other-template-collected": (
        after(World.added, look(collected(ct=B2B), lambda r: r.json()["frstMsgId"] is None)),
        True,
        False,
    ),
    "mandate-filter-ignored": (
        after(World.added, look(collected(mndtId="NOBODY"), lambda r: r.json()["frstMsgId"] is None)),
        True,
        False,
    ),
    "sequence-types-swapped": (collect_types, [False, True], [True, False]),
    "collection-ids-null": (collect_types, [False, True], [True, True]),
    "collection-ids-numbers": (
        after(World.added, look(collected(), lambda r: type(r.json()["frstMsgId"]))),
        str,
        int,
    ),
    "transfers-sent-twice": (sent_again, 0, 1),
    "transfer-count-wrong": (
        after(
            transfer(), member_of(lambda w: w.post("/transfer/complete", {"ct": CT}), "CreditTransfers", 0, "entries")
        ),
        1,
        2,
    ),
    "zip-truncated": (after(World.added, look(download, is_zip)), True, False),
    "zip-without-bank-file": (after(World.added, look(download, lambda r: len(bank_files(r)))), 1, 0),
    "bank-file-sum-wrong": (bank_file("CtrlSum"), "50.00", "50.01"),
    "bank-file-count-wrong": (bank_file("NbOfTxs"), "1", "2"),
    "amount-rounded": (member_of(add(amount="7.55"), "Entries", 0, "amount"), 7.55, 8.0),
    "message-truncated": (member_of(add(message="rent"), "Entries", 0, "msg"), "rent", "ren"),
    "reference-lost": (member_of(add(ref="R1"), "Entries", 0, "ref"), "R1", None),
    "place-lost": (member_of(add(place="web"), "Entries", 0, "place"), "web", None),
    "collection-date-lost": (
        member_of(add(reqcolldt="2017-10-01"), "Entries", 0, "reqcolldt"),
        "2017-10-01",
        None,
    ),
    "purchase-date-lost": (
        member_of(add(date="2017-09-01"), "Entries", 0, "date"),
        "2017-09-01T00:00:00Z",
        "2017-09-16T14:00:00Z",
    ),
    "email-lost": (
        look(
            lambda w: w.detail(w.sign(email="kept@example.com")),
            lambda r: dig(r.json(), "Mndt", "Dbtr", "CtctDtls", "EmailAdr"),
        ),
        "kept@example.com",
        "lost@example.com",
    ),
}
