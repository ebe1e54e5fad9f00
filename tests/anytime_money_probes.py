"""What a caller observes of the faults of the Anytime sandbox: in money, lists, cards, files, parameters, webhooks."""

import hashlib
import json
from typing import Any

import httpx

from conformance.sandbox.anytime import ibans
from tests.anytime_probes import Arm, Probe, Request, after, fill, get, look, outcome, outcome_of, post, result
from tests.anytime_world import BUSINESS, CONSUMER, LOAD, PEOPLE, World, body, multipart

NOBODY = "http://127.0.0.1:9/hook"


def purses(*calls: Request) -> Probe:
    """Observe the outcome of some calls, and by how many cents account and card have changed."""

    def probe(world: World, arm: Arm) -> Any:
        before = cents(world)
        arm()
        found = [outcome(call(world)) for call in calls]
        return (*found, *(now - then for now, then in zip(cents(world), before, strict=True)))

    return probe


def cents(world: World) -> tuple[int, int]:
    """Return what the business account and the card for many uses hold."""
    return round(world.balance() * 100), round(world.card()["balance"] * 100)


def settled_as(status: str, *, load: bool = True) -> Probe:
    """Observe a load or unload that ends: its status, and by how many cents account and card have changed."""

    def probe(world: World, arm: Arm) -> Any:
        before = cents(world)
        number = body(world.load() if load else world.unload())["transaction_id"]
        arm()
        world.event("card-settles", transactionId=number, status=status)
        shown = body(world.call("GET", f"/cards/{world.multi}/transactions/{number}"))["status"]
        return (shown, *(now - then for now, then in zip(cents(world), before, strict=True)))

    return probe


def cancelled_transfer(world: World, arm: Arm) -> Any:
    """Observe by how many cents the account has changed after a transfer that was cancelled."""
    before = cents(world)[0]
    number = world.add_transfer()
    arm()
    world.event("transfer-cancelled", transferId=number)
    return cents(world)[0] - before


def newest_statement(name: str) -> Probe:
    """Observe a member of the newest statement."""
    return look(get("/accounts/BUSINESS/statements"), result("transactions", "0", name))


def pages(path: str, query: str) -> Probe:
    """Observe the numbers of a page of four statements."""

    def probe(world: World, arm: Arm) -> Any:
        arm()
        shown = body(world.call("GET", fill(world, path), query=query))
        return [int(each["txid"].partition("-")[2]) for each in shown["transactions"]]

    return probe


def dated(query: str) -> Probe:
    """Observe which of three days' deposits a search finds; the other four statements are of the first day."""

    def probe(world: World, arm: Arm) -> Any:
        for _ in range(2):
            world.event("day-passes")
            world.event("account-deposit", accountId=world.business, amount=1)
        world.log_in()
        arm()
        return [each["date"][8:10] for each in world.statements(query)["transactions"]]

    return probe


def with_card(status: str, *, card: str = "plastic", request: Request) -> Probe:
    """Observe a request after a card got a status."""
    return after(lambda world: world.change_card(getattr(world, card), card_status=status), request=request)


def change(card: str, **changes: str) -> Request:
    """Return a request that updates a card."""
    return lambda world: world.change_card(getattr(world, card), **changes)


def read_back(change_it: Request, read: Request, *names: str) -> Probe:
    """Observe a member after it was changed."""

    def probe(world: World, arm: Arm) -> Any:
        arm()
        assert change_it(world).status_code == 200
        return result(*names)(read(world))

    return probe


def limited(limits: dict[str, int]) -> Probe:
    """Observe a second load where there is room for one."""

    def probe(world: World, arm: Arm) -> Any:
        world.control("POST", "/reset", {"limits": limits})
        world.settle_down()
        body(world.load())
        arm()
        return outcome(world.load())

    return probe


def quota(world: World, arm: Arm) -> Any:
    """Order a card beyond the number of cards."""
    world.control("POST", "/reset", {"limits": {"cards_per_account": 3}})
    world.settle_down()
    arm()
    return outcome(world.order_card())


