"""What the judge knows of Anytime: broken credentials, what a run learns, and where it leads generated requests."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from hypothesis import given, settings
from hypothesis import strategies as st

from auth_hooks import anytime, errors
from conformance import contract, registry
from conformance.provider import BadCredentials
from conformance.providers.anytime import PROVIDER, access, battery, explore, reading
from conformance.providers.anytime.catalogue import PAPERS, PARAMETERS, needed_papers
from conformance.review import formats
from tests.anytime_judging import (
    ACCOUNT,
    BASE_URL,
    CARD,
    CONTRACT,
    LOGIN,
    MULTI,
    ORDERED,
    PLASTIC,
    ROWS,
    SINGLE,
    TOKEN,
    VALUES,
    exchange,
    make_access,
    make_known,
)

BATTERY = {broken.name: broken for broken in PROVIDER.battery}
PUBLIC = make_access().credentials.private_key.public_key()


# --- access ---------------------------------------------------------------------------------------------------------


def open_with(prefix: str = "", /, **changes: str | None) -> access.AnytimeAccess:
    values = {name: value for name, value in {**VALUES, **changes}.items() if value is not None}
    with httpx.Client() as http:
        return access.open_access(values, prefix=prefix, base_url=BASE_URL, http=http, clock=float)


@pytest.mark.parametrize(
    "changes",
    [{"private_key_file": "/nowhere.pem"}, {"username": "a\nb"}, {"password": " "}, {"client_id": None}],
    ids=str,
)
def test_access_is_refused_without_repeating_a_secret(changes: dict[str, str | None]) -> None:
    """What cannot be used is named, and no secret is shown."""
    with pytest.raises(BadCredentials) as caught:
        open_with("", **changes)
    assert next(iter(changes)).removesuffix("_file").replace("_", " ") in str(caught.value).replace("_", " ")
    assert not [value for name, value in VALUES.items() if name in access.SECRETS and value in str(caught.value)]
    assert "\n" not in str(caught.value)


def test_key_file_is_refused_without_showing_it(tmp_path: Path) -> None:
    """A file that holds no key is named, and none of it is shown."""
    file = tmp_path / "key.pem"
    file.write_text("-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n")
    with pytest.raises(BadCredentials, match=str(file)) as caught:
        open_with(private_key_file=str(file))
    assert "c2VjcmV0" not in str(caught.value)


def test_access_shows_no_secret() -> None:
    """Secrets and keys stay out of what is printed of a user and of what a run knows."""
    secrets = [value for name, value in VALUES.items() if name in access.SECRETS] + [TOKEN, "PRIVATE"]
    for shown in (repr(make_access()), repr(make_known())):
        assert [] == [secret for secret in secrets if secret in shown]


def test_second_user_has_credentials_of_its_own() -> None:
    """The names of the other user's credentials begin with second_."""
    other = open_with("second_")
    assert ("client-2", "other-user") == (other.credentials.client_id, other.credentials.username)
    assert PROVIDER.optional == {name for name in VALUES if name.startswith("second_")}
    assert set(VALUES) == set(PROVIDER.variables)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"body": {"error": {"code": 4010080, "message": "no", "exception": "X"}}}', "4010080"),
        (b'\n {"body": {"error": {"code": "4010080"}}}', "4010080"),
        (b'{"body": {"error": {"code": true}}}', None),
        (b'{"body": {"error": {"code": 4010080.5}}}', None),
        (b'{"error": {"code": 4010080}}', None),
        (b'{"body": {"code": 4010080}}', None),
        (b'[{"body": {"error": {"code": 4010080}}}]', None),
        (b'{"body": []}', None),
        (b'{"body":' + b"[" * 100_000, None),
        (b"%PDF-1.4", None),
        (b"", None),
    ],
    ids=lambda part: str(part)[:30],
)
def test_error_code_is_read_from_the_envelope_alone(body: bytes, expected: str | None) -> None:
    """What is no error has no code, and is never a reason to stop."""
    assert expected == access.error_code(body, {})


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda part: st.lists(part) | st.dictionaries(st.sampled_from(["body", "error", "code"]), part),
    )
)
@settings(max_examples=50)
def test_error_code_never_raises(value: object) -> None:
    """Any JSON at all has a code or none."""
    code = access.error_code(json.dumps(value).encode(), {})
    assert code is None or isinstance(code, str)


def test_own_credentials_stand_where_their_placeholders_stood() -> None:
    """A generated login is a right one, but for what was generated to be wrong."""
    placeholders = {"client_id": anytime.CLIENT_ID_PLACEHOLDER, "password": anytime.PASSWORD_PLACEHOLDER}
    filled = make_access().face.fill("createToken", {**placeholders, "grant_type": "code"})
    assert {"client_id": VALUES["client_id"], "password": VALUES["password"], "grant_type": "code"} == filled


