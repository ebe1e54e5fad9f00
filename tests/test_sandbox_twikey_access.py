"""Who may call the Twikey sandbox, and how it says no: logins, sessions, errors, paths it does not have."""

import re
from collections.abc import Iterator

import httpx
import pytest

from conformance.sandbox.twikey import access
from tests import twikey_world
from tests.twikey_looks import unknown
from tests.twikey_probes_answers import prenotify
from tests.twikey_world import FIRST_TOKEN, INVITATION, NOW_S, OTP_TOKEN, PRIVATE_KEY, World, code, outcome

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from twikey_world.settled()


@pytest.mark.parametrize(
    ("now_s", "otp"),
    [
        (0, 97259882),
        (59, 70235197),
        (1505570400, 66464308),
        (1505570429, 66464308),
        (1505570430, 76631618),
        (1600000000, 64193875),
        (1600003300, 380583),
    ],
)
def test_otp_follows_the_vectors(now_s: int, otp: int) -> None:
    """The one-time password is cut by byte 19 of the MAC; a password may have fewer than eight digits."""
    assert otp == access.compute_otp(PRIVATE_KEY, now_s=now_s)
    assert otp == access.compute_otp(PRIVATE_KEY.lower(), now_s=now_s, salt="own")
    assert otp != access.compute_otp(PRIVATE_KEY, now_s=now_s, salt="other")


def test_login_gives_the_token_twice(world: World) -> None:
    """Header and body carry the same UUID, and the merchant has a number."""
    answer = world.log_in()
    assert (answer.status_code, list(answer.json())) == (200, ["Authorization"])
    assert answer.json()["Authorization"] == answer.headers["authorization"]
    assert UUID.fullmatch(answer.headers["authorization"])
    assert answer.headers["x-merchant-id"] == "1"


@pytest.mark.parametrize("path", ["/creditor", "/creditor/"])
@pytest.mark.parametrize("in_query", [True, False])
def test_login_takes_query_and_form_on_both_paths(world: World, path: str, in_query: bool) -> None:
    """A slash at the end makes no difference, nor does where the parameters are."""
    form = f"apiToken={FIRST_TOKEN}&otp="
    answer = world.send("POST", path, content=b"" if in_query else form.encode(), query=form if in_query else "")
    assert answer.status_code == 200
    logout = world.send("GET", path, headers={"Authorization": answer.headers["authorization"]})
    assert (logout.status_code, logout.content) == (204, b"")


@pytest.mark.parametrize("form", [{}, {"apiToken": ""}, {"apiToken": "nobody"}, {"apitoken": FIRST_TOKEN}])
def test_refused_login_is_200_without_a_session(world: World, form: dict[str, str]) -> None:
    """Every failure looks the same: status 200, the code in both headers, no Authorization header."""
    answer = world.call("POST", "", form, session=None)
    assert (answer.status_code, code(answer)) == (200, "err_no_login")
    assert "authorization" not in answer.headers


def test_refused_login_is_400_when_switched(world: World) -> None:
    """Later servers answer 400; neither option touches the other."""
    assert world.event("options", login_failure=400) == {"status_policy": "documented", "login_failure": 400}
    assert (world.log_in("nobody").status_code, code(world.log_in("nobody"))) == (400, "err_no_login")
    world.event("options", login_failure="200", status_policy="always-400")
    assert world.log_in("nobody").status_code == 200


@pytest.mark.parametrize(
    ("otp", "accepted"),
    [
        ("66464308", True),
        ("76631618", True),
        (str(access.compute_otp(PRIVATE_KEY, now_s=NOW_S - 30)), True),
        ("066464308", True),
        (str(access.compute_otp(PRIVATE_KEY, now_s=NOW_S - 60)), False),
        (str(access.compute_otp(PRIVATE_KEY, now_s=NOW_S + 60)), False),
        ("", False),
        ("6646430", False),
        ("-66464308", False),
        ("66464308.0", False),
        ("\u0666\u0666464308", False),
    ],
)
def test_otp_is_checked_with_enhanced_security(world: World, otp: str, accepted: bool) -> None:
    """The step before and the one after are good too, the number is what counts, and it may be used again."""
    for _ in range(2):
        assert accepted is world.log_in(OTP_TOKEN, otp=otp).headers.__contains__("authorization")


def test_otp_is_ignored_without_enhanced_security(world: World) -> None:
    """A merchant without a private key may send anything."""
    assert world.log_in(otp="nonsense").status_code == 200


def test_otp_with_leading_zeros_is_a_number(world: World) -> None:
    """Both the eight-character form and the plain number are accepted."""
    world.control("POST", "/clock", {"now": "2020-09-13T13:21:40Z"})
    assert [outcome(world.log_in(OTP_TOKEN, otp=otp)) for otp in ("380583", "00380583")] == [200, 200]


@pytest.mark.parametrize("session", [None, "nobody", "Bearer {}", "{} {}", ""])
def test_caller_without_a_session_is_not_logged_in(world: World, session: str | None) -> None:
    """401, plain text, and none of the error headers; whatever else is wrong with the request."""
    sent = None if session is None else session.format(world.session, world.session) or " "
    answer = world.call("POST", "/invite", {}, session=sent)
    assert (answer.status_code, answer.text) == (401, "Not logged in")
    assert answer.headers["content-type"] == "text/plain"
    assert not {"apierror", "apierrorcode"} & set(answer.headers)


def test_session_lives_for_a_day(world: World) -> None:
    """It is good until 24 hours are over."""
    world.advance(86_399)
    assert world.get("/transaction").status_code == 200
    world.advance(1)
    assert world.get("/transaction").status_code == 401