def full_card(world: World, arm: Arm) -> Any:
    """Load a card that holds almost ten thousand."""
    card, _ = world.add_card(card_type="VIRTUAL_MULTI_USE", amount="9849.99")
    world.event("account-deposit", accountId=world.business, amount=1000)
    for amount in ("100", "50"):
        body(world.load(card, amount=amount))
    arm()
    return outcome(world.load(card, amount="1"))


def in_dollars(world: World, arm: Arm) -> Any:
    """Order a card for an account in another currency."""
    account = world.add_account(BUSINESS, acc_currency="USD")
    world.fulfil_kyc(account, business=True)
    world.event("account-deposit", accountId=account, amount=100)
    arm()
    return outcome(world.order_card(account))


def without_kyc(world: World, arm: Arm) -> Any:
    """Order a card, send money and make an IBAN without a KYC."""
    arm()
    return [
        outcome(world.order_card(world.consumer)),
        outcome(world.call("POST", f"/accounts/{world.consumer}/iban", {"country_code": "FR"})),
        outcome(world.transfer(world.consumer, amount="1")),
    ]


def new_iban(world: World, arm: Arm) -> Any:
    """Observe whether the check digits of a new IBAN are right."""
    arm()
    made = body(world.call("POST", f"/accounts/{world.business}/virtual-ibans", {"type": "C"}))
    return ibans.is_iban(made["iban"])


def new_iban_country(world: World, arm: Arm) -> Any:
    """Observe the country of a new IBAN."""
    account = world.add_account()
    world.fulfil_kyc(account, business=True)
    arm()
    return body(world.call("POST", f"/accounts/{account}/iban", {"country_code": "DE"}))["iban"][:2]


def no_iban(world: World, arm: Arm) -> Any:
    """Do what needs an IBAN without one."""
    account = world.add_account()
    world.fulfil_kyc(account, business=True)
    world.event("account-deposit", accountId=account, amount=200)
    arm()
    return [
        outcome(world.call("POST", f"/accounts/{account}/virtual-ibans", {"type": "C"})),
        outcome(world.transfer(account)),
        outcome(world.call("GET", f"/accounts/{account}/iban-statements")),
    ]


def to_itself(world: World) -> httpx.Response:
    """Send money from an account to itself."""
    own = body(world.call("GET", f"/accounts/{world.business}"))["iban"]["iban"]
    return world.transfer(dst_iban=own)


def upload(name: str, content: bytes) -> Request:
    """Return a request that uploads a selfie."""
    content_type, form = multipart({"user_selfie": (name, content)})
    return lambda world: world.call("POST", f"/accounts/{world.consumer}/kyc", content=form, content_type=content_type)


def decided_at_once(world: World, arm: Arm) -> Any:
    """Observe where an uploaded file is."""
    arm()
    body(upload("me.jpg", b"x")(world))
    shown = body(world.call("GET", f"/accounts/{world.consumer}/kyc"))["uploaded-kyc-status"]
    return [status for status, files in shown.items() if files]


def testimonial(world: World, arm: Arm) -> Any:
    """Observe a testimonial: its type, whether it is empty, whether it is whole."""
    number = world.add_transfer()
    world.event("transfer-executed", transferId=number)
    arm()
    pdf = world.call("GET", f"/accounts/{world.business}/credit-transfers/{number}/testimonial")
    return pdf.headers["content-type"], bool(pdf.content), pdf.content.rstrip().endswith(b"%%EOF")


def early_testimonial(world: World, arm: Arm) -> Any:
    """Ask for the testimonial of a transfer that is not executed."""
    number = world.add_transfer()
    arm()
    return outcome(world.call("GET", f"/accounts/{world.business}/credit-transfers/{number}/testimonial"))


def told(world: World, arm: Arm, *, ends: bool = True) -> list[dict[str, Any]]:
    """Return the webhooks about a load, as the control plane lists them."""
    world.event("callback-url", url=NOBODY)
    arm()
    number = body(world.load())["transaction_id"]
    if ends:
        world.event("card-settles", transactionId=number)
    listed: list[dict[str, Any]] = world.event("callbacks")["deliveries"]
    return listed