def test_boundary_follows_from_what_is_sent() -> None:
    """The library draws one by chance; the same parts are sent in the same bytes all the same."""
    sent = []
    for _ in range(2):
        upload = {"user_selfie": ("me.jpg", b"\x00JFIF"), "corp_kbis": ("kbis.pdf", b"%PDF")}
        request = requests.Request("POST", f"{BASE_URL}/v1.0/accounts/1/kyc", files=upload).prepare()
        make_access().face.sign(request, skip=frozenset(), operation="uploadKycFiles")
        assert isinstance(request.body, bytes)
        sent.append((request.headers["Content-Type"], request.body))
        assert str(len(request.body)) == request.headers["Content-Length"]
    assert sent[0] == sent[1]
    files = reading.files(exchange("uploadKycFiles", sent=(sent[0][1], sent[0][0])))
    assert {"user_selfie": ("me.jpg", b"\x00JFIF"), "corp_kbis": ("kbis.pdf", b"%PDF")} == files


# --- battery --------------------------------------------------------------------------------------------------------


def prepare(operation: str = "getAccount") -> requests.PreparedRequest:
    """A good request of the first user, signed."""
    request = requests.Request("GET", f"{BASE_URL}/v1.0/accounts/1234", headers={"Authorization": f"Bearer {TOKEN}"})
    prepared = request.prepare()
    make_access().face.sign(prepared, skip=frozenset(), operation=operation)
    return prepared


def is_signed(request: requests.PreparedRequest) -> bool:
    """Whether the signature covers the data, by the hook's own reckoning."""
    try:
        anytime.verify_validation_data(
            request.headers["X-Validation-Data"], request.headers["X-Signed-Request"], key=PUBLIC
        )
    except errors.SignatureMismatch:
        return False
    return True


@pytest.mark.parametrize("name", battery.WRONG_SIGNATURES)
def test_broken_signature_is_the_only_thing_wrong(name: str) -> None:
    """The good request is well signed, the broken one is not, and nothing but the signature tells them apart."""
    request = prepare()
    assert is_signed(request)
    before = dict(request.headers)
    assert BATTERY[name].tamper is not None
    BATTERY[name].tamper(make_access(), request)  # type: ignore[misc]
    assert not is_signed(request)
    assert {"X-Signed-Request"} == {header for header in before if before[header] != request.headers[header]}


def test_signature_of_another_scheme_is_good_in_its_own() -> None:
    """SHA-256, SHA-512 and PSS each verify as what they are, so that the scheme alone is wrong."""
    sign, data = battery.WRONG_SIGNATURES, "data-1"
    pss = padding.PSS(padding.MGF1(hashes.SHA1()), padding.PSS.DIGEST_LENGTH)  # noqa: S303 - must be refused
    for name, hash_, padding_ in (
        ("signature-sha256", hashes.SHA256(), padding.PKCS1v15()),
        ("signature-sha512", hashes.SHA512(), padding.PKCS1v15()),
        ("signature-pss", hashes.SHA1(), pss),  # noqa: S303 - must be refused
    ):
        PUBLIC.verify(base64.b64decode(sign[name](make_access(), data)), data.encode(), padding_, hash_)
    anytime.verify_validation_data(
        data, sign["signature-forged"](make_access(), data), key=access.spare_key().public_key()
    )
    anytime.verify_validation_data(f"{data}0", sign["signature-of-extended-data"](make_access(), data), key=PUBLIC)


def test_battery_expects_documented_refusals() -> None:
    """Every broken credential has a name of its own and is refused with a code of its operations."""
    documented = set(CONTRACT.answers)
    assert len(PROVIDER.battery) == len(BATTERY)
    for broken in PROVIDER.battery:
        assert sum(part is not None for part in (broken.headers, broken.form, broken.tamper)) in {1, 2}
        for operation in broken.operations:
            answers = {contract.Answer(operation=operation, status=s, code=c) for s, c in broken.expected}
            assert answers <= documented


def test_battery_tries_every_operation() -> None:
    """No operation is without broken credentials, and each group names what its paths have."""
    assert set(CONTRACT.operations) == set(battery.OPERATIONS)
    paths = {name: each.path for name, each in CONTRACT.operations.items()}
    assert {name for name in paths if "{accountId}" in paths[name]} | {"orderCard"} == set(battery.ACCOUNT_OPERATIONS)
    assert {name for name in paths if "{cardRef}" in paths[name]} == set(battery.CARD_OPERATIONS)
    assert {name for name in paths if "{orderId}" in paths[name]} == set(battery.ORDER_OPERATIONS)


@pytest.mark.parametrize("token", [TOKEN, "0123456789", "ABCDEF-1"])
def test_no_wrong_token_is_the_right_one(token: str) -> None:
    """Whatever a token looks like, each way to spoil it gives another header, and no two give the same."""
    wrong = [change(token) for change, _ in battery.WRONG_TOKENS.values()]
    assert f"Bearer {token}" not in wrong
    assert len(wrong) == len(set(wrong))


