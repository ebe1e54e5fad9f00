"""Twikey's passwords, signatures and cipher against vectors, and against openssl, which shares no code with us."""

import hmac
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from auth_hooks import errors, twikey

VECTORS = Path(__file__).parent / "vectors"
TWIKEY: dict[str, Any] = json.loads((VECTORS / "twikey.json").read_text(encoding="utf-8"))
CALLBACKS = [pytest.param(vector, id=vector["name"]) for vector in TWIKEY["callbacks"]]
API_TOKEN = "5845FD1A3D1A9915EA9C879BAF6D1DDE5B457143"
QUERY = "type=contract&mandateNumber=MNDT123&state=signed"
SIGNATURE = "31D227460F0DDC8F89B25334B6FB8F165BC62A2BE615930C999482E968D02307"
EXIT: dict[str, Any] = {name: TWIKEY["exit_urls"][0][name] for name in ("website_key", "mandate_number", "status")}
EXIT_SIGNATURE: str = TWIKEY["exit_urls"][0]["signature"]
ACCOUNT = TWIKEY["accounts"][0]
NO_ACCOUNT = "the exit URL's account does not decrypt with this website key and mandate number"


def run_openssl(*words: str, data: bytes) -> bytes:
    if shutil.which("openssl") is None:
        pytest.fail("openssl is not installed; the vectors need it as their independent verifier")
    return subprocess.run(["openssl", *words], input=data, capture_output=True, check=True).stdout


def openssl_mac(key: bytes, message: bytes) -> bytes:
    words = ("dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{key.hex()}", "-binary")
    return run_openssl(*words, data=message)


def openssl_hmac(key: str, message: str) -> str:
    words = ("dgst", "-sha256", "-hmac", key, "-binary")
    return run_openssl(*words, data=message.encode()).hex().upper()


def openssl_md5(text: str) -> str:
    return run_openssl("dgst", "-md5", "-binary", data=text.encode()).hex()


def truncate(mac: bytes, *, offset: int) -> int:
    first, *rest = mac[offset : offset + 4]
    return ((first & 0x7F) << 24) + (rest[0] << 16) + (rest[1] << 8) + rest[2]


def encrypt(text: str, *, mandate_number: str, website_key: str = ACCOUNT["website_key"]) -> str:
    key = openssl_md5(mandate_number + website_key)
    return run_openssl("enc", "-aes-128-cbc", "-K", key, "-iv", key, data=text.encode()).hex().upper()


@pytest.mark.parametrize("vector", TWIKEY["otp"], ids=lambda vector: str(vector["now_s"]))
def test_otp_is_the_vector(vector: dict[str, Any]) -> None:
    """The password of a moment is the vector's number, with the digits of the key in either case."""
    for private_key in (vector["private_key"], vector["private_key"].lower()):
        assert vector["otp"] == twikey.compute_otp(private_key, now_s=vector["now_s"], salt=vector["salt"])


@pytest.mark.parametrize("vector", TWIKEY["otp"], ids=lambda vector: str(vector["now_s"]))
def test_otp_vectors_agree_with_openssl(vector: dict[str, Any]) -> None:
    """Openssl computes the MAC of each vector; from there on it is four bytes and a remainder."""
    assert vector["steps"] == vector["now_s"] // 30
    assert vector["message_hex"] == f"{vector['steps']:016x}"
    key = vector["salt"].encode() + bytes.fromhex(vector["private_key"])
    mac = openssl_mac(key, bytes.fromhex(vector["message_hex"]))
    assert (vector["mac_hex"], vector["offset"]) == (mac.hex(), mac[19] % 16)
    assert (vector["truncated"], vector["otp"]) == (truncate(mac, offset=mac[19] % 16), vector["truncated"] % 10**8)


