"""The papers of an account: uploaded, looked at, accepted or refused."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.anytime.clients import (
    BUSINESS,
    BUSINESS_PAPERS,
    CONSUMER,
    CONSUMER_PAPERS,
    FILE,
    KYC_FIELDS,
    OTHER_IBAN,
    TODAY,
    decide,
    first_account,
    fulfil_kyc,
    get_iban,
    kyc_of,
    multipart,
    of_account,
    open_account,
    pass_days,
    read_account,
    send_money,
    upload,
)
from conformance.scenarios.anytime.text import TEXTS, body_of, cases, column, number

PAPERS = {CONSUMER: CONSUMER_PAPERS, BUSINESS: BUSINESS_PAPERS}
CONTENT = FILE[1]
TAKEN, WRONG_EXTENSION, NOT_UPLOADED = 0, 1, 2
GOOD_NAMES = ("paper.jpg", "paper.jpeg", "paper.png", "paper.pdf", "PAPER.JPG", "a.b.Png", "user_identity.jpg", ".pdf")
BAD_NAMES = ("paper.exe", "paper.txt", "paper.jpg.exe", "paper", "paper.", "jpg", "paper.docx")


def _types(kyc: Any, status: str) -> list[str]:
    """The types of the files that were uploaded and have this status."""
    return sorted(column(kyc["uploaded-kyc-status"][status], "type"))


def _missing(kyc: Any) -> list[str]:
    return sorted(kyc["missing-kyc-types"])


def _kinds(*fields: str) -> list[str]:
    return sorted(KYC_FIELDS[field] for field in fields)


@requires("control")
@shows("getKycStatus", 200)
@pytest.mark.parametrize("kind", PAPERS)
def test_new_account_lacks_all_its_papers(world: World, kind: str) -> None:
    """A new account's KYC is incomplete and everything that is needed is missing (KYC status)."""
    kyc = kyc_of(world, open_account(world, kind))
    assert ["incomplete", [], [], []] == [kyc["status"], *(_types(kyc, each) for each in kyc["uploaded-kyc-status"])]
    assert {"identity", "dom_1", "selfie"} <= {*kyc["missing-kyc-types"]}
    assert ({"status", "kbis"} <= {*kyc["missing-kyc-types"]}) == (kind == BUSINESS)


@requires("control")
@shows("uploadKycFiles", 200)
@pytest.mark.parametrize("kind", PAPERS)
def test_uploaded_file_waits_to_be_looked_at(world: World, kind: str) -> None:
    """What was uploaded is pending, no longer missing, and fulfils nothing yet (KYC upload; KYC status)."""
    account = open_account(world, kind)
    statuses = upload(world, account, *PAPERS[kind])
    assert dict.fromkeys(PAPERS[kind], TAKEN) == {name: number(each["status"]) for name, each in statuses.items()}
    kyc = kyc_of(world, account)
    assert ["incomplete", _kinds(*PAPERS[kind]), []] == [kyc["status"], _types(kyc, "pending"), _missing(kyc)]
    assert [[], []] == [_types(kyc, "accepted"), _types(kyc, "refused")]
    assert all(each["url"] and each["uploaded_at"].startswith(TODAY) for each in kyc["uploaded-kyc-status"]["pending"])


@requires("control")
@pytest.mark.parametrize("kind", PAPERS)
def test_kyc_is_fulfilled_with_the_last_paper(world: World, kind: str) -> None:
    """Only when all that is needed was accepted the KYC is fulfilled (KYC status; assumed: which files are needed)."""
    account = open_account(world, kind)
    upload(world, account, *PAPERS[kind])
    for done, field in enumerate(PAPERS[kind]):
        kyc = kyc_of(world, account)
        assert ["incomplete", done] == [kyc["status"], len(_types(kyc, "accepted"))]
        decide(world, account, KYC_FIELDS[field])
    kyc = kyc_of(world, account)
    assert ["fulfilled", _kinds(*PAPERS[kind]), [], []] == [
        kyc["status"],
        _types(kyc, "accepted"),
        _types(kyc, "pending"),
        _missing(kyc),
    ]


@requires("control")
@pytest.mark.parametrize("left_out", BUSINESS_PAPERS)
def test_every_paper_is_needed(world: World, left_out: str) -> None:
    """With one paper less the KYC stays incomplete, and that one is missing (assumed: which files are needed)."""
    account = open_account(world)
    others = [field for field in BUSINESS_PAPERS if field != left_out]
    upload(world, account, *others)
    for field in others:
        decide(world, account, KYC_FIELDS[field])
    kyc = kyc_of(world, account)
    assert ["incomplete", [KYC_FIELDS[left_out]]] == [kyc["status"], _missing(kyc)]
    path, form = of_account(account), {"country_code": "FR"}
    world.call("createIban", path=path, form=form, expect=(403, "4030220"))
    upload(world, account, left_out)
    world.call("createIban", path=path, form=form, expect=(403, "4030220"))
    decide(world, account, KYC_FIELDS[left_out])
    get_iban(world, account)