def test_wrong_logins_change_one_field() -> None:
    """And never to what is right."""
    for name, (change, _) in battery.WRONG_LOGINS.items():
        changed = change(make_access().credentials)
        assert 1 == len(changed), name
        assert [] == [field for field, value in changed.items() if value == LOGIN[field]]


class Recorded(httpx.MockTransport):
    """Answers logins with new tokens, and everything else with an empty success; keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []
        super().__init__(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        body = {"access_token": f"token-{len(self.asked)}", "expires_in": 3600, "token_type": "bearer"}
        return httpx.Response(200, json={"request_id": 1, "body": body})


def open_recorded() -> tuple[access.AnytimeAccess, Recorded]:
    transport = Recorded()
    http = httpx.Client(transport=transport)
    return access.open_access(VALUES, prefix="", base_url=BASE_URL, http=http, clock=lambda: 0.0), transport


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("data-used-before", ["/v1.0/apicheck"]),
        ("data-used-in-refused-request", ["/v1.0/accounts/999999999999"]),
        ("data-used-with-other-token", ["/oauth/v2/token", "/v1.0/apicheck", "/oauth/v2/token"]),
    ],
)
def test_used_data_were_really_used(name: str, paths: list[str]) -> None:
    """The request's own data were sent before, well signed; the last token is the newest."""
    opened, transport = open_recorded()
    request = prepare()
    data = request.headers["X-Validation-Data"]
    BATTERY[name].tamper(opened, request)  # type: ignore[misc]
    assert paths == [each.url.path for each in transport.asked]
    assert is_signed(request)
    assert [data] == [each.headers["X-Validation-Data"] for each in transport.asked if each.method == "GET"]
    assert {data} == opened.face.spent
    used_with = [each.headers["Authorization"] for each in transport.asked if each.method == "GET"]
    assert (used_with == [request.headers["Authorization"]]) is (name != "data-used-with-other-token")


def test_superseded_token_was_good() -> None:
    """It is the first of two logins."""
    opened, _ = open_recorded()
    assert {"Authorization": "Bearer token-1"} == BATTERY["token-superseded"].headers(opened)  # type: ignore[misc]
    assert {"Authorization": "Bearer token-2"} == opened.token_headers()


def test_other_user_signs_for_itself() -> None:
    """What it asks for is the first one's, and nothing else is wrong."""
    request = prepare()
    BATTERY["account-of-other-user"].tamper(open_with("second_"), request)  # type: ignore[misc]
    assert is_signed(request)


# --- the provider as a whole ----------------------------------------------------------------------------------------


def test_provider_agrees_with_its_contract() -> None:
    """Budgets, battery, placeholders and formats name what the contract has."""
    named = {*PROVIDER.budgets, *(name for broken in PROVIDER.battery for name in broken.operations)}
    assert named <= set(CONTRACT.operations)
    text = registry.spec_path("anytime").read_text(encoding="utf-8")
    assert all(f"format: {name}\n" in text for name in {*PROVIDER.placeholders, *PROVIDER.formats})
    assert PROVIDER.optional | PROVIDER.secrets <= set(PROVIDER.variables)
    assert PROVIDER.callbacks is not None
    assert set(PROVIDER.callbacks.variables) <= set(PROVIDER.variables)


def test_budgets_leave_generated_requests_nothing_but_reading() -> None:
    """On somebody's account nothing is changed by a request that was made up."""
    writes = {name for name, each in CONTRACT.operations.items() if each.method != "GET"}
    harmless = {"createToken", "checkApiByPost", "createDetailsDisplay"}
    assert writes - harmless == set(PROVIDER.budgets)
    assert set(PROVIDER.logins) <= harmless


@pytest.mark.parametrize("name", ["iban", "bic", "country-code"])
def test_generated_values_have_their_format(name: str) -> None:
    """What is generated as good is good by the contract's own reckoning."""

    @given(PROVIDER.formats[name]())
    @settings(max_examples=50)
    def check(value: str) -> None:
        assert formats.FORMATS[name](value)

    check()


def test_explored_input_is_good() -> None:
    """The first calls send every paper that a business needs, and an IBAN with right check digits."""
    assert frozenset() == needed_papers("business", frozenset(explore.PAPERS.values()))
    assert explore.PAPERS.items() <= PAPERS.items()
    assert reading.is_iban(explore.TRANSFER["dst_iban"])
    assert {*explore.HOLDER, *explore.CORPORATION} <= set(PARAMETERS)


def test_samples_are_as_the_contract_has_them() -> None:
    """What the rules were tried on has the members of the contract."""
    schemas = CONTRACT.document["components"]["schemas"]
    for shown, name in ((CARD, "Card"), (ROWS[0], "Statement"), (ACCOUNT, "Account")):
        assert set(shown) <= set(schemas[name]["properties"])
    known: Any = {ref: make_known().cards[ref].type for ref in (PLASTIC, MULTI, SINGLE, ORDERED)}
    assert set(known.values()) == set(schemas["CardType"]["enum"])
