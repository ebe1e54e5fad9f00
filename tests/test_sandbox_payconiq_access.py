"""Who may call the Payconiq sandbox, and what it says to those who may not or who ask for nothing it has."""

from collections.abc import Iterator

import pytest

from conformance.sandbox.payconiq import OPERATIONS
from tests import payconiq_world
from tests.payconiq_world import FIRST, IBAN, KEYLESS, SECOND, TOKENS, UNKNOWN_ID, World, code, refusal


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from payconiq_world.settled()


ACCOUNT = f"/customers/{UNKNOWN_ID}/bankAccounts/{IBAN}"
PATHS = {
    "getPartner": ("GET", ""),
    "putKey": ("PUT", "/key"),
    "createCustomer": ("POST", "/customers"),
    "updateCustomer": ("PATCH", f"/customers/{UNKNOWN_ID}"),
    "getCustomer": ("GET", f"/customers/{UNKNOWN_ID}"),
    "getMandate": ("GET", f"{ACCOUNT}/mandate"),
    "createMandate": ("POST", f"{ACCOUNT}/mandate"),
    "cancelMandate": ("POST", f"{ACCOUNT}/mandate/cancel"),
    "sendVerificationCode": ("POST", f"{ACCOUNT}/sendVerificationCode"),
    "validateBankAccount": ("POST", f"{ACCOUNT}/validate"),
    "createTransaction": ("POST", "/transactions"),
    "getTransaction": ("GET", f"/transactions/{UNKNOWN_ID}"),
    "getTransactions": ("GET", "/transactions"),
    "searchTransactions": ("POST", "/transactions/search"),
    "replayDirectDebit": ("POST", f"/transactions/{UNKNOWN_ID}/replaySDD"),
}


def test_every_operation_is_listed() -> None:
    """The fifteen operations have the names and the order of this table."""
    assert tuple(PATHS) == OPERATIONS


@pytest.mark.parametrize("operation", PATHS)
def test_token_is_judged_before_the_body(world: World, operation: str) -> None:
    """A missing, unknown or prefixed token is 401 R918 and another partner's 403 R981, whatever the body says."""
    method, path = PATHS[operation]
    for token in (None, " ", "nobody", f"Bearer {TOKENS[FIRST]}", TOKENS[FIRST].upper()):
        refused = world.call(method, path, b"\xff{", token=token)
        assert (401, "R918") == refusal(refused)
        assert "Token not found." == refused.json()["message"]
    refused = world.call(method, f"{path}?limit=0", b"\xff{", token=TOKENS[SECOND])
    assert (403, "R981") == refusal(refused)
    resource = f"partners/{FIRST}{path}"
    assert [method, resource] == refused.json()["values"]
    assert f"Security exception : you cannot call {method} on {resource}" == refused.json()["message"]
    assert refused.headers.get_list("www-authenticate") == []


@pytest.mark.parametrize("operation", PATHS)
def test_good_token_is_let_in(world: World, operation: str) -> None:
    """The bare token of the partner in the path gets past both checks."""
    method, path = PATHS[operation]
    response = world.call(method, path, b"")
    assert response.is_success or code(response) not in {"R918", "R981"}


def test_path_is_named_as_it_was_sent(world: World) -> None:
    """R981 shows the path with its percent-encoding, below the version."""
    refused = world.call("GET", "/customers/a%2Fb%C3%A9", token=TOKENS[SECOND])
    assert ["GET", f"partners/{FIRST}/customers/a%2Fb%C3%A9"] == refused.json()["values"]


def test_token_is_not_good_for_an_unknown_partner(world: World) -> None:
    """A partner that does not exist is as forbidden as another one's."""
    assert (403, "R981") == refusal(world.call("GET", "", partner=UNKNOWN_ID, token=TOKENS[FIRST]))


def test_two_tokens_are_none(world: World) -> None:
    """A repeated Authorization header is not a token."""
    headers = [("Authorization", TOKENS[FIRST]), ("Authorization", TOKENS[FIRST])]
    assert (401, "R918") == refusal(world.send("GET", f"/v1/partners/{FIRST}", headers=headers))


def test_partner_without_a_key_is_let_in(world: World) -> None:
    """A key is needed to initiate transactions, not to call."""
    assert world.call("GET", "", partner=KEYLESS).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "",
        "/v1",
        "/v1/partners",
        "/v1/partners/",
        "/v2/partners/x",
        f"/v1/partners/{FIRST}/",
        f"/v1/partners/{FIRST}/keys",
        f"/v1/partners/{FIRST}/customers/",
        f"/v1/partners/{FIRST}/customers//bankAccounts/{IBAN}/mandate",
        f"/v1/partners/{FIRST}/customers/{UNKNOWN_ID}/bankaccounts/{IBAN}/mandate",
        f"/v1/partners/{FIRST}{ACCOUNT}",
        f"/v1/partners/{FIRST}{ACCOUNT}/mandate/",
        f"/v1/partners/{FIRST}{ACCOUNT}/mandate/confirm",
        f"/v1/partners/{FIRST}/transactions//replaySDD",
        f"/v1/partners/{FIRST}/transactions/{UNKNOWN_ID}/replaysdd",
        f"/v1/partners%2F{FIRST}",
        "//v1/partners/x",
    ],
)
def test_unknown_path_is_404_for_everybody(world: World, path: str) -> None:
    """Routing comes before credentials, and the error has the provider's envelope."""
    for method in ("GET", "POST", "DELETE", "OPTIONS"):
        refused = world.send(method, path or "/")
        assert (404, "R999") == refusal(refused)
        assert "Not Found" == refused.json()["message"]
        assert "allow" not in refused.headers


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("", "GET"),
        ("/key", "PUT"),
        ("/customers", "POST"),
        (f"/customers/{UNKNOWN_ID}", "PATCH, GET"),
        (f"{ACCOUNT}/mandate", "GET, POST"),
        (f"{ACCOUNT}/mandate/cancel", "POST"),
        (f"{ACCOUNT}/sendVerificationCode", "POST"),
        (f"{ACCOUNT}/validate", "POST"),
        ("/transactions", "POST, GET"),
        ("/transactions/", "GET"),
        (f"/transactions/{UNKNOWN_ID}", "GET"),
        ("/transactions/search", "POST"),
        (f"/transactions/{UNKNOWN_ID}/replaySDD", "POST"),
    ],
)
def test_wrong_method_is_405_and_says_which_are_right(world: World, path: str, allowed: str) -> None:
    """Every method that a path does not have, HEAD and OPTIONS included, with or without a token."""
    others = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "FETCH"} - set(allowed.split(", "))
    for method in others:
        refused = world.call(method, path, token=None)
        assert (405, allowed) == (refused.status_code, refused.headers["allow"])
        assert refused.headers["content-type"] == "application/json"
        if method == "HEAD":
            assert b"" == refused.content
        else:
            assert (405, "R999") == refusal(refused)
            assert "Method Not Allowed" == refused.json()["message"]


def test_encoded_path_is_the_same_path(world: World) -> None:
    """Percent-encoding of what needs none changes nothing."""
    path = f"/v1/%70artners/{FIRST}"
    assert world.send("GET", path, headers={"Authorization": TOKENS[FIRST]}).status_code == 200