@requires("control")
def test_passport_stands_for_an_identity_card(world: World) -> None:
    """A passport is as good as both sides of an identity card (assumed)."""
    account = open_account(world, CONSUMER)
    papers = ("user_passport", "user_dom_1", "user_selfie")
    upload(world, account, *papers)
    assert [] == _missing(kyc_of(world, account))
    for field in papers:
        decide(world, account, KYC_FIELDS[field])
    assert "fulfilled" == kyc_of(world, account)["status"]


@requires("control")
def test_refused_paper_is_missing_again(world: World) -> None:
    """A file that is refused is to be uploaded anew, and the new one waits again (KYC status)."""
    account = open_account(world, CONSUMER)
    upload(world, account, *CONSUMER_PAPERS)
    for field in CONSUMER_PAPERS:
        decide(world, account, KYC_FIELDS[field], accepted=field != "user_selfie")
    kyc = kyc_of(world, account)
    assert ["incomplete", ["selfie"], ["selfie"]] == [kyc["status"], _types(kyc, "refused"), _missing(kyc)]
    upload(world, account, "user_selfie")
    kyc = kyc_of(world, account)
    assert [["selfie"], [], []] == [_types(kyc, "pending"), _types(kyc, "refused"), _missing(kyc)]
    decide(world, account, "selfie")
    assert "fulfilled" == kyc_of(world, account)["status"]


@requires("control")
def test_decision_may_be_taken_back(world: World) -> None:
    """A paper that was accepted may be refused later: the KYC is incomplete again (assumed)."""
    account = open_account(world, CONSUMER)
    fulfil_kyc(world, account, CONSUMER)
    get_iban(world, account)
    decide(world, account, "dom_1", accepted=False)
    kyc = kyc_of(world, account)
    assert ["incomplete", ["dom_1"], ["dom_1"]] == [kyc["status"], _types(kyc, "refused"), _missing(kyc)]
    decide(world, account, "dom_1")
    assert "fulfilled" == kyc_of(world, account)["status"]


@requires("control")
@pytest.mark.parametrize("field", KYC_FIELDS)
def test_each_file_has_its_type(world: World, field: str) -> None:
    """Each of the eleven fields takes a file, of the type of its name (KYC upload; anytime-api-php-sdk, KycType)."""
    account = open_account(world)
    assert [field] == list(upload(world, account, field))
    assert [KYC_FIELDS[field]] == _types(kyc_of(world, account), "pending")


@requires("control")
@pytest.mark.parametrize("name", GOOD_NAMES)
def test_extension_may_be(world: World, name: str) -> None:
    """Pictures and PDF are taken, in any letters (assumed; anytime-api-php-sdk names every file .jpg)."""
    account = open_account(world)
    (status,) = upload(world, account, "user_identity", file=(name, CONTENT)).values()
    assert [TAKEN, ["identity"]] == [number(status["status"]), _types(kyc_of(world, account), "pending")]


@requires("control")
@pytest.mark.parametrize("name", BAD_NAMES)
def test_extension_is_looked_at(world: World, name: str) -> None:
    """A file with another extension is not taken, and the answer says so (KYC upload: status 1)."""
    account = open_account(world)
    (status,) = upload(world, account, "user_identity", file=(name, CONTENT)).values()
    assert WRONG_EXTENSION == number(status["status"])
    assert status["error"]
    kyc = kyc_of(world, account)
    assert [[], True] == [_types(kyc, "pending"), "identity" in _missing(kyc)]


@requires("control")
def test_file_without_content_is_not_taken(world: World) -> None:
    """A file that is empty, or a text in its place, was not uploaded correctly (KYC upload: status 2)."""
    account = open_account(world)
    (status,) = upload(world, account, "user_identity", file=("paper.pdf", b"")).values()
    assert NOT_UPLOADED == number(status["status"])
    assert status["error"]
    path = of_account(account)
    for arguments in (multipart({}, {"user_identity": "text"}), {"form": {"user_identity": "paper.pdf"}}):
        body = body_of(world.call("uploadKycFiles", path=path, **arguments, expect=200).json)
        assert NOT_UPLOADED == number(body["files_status"]["user_identity"]["status"])
    assert [] == _types(kyc_of(world, account), "pending")


@requires("control")
def test_each_file_is_told_apart(world: World) -> None:
    """Good files of an upload are taken beside bad ones, and only what was sent is told of (KYC upload)."""
    account = open_account(world)
    files = {
        "user_identity": ("paper.pdf", CONTENT),
        "user_passport": ("paper.exe", CONTENT),
        "user_selfie": ("paper.png", b""),
        "corp_kbis": ("paper.jpeg", CONTENT),
        "unknown": ("paper.pdf", CONTENT),
    }
    reply = world.call("uploadKycFiles", path=of_account(account), **multipart(files), expect=200)
    statuses = {name: number(each["status"]) for name, each in body_of(reply.json)["files_status"].items()}
    expected = {
        "user_identity": TAKEN,
        "user_passport": WRONG_EXTENSION,
        "user_selfie": NOT_UPLOADED,
        "corp_kbis": TAKEN,
    }
    assert expected == statuses
    assert ["identity", "kbis"] == _types(kyc_of(world, account), "pending")