def test_fresh_otp_agrees_with_openssl() -> None:
    """What the hook computes for other inputs than those of the vectors agrees with openssl."""
    for now_s in range(1_700_000_000, 1_700_003_000, 250):
        mac = openssl_mac("préfixe".encode() + b"\x00\xff" * 16, (now_s // 30).to_bytes(8, "big"))
        expected = truncate(mac, offset=mac[19] % 16) % 10**8
        assert expected == twikey.compute_otp("00ff" * 16, now_s=now_s, salt="préfixe")


def test_otp_is_not_the_standards() -> None:
    """RFC 6238 looks at the last byte of the MAC; Twikey at byte 19, which gives another number."""
    vector = TWIKEY["otp"][2]
    mac = bytes.fromhex(vector["mac_hex"])
    assert mac[31] % 16 == 12
    assert vector["otp"] != truncate(mac, offset=12) % 10**8


def test_otp_lasts_thirty_seconds() -> None:
    """The password changes on the step and not within it, fractions of a second included."""
    key = TWIKEY["otp"][2]["private_key"]
    actual = [twikey.compute_otp(key, now_s=1_505_570_400 + after_s) for after_s in (0.0, 29.999, 30.0, 59.9)]
    assert actual == [66464308, 66464308, 76631618, 76631618]


def test_otp_before_the_epoch_is_refused() -> None:
    """A clock that says so is not set."""
    with pytest.raises(ValueError, match=r"^now_s must be 0 or more, got -1$"):
        twikey.compute_otp("00", now_s=-1)


@pytest.mark.parametrize("private_key", ["", "0", "0G", "00 11", "٦٦", "0x00"])
def test_otp_needs_a_hexadecimal_key(private_key: str) -> None:
    """A key that is not pairs of hexadecimal digits is refused and not repeated."""
    with pytest.raises(errors.BadCredentials) as caught:
        twikey.compute_otp(private_key, now_s=0)
    assert str(caught.value) == "private_key must be hexadecimal digits, two for each byte, and not empty"


def test_login_form_is_the_wires() -> None:
    """The form of a login has the token and the password without leading zeros; without a key the token alone."""
    vector = TWIKEY["otp"][6]
    enhanced = twikey.Credentials(api_token=API_TOKEN, private_key=vector["private_key"])
    url = "https://api.example.com/creditor"
    request = twikey.build_login_request(enhanced, login_url=url, now_s=vector["now_s"])
    assert (request.method, str(request.url)) == ("POST", url)
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert request.content == f"apiToken={API_TOKEN}&otp=380583".encode()
    plain = twikey.build_login_request(twikey.Credentials(api_token="1+2&3"), login_url=url, now_s=0)
    assert plain.content == b"apiToken=1%2B2%263"


def test_salt_of_the_credentials_is_used() -> None:
    """A partner's salt reaches the password."""
    vector = TWIKEY["otp"][7]
    credentials = twikey.Credentials(api_token="k", private_key=vector["private_key"], salt=vector["salt"])
    assert twikey.login_fields(credentials, now_s=vector["now_s"])["otp"] == str(vector["otp"])


@pytest.mark.parametrize("vector", CALLBACKS)
def test_callback_signature_is_the_vector(vector: dict[str, Any]) -> None:
    """The signature of a query, as it comes over the wire, is the vector's."""
    options = {"plus_is_space": vector.get("plus_is_space", False)}
    assert vector["signature"] == twikey.sign_callback(vector["query"], vector["api_token"], **options)
    assert vector["signature"] == openssl_hmac(vector["api_token"], vector["decoded"])


def test_fresh_callback_signature_agrees_with_openssl() -> None:
    """What the hook signs for other inputs than those of the vectors agrees with openssl."""
    decoded = "type=contract&reason=" + "".join(map(chr, range(32, 127))) + "€\r\n"
    assert openssl_hmac("k3y", decoded) == twikey.sign_callback(quote(decoded, safe="=&"), "k3y")


@pytest.mark.parametrize("vector", CALLBACKS)
def test_verified_callback_is_parsed(vector: dict[str, Any]) -> None:
    """A right signature gives the type and the decoded parameters."""
    options = {"plus_is_space": vector.get("plus_is_space", False)}
    callback = twikey.verify_callback(vector["query"], vector["signature"], api_token=vector["api_token"], **options)
    pairs = dict(pair.split("=", 1) for pair in vector["decoded"].split("&"))
    assert pairs == {**callback.parameters, **({"type": callback.type} if callback.type else {})}
    assert "type" not in callback.parameters


@pytest.mark.parametrize("vector", TWIKEY["refused_callbacks"], ids=lambda vector: str(vector["name"]))
def test_wrong_text_under_the_right_key_is_refused(vector: dict[str, Any]) -> None:
    """A signature over the query as it came, which openssl confirms, does not fit the decoded one."""
    assert vector["signature"] == openssl_hmac(vector["api_token"], vector["signed"])
    with pytest.raises(errors.SignatureMismatch):
        twikey.verify_callback(vector["query"], vector["signature"], api_token=vector["api_token"])


@pytest.mark.parametrize(
    "url",
    [
        QUERY,
        f"?{QUERY}",
        f"/callback?{QUERY}",
        f"/a=b&c?{QUERY}",
        f"http://my.company.com/callback?{QUERY}",
        f"HTTPS://my.company.com:8443?{QUERY}",
    ],
)
@pytest.mark.parametrize("signature", [SIGNATURE, SIGNATURE.lower(), SIGNATURE.title()])
def test_callback_is_found_in_a_url(url: str, signature: str) -> None:
    """The URL of the request or its query alone will do, and the signature in either case."""
    expected = twikey.Callback(type="contract", parameters={"mandateNumber": "MNDT123", "state": "signed"})
    assert expected == twikey.verify_callback(url, signature, api_token=API_TOKEN)


@pytest.mark.parametrize(
    ("url", "query"),
    [
        ("reason=why?&type=contract", "reason=why?&type=contract"),
        ("/callback?reason=/who?cares", "reason=/who?cares"),
        ("/callback", ""),
        ("/callback?", ""),
        ("", ""),
    ],
)
def test_query_ends_the_url(url: str, query: str) -> None:
    """Only what stands before the first question mark of a URL is no query; a URL without one has an empty query."""
    assert openssl_hmac("k3y", query) == twikey.sign_callback(url, "k3y")


@pytest.mark.parametrize(
    ("query", "signature", "message"),
    [
        (QUERY, None, "the callback's X-SIGNATURE is missing"),
        (QUERY, "", "the callback's X-SIGNATURE is missing"),
        (QUERY, SIGNATURE[:-1], "the callback's X-SIGNATURE does not fit"),
        (QUERY, f"{SIGNATURE}0", "the callback's X-SIGNATURE does not fit"),
        (QUERY, f" {SIGNATURE}", "the callback's X-SIGNATURE does not fit"),
        (QUERY, f"\ud800{SIGNATURE[1:]}", "the callback's X-SIGNATURE does not fit"),
        (f"{QUERY}&reason=x", SIGNATURE, "the callback's X-SIGNATURE does not fit"),
        (QUERY.replace("MNDT123", "MNDT124"), SIGNATURE, "the callback's X-SIGNATURE does not fit"),
        (f"{QUERY}%ff", SIGNATURE, "the callback's X-SIGNATURE does not fit"),
        (f"{QUERY}\ud800", SIGNATURE, "the callback's X-SIGNATURE does not fit"),
        ("", SIGNATURE, "the callback's X-SIGNATURE does not fit"),
    ],
)
def test_callback_that_is_not_genuine_is_refused(query: str, signature: str | None, message: str) -> None:
    """A signature that is missing, torn, foreign or for another query raises, whatever it is made of."""
    with pytest.raises(errors.SignatureMismatch) as caught:
        twikey.verify_callback(query, signature, api_token=API_TOKEN)
    assert message == str(caught.value)


def test_other_token_does_not_verify() -> None:
    """The key of the signature is the API token, character by character: case counts."""
    with pytest.raises(errors.SignatureMismatch):
        twikey.verify_callback(QUERY, SIGNATURE, api_token=API_TOKEN.lower())


def test_bytes_that_are_no_utf8_are_told_apart() -> None:
    """Queries that differ in a broken byte have different signatures."""
    assert twikey.sign_callback("a=%ff", "k3y") != twikey.sign_callback("a=%fe", "k3y")


def test_first_of_a_repeated_parameter_counts() -> None:
    """A repeated name, an empty value and a plus are read as they are signed."""
    query = "a=1&a=2&b=&c=x+y&type=event"
    callback = twikey.verify_callback(query, twikey.sign_callback(query, "k3y"), api_token="k3y")
    assert callback == twikey.Callback(type="event", parameters={"a": "1", "b": "", "c": "x+y"})


@pytest.mark.parametrize("vector", TWIKEY["exit_urls"], ids=lambda vector: str(vector["signed"]))
def test_exit_url_signature_is_the_vector(vector: dict[str, Any]) -> None:
    """Mandate, status and token, joined with slashes, sign to the vector, as openssl says too."""
    parts = {name: vector[name] for name in ("website_key", "mandate_number", "status", "token")}
    assert vector["signature"] == twikey.sign_exit_url(**parts)
    assert vector["signature"] == openssl_hmac(vector["website_key"], vector["signed"])
    for signature in (vector["signature"], vector["signature"].lower()):
        twikey.verify_exit_url(signature, **parts)


def test_empty_token_of_an_exit_url_counts_as_none() -> None:
    """A template with a place for the token leaves it empty when there is none."""
    twikey.verify_exit_url(EXIT_SIGNATURE, **EXIT, token="")


@pytest.mark.parametrize(
    ("signature", "changes", "message"),
    [
        (None, {}, "the exit URL's signature is missing"),
        ("", {}, "the exit URL's signature is missing"),
        (EXIT_SIGNATURE[:-1], {}, "the exit URL's signature does not fit"),
        (EXIT_SIGNATURE, {"status": "cancel"}, "the exit URL's signature does not fit"),
        (EXIT_SIGNATURE, {"mandate_number": "YOURDOC"}, "the exit URL's signature does not fit"),
        (EXIT_SIGNATURE, {"token": "tok42"}, "the exit URL's signature does not fit"),
        (EXIT_SIGNATURE, {"website_key": "1234"}, "the exit URL's signature does not fit"),
    ],
)
def test_exit_url_that_is_not_genuine_is_refused(signature: str | None, changes: dict[str, Any], message: str) -> None:
    """A signature that is missing, torn or for other parts raises."""
    with pytest.raises(errors.SignatureMismatch) as caught:
        twikey.verify_exit_url(signature, **(EXIT | changes))
    assert message == str(caught.value)


@pytest.mark.parametrize(
    "changes",
    [{"status": "ok/tok42"}, {"mandate_number": "MYDOC/ok", "status": "tok42"}],
)
def test_parts_of_an_exit_url_cannot_be_shifted(changes: dict[str, Any]) -> None:
    """The signature for three parts is not taken for one of two parts that join to the same text."""
    signature = TWIKEY["exit_urls"][1]["signature"]
    assert signature == twikey.sign_exit_url(**(EXIT | changes))
    with pytest.raises(errors.SignatureMismatch, match="has a slash in its mandate number or status"):
        twikey.verify_exit_url(signature, **(EXIT | changes))


@pytest.mark.parametrize("vector", TWIKEY["accounts"], ids=lambda vector: str(vector["iban"]))
def test_account_is_the_vector(vector: dict[str, Any]) -> None:
    """The encrypted account decrypts to the vector, as it does with openssl; case of the digits does not matter."""
    names = {name: vector[name] for name in ("website_key", "mandate_number")}
    expected = twikey.Account(iban=vector["iban"], bic=vector["bic"])
    for account in (vector["account"], vector["account"].lower()):
        assert expected == twikey.decrypt_account(account, **names)
    key = openssl_md5(vector["mandate_number"] + vector["website_key"])
    plain = run_openssl("enc", "-d", "-aes-128-cbc", "-K", key, "-iv", key, data=bytes.fromhex(vector["account"]))
    assert (vector["key_hex"], f"{vector['iban']}/{vector['bic']}") == (key, plain.decode())


def test_account_encrypted_by_openssl_is_read() -> None:
    """Other accounts, encrypted by openssl, decrypt; a bank that is not known is empty."""
    account = encrypt("NL91ABNA0417164300/", mandate_number="M-2")
    expected = twikey.Account(iban="NL91ABNA0417164300", bic="")
    assert expected == twikey.decrypt_account(account, website_key=ACCOUNT["website_key"], mandate_number="M-2")


@pytest.mark.parametrize(
    ("account", "changes"),
    [
        (ACCOUNT["account"], {"mandate_number": "YOURDOC"}),
        (ACCOUNT["account"], {"website_key": "1234"}),
        (ACCOUNT["account"][:-1], {}),
        (ACCOUNT["account"][:-2], {}),
        (ACCOUNT["account"][:32], {}),
        ("zz" * 16, {}),
        ("", {}),
    ],
)
def test_account_that_does_not_decrypt_is_refused(account: str, changes: dict[str, str]) -> None:
    """Another key, another mandate, broken hex and a torn text are refused, and the reason does not show."""
    names = {"website_key": ACCOUNT["website_key"], "mandate_number": "MYDOC"} | changes
    with pytest.raises(errors.SignatureMismatch) as caught:
        twikey.decrypt_account(account, **names)
    assert (str(caught.value), caught.value.__context__) == (NO_ACCOUNT, None)


@pytest.mark.parametrize("text", ["no account", "BE08/é", "BE08/GEBA/x", "BE08", ""])
def test_text_that_is_no_account_is_refused(text: str) -> None:
    """What decrypts to something else is refused in the same words."""
    account = encrypt(text, mandate_number="MYDOC")
    with pytest.raises(errors.SignatureMismatch) as caught:
        twikey.decrypt_account(account, website_key=ACCOUNT["website_key"], mandate_number="MYDOC")
    assert str(caught.value) == NO_ACCOUNT


@pytest.mark.parametrize(("text", "bic"), [("/", ""), ("/GEBABEBB", "GEBABEBB")])
def test_account_may_be_unknown_yet(text: str, bic: str) -> None:
    """A debtor who prints an invitation need not have said an account: its place is empty, and no reason to refuse."""
    account = encrypt(text, mandate_number="MYDOC")
    found = twikey.decrypt_account(account, website_key=ACCOUNT["website_key"], mandate_number="MYDOC")
    assert (found.iban, found.bic) == ("", bic)


def test_empty_keys_are_refused() -> None:
    """An empty key would let anybody sign; it is a setting that is missing."""
    signature = hmac.digest(b"", b"", "sha256").hex()
    with pytest.raises(errors.BadCredentials, match=r"^api_token must not be empty$"):
        twikey.verify_callback("", signature, api_token="")
    with pytest.raises(errors.BadCredentials, match=r"^website_key must not be empty$"):
        twikey.verify_exit_url(signature, **(EXIT | {"website_key": ""}))
    with pytest.raises(errors.BadCredentials, match=r"^website_key must not be empty$"):
        twikey.decrypt_account(ACCOUNT["account"], website_key="", mandate_number="MYDOC")