def of_webhook(name: str) -> Probe:
    """Observe a member of the webhook about a load."""
    return lambda world, arm: json.loads(told(world, arm)[0]["body"]).get(name, "missing")


def has_right_hash(world: World, arm: Arm) -> Any:
    """Observe whether the hash of a webhook is right."""
    shown = json.loads(told(world, arm)[0]["body"])
    text = f"{shown['timestamp']}|{PEOPLE[0]['username']}"
    return hashlib.sha256(text.encode()).hexdigest() == shown["hash"]


def told_status(world: World, arm: Arm) -> Any:
    """Observe the status in the webhook about a settled load."""
    return json.loads(told(world, arm)[0]["body"])["body"]["transaction"]["status"]


def told_transfers(world: World, arm: Arm) -> Any:
    """Observe how many transfers a webhook about one has."""
    world.event("callback-url", url=NOBODY)
    number = world.add_transfer()
    arm()
    world.event("transfer-executed", transferId=number)
    shown = json.loads(world.event("callbacks")["deliveries"][0]["body"])
    return len(shown["body"]["credit-transfers"])


def without(form: dict[str, str], name: str) -> dict[str, str]:
    """Return a form without one of its fields."""
    return {other: value for other, value in form.items() if other != name}


def amount(text: str) -> Request:
    """Return a request that loads this amount."""
    return lambda world: world.load(amount=text)


BALANCE = "/accounts/CONSUMER/balance"
STATEMENTS = "/accounts/BUSINESS/statements"
LOADED = (200, -2000, 2000)