@requires("control")
def test_new_file_takes_the_place_of_one_that_waits(world: World) -> None:
    """Of two files of one type the newer one counts (assumed)."""
    account = open_account(world)
    for name in ("first.pdf", "second.jpg"):
        upload(world, account, "user_identity", file=(name, CONTENT))
    kyc = kyc_of(world, account)
    assert ["identity"] == _types(kyc, "pending")
    decide(world, account, "identity")
    kyc = kyc_of(world, account)
    assert [["identity"], []] == [_types(kyc, "accepted"), _types(kyc, "pending")]


@requires("control")
def test_accepted_file_stands_until_the_new_one_is_accepted(world: World) -> None:
    """A file beside an accepted one waits, and spoils nothing until somebody has looked at it (assumed)."""
    account = open_account(world, CONSUMER)
    fulfil_kyc(world, account, CONSUMER)
    upload(world, account, "user_selfie")
    kyc = kyc_of(world, account)
    assert ["fulfilled", ["selfie"]] == [kyc["status"], _types(kyc, "pending")]
    assert "selfie" in _types(kyc, "accepted")
    decide(world, account, "selfie")
    kyc = kyc_of(world, account)
    assert ["fulfilled", []] == [kyc["status"], _types(kyc, "pending")]


@requires("control")
@pytest.mark.parametrize("text", **cases(TEXTS))
def test_name_of_a_file_does_not_matter(world: World, text: str) -> None:
    """Only the extension of a file's name counts (assumed)."""
    account = open_account(world)
    name = text.replace('"', "")
    (status,) = upload(world, account, "user_identity", file=(f"{name}.pdf", CONTENT)).values()
    assert TAKEN == number(status["status"])


@requires("control")
def test_content_of_a_file_does_not_matter(world: World) -> None:
    """Any bytes are taken, line breaks and what looks like a boundary included (RFC 7578)."""
    account = open_account(world)
    contents = (b"\r\n", b"\r\n--other\r\n", bytes(range(256)) * 40, b"--b0undar", b"x" * 2_000_000, b"\0")
    for content in contents:
        (status,) = upload(world, account, "user_selfie", file=("paper.png", content)).values()
        assert TAKEN == number(status["status"])


@requires("control")
def test_time_of_an_upload_is_kept(world: World) -> None:
    """Each file says when it was uploaded (KYC status: uploaded_at)."""
    account = open_account(world)
    upload(world, account, "user_identity")
    pass_days(world)
    upload(world, account, "user_selfie")
    pending = kyc_of(world, account)["uploaded-kyc-status"]["pending"]
    found = {each["type"]: each["uploaded_at"][:10] for each in pending}
    assert {"identity": TODAY, "selfie": "2020-10-24"} == found


@requires("control")
def test_papers_of_accounts_are_apart(world: World) -> None:
    """What was handed in for one account counts for no other (KYC upload)."""
    accounts = [open_account(world, CONSUMER) for _ in range(2)]
    fulfil_kyc(world, accounts[0], CONSUMER)
    kycs = [kyc_of(world, account) for account in accounts]
    assert ["fulfilled", "incomplete"] == column(kycs, "status")
    assert [] == _types(kycs[1], "accepted")


@requires("control")
@shows("createCreditTransfer", 451, "4510210")
@shows("createIban", 403, "4030220")
@shows("createVirtualIban", 403, "4030220")
def test_without_papers_little_is_possible(world: World) -> None:
    """Without its papers an account gets no IBAN and sends no money (4030220, 4510210)."""
    for kind in PAPERS:
        path = of_account(open_account(world, kind))
        world.call("createIban", path=path, form={"country_code": "FR"}, expect=(403, "4030220"))
        form = {"src_comment": "x", "dst_comment": "x", "dst_name": "x", "dst_swift": "TRIOBEBB", "amount": "1.00"}
        form["dst_iban"] = OTHER_IBAN
        world.call("createCreditTransfer", path=path, form=form, expect=(451, "4510210"))
        if kind == BUSINESS:
            world.call("createVirtualIban", path=path, form={"type": "C"}, expect=(403, "4030220"))
        assert not read_account(world, path["accountId"]).get("iban")


@requires("control")
def test_first_accounts_are_as_agreed(world: World) -> None:
    """The business that an API user begins with can do everything, its consumer account lacks papers (assumed)."""
    business, consumer = (first_account(world, kind) for kind in (BUSINESS, CONSUMER))
    assert ["fulfilled", "incomplete"] == [kyc_of(world, each)["status"] for each in (business, consumer)]
    send_money(world, business, amount="1.00")