def test_logout_ends_its_own_session_only(world: World) -> None:
    """Several sessions of a merchant live beside each other."""
    other = world.log_in().headers["authorization"]
    assert world.get("").status_code == 204
    assert world.get("/transaction").status_code == 401
    assert world.call("GET", "/transaction", session=other).status_code == 200


def test_header_name_has_any_case(world: World) -> None:
    """The samples of the document write it in lower case."""
    assert world.send("GET", "/creditor/transaction", headers={"authorization": world.session}).status_code == 200


@pytest.mark.parametrize("path", ["/nothing", "/mandate/", "/mandate%2Fdetail", "//", "/invite/x", "/Mandate", "/%00"])
def test_unknown_path_is_not_found(world: World, path: str) -> None:
    """Paths are looked up before sessions."""
    for session in ("", None):
        answer = world.call("GET", path, session=session)
        assert (answer.status_code, code(answer)) == (404, "err_not_found")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("", "GET, POST"),
        ("/mandate", "DELETE, GET, POST"),
        ("/collect", "POST"),
        ("/payment", "GET"),
        ("/sign", "POST"),
    ],
)
def test_wrong_method_says_which_are_right(world: World, path: str, allowed: str) -> None:
    """405 with Allow, before the session is looked at."""
    for method in ("PUT", "PATCH", "OPTIONS", "TRACE", "PROPFIND"):
        answer = world.call(method, path, session=None)
        assert (answer.status_code, code(answer), answer.headers["allow"]) == (405, "err_not_found", allowed)
    head = world.call("HEAD", path)
    assert (head.status_code, head.content, head.headers["allow"]) == (405, b"", allowed)


def errors_of(world: World) -> list[httpx.Response]:
    """Return errors whose documented statuses differ."""
    return [
        unknown(world),
        world.cancel(world.signed, rsn=...),
        prenotify(world, collectionDate="never"),
        world.add(mandate=world.prepared),
        world.post("/invite", {**INVITATION, "ct": "999"}),
    ]


@pytest.mark.parametrize(
    ("policy", "statuses"),
    [
        ("documented", [404, 405, 406, 403, 400]),
        ("always-400", [400] * 5),
        ("always-200", [200] * 5),
    ],
)
def test_status_policy_decides_the_status_and_nothing_else(world: World, policy: str, statuses: list[int]) -> None:
    """Code, headers and body are the same over the years; sessions and paths are refused as ever."""
    world.control("POST", "/reset", {"limits": {"status_policy": policy}})
    world.settle_down()
    found = errors_of(world)
    assert statuses == [each.status_code for each in found]
    codes = ["err_no_contract", "err_provide_reason", "err_invalid_date", "err_mandate_invalid_state", "err_no_such_ct"]
    assert codes == [code(each) for each in found]
    assert world.call("GET", "/transaction", session=None).status_code == 401
    assert world.get("/nothing").status_code == 404


@pytest.mark.parametrize(
    ("accepted", "message"),
    [
        ("nl", "Mandaat niet gevonden"),
        ("fr-BE, en;q=0.5", "Mandat introuvable"),
        ("xx, de;q=0.1", "Mandat nicht gefunden"),
        ("en;q=0.1, nl;q=0.9", "Mandaat niet gevonden"),
        ("xx", "No such mandate"),
        ("", "No such mandate"),
        ("nl;q=0", "No such mandate"),
        (";;q=,,nl;q=x", "No such mandate"),
    ],
)
def test_text_of_an_error_is_in_the_language_of_the_caller(world: World, accepted: str, message: str) -> None:
    """The code stays; only the text is translated."""
    answer = world.get("/mandate/detail", {"mndtId": "NOBODY"}, Accept_Language=accepted)
    assert (answer.json()["message"], code(answer)) == (message, "err_no_contract")


def test_form_wins_over_query_and_the_first_value_counts(world: World) -> None:
    """Parameters may be in either place; an empty one is absent, and one that is repeated counts once."""
    query = {"ct": "999", "email": "query@example.com", "city": "Query"}
    form = {"ct": ["1323", "999"], "email": ["form@example.com", "x"], "city": ""}
    number = world.call("POST", "/invite", form, query=query).json()["mndtId"]
    debtor = world.detail(number).json()["Mndt"]["Dbtr"]
    assert debtor["CtctDtls"]["EmailAdr"] == "form@example.com"
    assert debtor["PstlAdr"]["TwnNm"] == "Query"


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "", "multipart/form-data"])
def test_content_type_of_a_form_does_not_matter(world: World, content_type: str) -> None:
    """Clients send forms with all sorts of types; a body that is no form has no parameters."""
    headers = {"Content-Type": content_type}
    assert world.call("POST", "/invite", INVITATION, headers=headers).status_code == 200
    assert code(world.call("POST", "/invite", b'{"ct":1323}', headers=headers)) == "err_missing_params"


def test_delete_reads_the_query_only(world: World) -> None:
    """A form in the body of a DELETE is not looked at."""
    form = {"mndtId": world.signed, "rsn": "why"}
    assert code(world.call("DELETE", "/mandate", form)) == "err_missing_params"


def test_answer_without_content_has_no_type(world: World) -> None:
    """204 and an empty 200 carry neither body nor content type."""
    for answer in (world.cancel(world.signed), world.delete("/transaction", {"id": "1"})):
        assert (answer.content, "content-type" in answer.headers) == (b"", False)
    assert world.get("/transaction").headers["date"] == "Sat, 16 Sep 2017 14:00:00 GMT"