# name: (probe, what is observed without the fault, what with it); money in cents, first the account, then the card
PROBES: dict[str, tuple[Probe, Any, Any]] = {
    "double-credit": (purses(amount("20")), LOADED, (200, -2000, 4000)),
    "load-not-debited": (purses(amount("20")), LOADED, (200, 0, 2000)),
    "debit-lost": (purses(lambda w: w.unload()), (200, 2000, -2000), (200, 0, -2000)),
    "fee-invented": (purses(amount("20")), LOADED, (200, -2100, 2000)),
    "amount-rounded-to-tens": (purses(amount("20.19")), (200, -2019, 2019), (200, -2010, 2010)),
    "transfer-not-debited": (purses(lambda w: w.transfer()), (200, -15_500, 0), (200, 0, 0)),
    "cancelled-transfer-not-refunded": (cancelled_transfer, 0, -15_500),
    "declined-load-not-refunded": (settled_as("D"), ("D", 0, 0), ("D", -2000, 0)),
    "settled-twice": (settled_as("S"), ("S", -2000, 2000), ("S", -4000, 4000)),
    "never-settles": (settled_as("S", load=False), ("S", 2000, -2000), ("P", 2000, -2000)),
    "statement-balance-wrong": (newest_statement("balance"), 9850, 9850.01),
    "statement-type-wrong": (newest_statement("type"), "D", "C"),
    "statement-row-lost": (pages(STATEMENTS, ""), [4, 3, 2, 1], [3, 2, 1]),
    "balances-swapped": (look(get(BALANCE), result("balance")), 100, 9850),
    "negative-amount-accepted": (purses(amount("-20")), ("4000310", 0, 0), (200, 2000, -2000)),
    "zero-amount-accepted": (outcome_of(amount("0.00")), "4000310", 200),
    "three-decimals-accepted": (purses(amount("20.005")), ("4000310", 0, 0), LOADED),
    "amount-text-accepted": (outcome_of(amount("ten")), "4000310", 200),
    "overdraft-accepted": (outcome_of(lambda w: w.transfer(amount="9850.01")), "4020210", 200),
    "card-overdraft-accepted": (outcome_of(lambda w: w.unload(amount="50.01")), "4020320", 200),
    "minimum-load-ignored": (outcome_of(amount("0.99")), "4030330", 200),
    "maximum-load-ignored": (outcome_of(amount("2000.01")), "4030331", 200),
    "card-maximum-ignored": (full_card, "4020321", 200),
    "limit-ignored": (pages(STATEMENTS, "limit_number=2"), [4, 3], [4, 3, 2, 1]),
    "start-ignored": (pages(STATEMENTS, "limit_start=2&limit_number=1"), [2], [4]),
    "page-overlap": (pages(STATEMENTS, "limit_start=2&limit_number=2"), [2, 1], [3, 2, 1]),
    "page-loses-one": (pages(STATEMENTS, "limit_number=2"), [4, 3], [4]),
    "total-wrong": (look(get("/accounts"), result("total_results")), 2, 3),
    "total-counts-page": (look(get("/accounts", "limit_number=1"), result("total_results")), 2, 1),
    "total-respects-dates": (
        look(get("/cards/MULTI/transactions", "date_start=2030-01-01"), result("total_results")),
        1,
        0,
    ),
    "filters-not-echoed": (look(get("/accounts", "limit_start=1"), result("filters", "limit_start")), 1, 0),
    "date-start-ignored": (dated("date_start=2020-10-25"), ["25"], ["25", "24", *["23"] * 4]),
    "date-start-exclusive": (dated("date_start=2020-10-24"), ["25", "24"], ["25"]),
    "date-end-ignored": (dated("date_end=2020-10-23"), ["23"] * 4, ["25", "24", *["23"] * 4]),
    "date-end-exclusive": (dated("date_end=2020-10-24"), ["24", *["23"] * 4], ["23"] * 4),
    "reversed-range-accepted": (
        outcome_of(get(STATEMENTS, "date_start=2020-10-24&date_end=2020-10-23")),
        "4000050",
        200,
    ),
    "cancelled-card-usable": (with_card("CAN", card="multi", request=amount("20")), "4030350", 200),
    "blocked-card-usable": (with_card("BLO", card="multi", request=amount("20")), "4030320", 200),
    "terminal-status-left": (with_card("LOS", request=change("plastic", card_status="ACT")), "4030365", 200),
    "same-status-accepted": (outcome_of(change("plastic", card_status="ACT")), "4030365", 200),
    "renewal-without-holder-accepted": (
        after(lambda w: w.event("card-holder", cardRef=w.multi), request=change("multi", card_renew="1")),
        "4030390",
        200,
    ),
    "card-update-forgotten": (read_back(change("multi", card_pos="0"), get("/cards/MULTI"), "pos"), False, True),
    "account-update-forgotten": (
        read_back(post("/accounts/CONSUMER", {"user_pob": "Nice"}, "PUT"), get("/accounts/CONSUMER"), "user_pob"),
        "Nice",
        "Lyon",
    ),
    "plastic-pan-shown": (outcome_of(get("/cards/PLASTIC/pan")), "4030360", 200),
    "pan-sent-for-multi-use": (
        outcome_of(post("/cards/MULTI/pan", {"dest_method": "sms", "dest_value": "33600000000"})),
        "4030360",
        200,
    ),
    "wrong-cvc-accepted": (outcome_of(get("/cards/MULTI/pin", "cvc=123")), "4030380", 200),
    "consumer-orders-virtual": (
        after(
            lambda w: w.fulfil_kyc(w.consumer),
            request=lambda w: w.order_card(w.consumer, card_type="VIRTUAL_MULTI_USE"),
        ),
        "4030370",
        200,
    ),
    "foreign-currency-order-accepted": (in_dollars, "4030212", 200),
    "card-quota-ignored": (quota, "4290330", 200),
    "single-use-reloaded": (outcome_of(lambda w: w.load(w.single)), "4510310", 200),
    "limit-per-day-ignored": (limited({"load_per_day_cents": 3999}), "4290310", 200),
    "limit-per-four-days-ignored": (limited({"load_per_four_days_cents": 3999}), "4290313", 200),
    "limit-per-week-ignored": (limited({"load_per_week_cents": 3999}), "4290314", 200),
    "limit-per-month-ignored": (limited({"load_per_month_cents": 3999}), "4290311", 200),
    "limit-per-year-ignored": (limited({"load_per_year_cents": 3999}), "4290312", 200),
    "load-capacity-ignored": (limited({"loads_per_day": 1}), "4290320", 200),
    "kyc-not-required": (without_kyc, ["4510320", "4030220", "4510210"], [200, 200, 200]),
    "kyc-accepted-at-once": (decided_at_once, ["pending"], ["accepted"]),
    "kyc-file-status-wrong": (
        look(upload("me.jpg", b""), result("files_status", "user_selfie", "status")),
        2,
        0,
    ),
    "wrong-extension-accepted": (
        look(upload("me.exe", b"x"), result("files_status", "user_selfie", "status")),
        1,
        0,
    ),
    "second-iban-made": (outcome_of(post("/accounts/BUSINESS/iban", {"country_code": "FR"})), "4000230", 200),
    "iban-of-another-country": (new_iban_country, "DE", "FR"),
    "iban-check-digits-wrong": (new_iban, True, False),
    "iban-not-required": (no_iban, ["4030221"] * 3, [200] * 3),
    "consumer-virtual-iban-made": (
        after(
            lambda w: w.fulfil_kyc(w.consumer),
            post("/accounts/CONSUMER/iban", {"country_code": "FR"}),
            request=post("/accounts/CONSUMER/virtual-ibans", {"type": "C"}),
        ),
        "4030212",
        200,
    ),
    "own-iban-accepted": (outcome_of(to_itself), "4000220", 200),
    "testimonial-of-unexecuted-transfer": (early_testimonial, "4040221", 200),
    "pdf-empty": (testimonial, ("application/pdf", True, True), ("application/pdf", False, False)),
    "pdf-truncated": (testimonial, ("application/pdf", True, True), ("application/pdf", True, False)),
    "pdf-wrong-type": (testimonial, ("application/pdf", True, True), ("text/html", True, True)),
    "missing-parameter-accepted": (
        outcome_of(post("/cards/MULTI/credit", without(LOAD, "acc_comment"))),
        "4000310",
        200,
    ),
    "gender-not-validated": (outcome_of(post("/accounts", {**CONSUMER, "user_gender": "X"})), "4000210", 200),
    "date-not-validated": (outcome_of(post("/accounts", {**CONSUMER, "user_dob": "today"})), "4000210", 200),
    "email-not-validated": (outcome_of(post("/accounts", {**CONSUMER, "user_email": "x"})), "4000210", 200),
    "phone-not-validated": (
        outcome_of(post("/accounts", {**CONSUMER, "user_mobile_number": "+336"})),
        "4000210",
        200,
    ),
    "country-not-validated": (outcome_of(post("/accounts", {**CONSUMER, "user_addr_cc": "XX"})), "4000210", 200),
    "currency-not-validated": (outcome_of(post("/accounts", {**CONSUMER, "acc_currency": "XXX"})), "4000210", 200),
    "iban-checksum-not-validated": (
        outcome_of(lambda w: w.transfer(dst_iban="NL92ABNA0417164300")),
        "4000210",
        200,
    ),
    "swift-not-validated": (outcome_of(lambda w: w.transfer(dst_swift="x")), "4000210", 200),
    "ip-not-validated": (outcome_of(post("/cards/MULTI/details-display", {"ip": "nowhere"})), "4000310", 200),
    "limit-not-validated": (outcome_of(get("/accounts", "limit_start=x")), "4000210", 200),
    "webhook-unsigned": (lambda w, arm: of_webhook("hash")(w, arm) == "missing", False, True),
    "webhook-wrong-hash": (has_right_hash, True, False),
    "webhook-hash-over-wrong-text": (has_right_hash, True, False),
    "webhook-never": (lambda w, arm: len(told(w, arm)), 1, 0),
    "webhook-twice": (lambda w, arm: len(told(w, arm)), 1, 2),
    "webhook-not-retried": (lambda w, arm: told(w, arm)[0]["statuses"], [None] * 3, [None]),
    "webhook-before-settlement": (lambda w, arm: len(told(w, arm, ends=False)), 0, 1),
    "webhook-wrong-status": (told_status, "S", "D"),
    "webhook-101-transfers": (told_transfers, 1, 101),
    "webhook-sync-type": (of_webhook("type_response"), "async", "sync"),
}
