"""What may be sent where, and what is masked in everything that is written down."""

from __future__ import annotations

import json
import string
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.safety import MASK, HostKind, Masker, RefusedTarget, check_target, classify_host

HOSTS = {"api-sandbox.example": "test", "api.example": "production"}
SECRET = "s3cr3t/with+odd=signs"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8080", HostKind.LOOPBACK),
        ("http://127.9.9.9", HostKind.LOOPBACK),
        ("http://[::1]:8080/base", HostKind.LOOPBACK),
        ("http://localhost:1", HostKind.LOOPBACK),
        ("http://LOCALHOST", HostKind.LOOPBACK),
        ("http://tikkie.localhost", HostKind.LOOPBACK),
        ("https://api-sandbox.example", HostKind.TEST),
        ("https://API-Sandbox.example:443/v1", HostKind.TEST),
        ("https://api.example", HostKind.PRODUCTION),
        ("https://api.example./", HostKind.PRODUCTION),
        ("https://127.0.0.1.nip.example", HostKind.UNKNOWN),
        ("https://localhost.example", HostKind.UNKNOWN),
        ("http://0.0.0.0", HostKind.UNKNOWN),
        ("http://10.0.0.1", HostKind.UNKNOWN),
        ("http://2130706433", HostKind.UNKNOWN),
    ],
)
def test_host_is_classified_by_its_name(url: str, expected: HostKind) -> None:
    """Only this machine is loopback, only documented hosts are test hosts, whatever their spelling."""
    assert expected == classify_host(url, documented=HOSTS)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("api.example", "is not an absolute"),
        ("ftp://api.example", "is not an absolute"),
        ("http://", "is not an absolute"),
        ("http:///path", "is not an absolute"),
        ("", "is not an absolute"),
        ("http://127.0.0.1:99999", "is not a URL"),
        ("http://127.0.0.1:eighty", "is not a URL"),
        ("http://[::1", "is not a URL"),
        ("https://api.example?key=1", "query or fragment"),
        ("https://api.example#top", "query or fragment"),
    ],
)
def test_unusable_url_is_refused_by_name(url: str, reason: str) -> None:
    """A slip in the URL is one sentence that quotes it."""
    with pytest.raises(RefusedTarget, match=reason) as caught:
        classify_host(url, documented=HOSTS)
    assert repr(url) in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http://me:hunter22@127.0.0.1", "http://:hunter22@127.0.0.1", "http://hunter22@h.test"]
)
def test_url_with_credentials_is_refused_without_repeating_them(url: str) -> None:
    """A password in the URL would end up in every report: the refusal does not start with that."""
    with pytest.raises(RefusedTarget) as caught:
        classify_host(url, documented=HOSTS)
    assert "hunter22" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "options", "refusal"),
    [
        ("http://127.0.0.1:1", {}, None),
        ("https://api-sandbox.example", {"live": True}, None),
        ("https://api-sandbox.example", {"live": False}, "use --profile live"),
        ("http://api-sandbox.example", {"live": True}, "is not https"),
        ("https://api.example", {"live": True}, "it takes both"),
        ("https://api.example", {"live": True, "allowed_host": "api.example"}, "it takes both"),
        ("https://api.example.", {"live": True, "allowed_host": "api.example."}, "it takes both"),
        ("https://api.example", {"live": True, "read_only": True}, "it takes both"),
        ("https://api.example", {"live": True, "read_only": True, "allowed_host": "API.example"}, None),
        ("https://api.example", {"read_only": True, "allowed_host": "api.example"}, "use --profile live"),
        ("http://api.example", {"live": True, "read_only": True, "allowed_host": "api.example"}, "is not https"),
        ("https://other.example", {"live": True}, "add --allow-host other.example"),
        ("https://other.example", {"live": True, "allowed_host": "another.example"}, "add --allow-host other.example"),
        ("https://other.example", {"live": True, "allowed_host": "other.example"}, None),
        ("https://other.example", {"allowed_host": "other.example"}, "use --profile live"),
        ("http://other.example", {"live": True, "allowed_host": "other.example"}, "is not https"),
    ],
)
def test_target_is_let_pass_or_refused(url: str, options: dict[str, object], refusal: str | None) -> None:
    """Loopback is free, test hosts are guests' business, everything else is asked for by name and read only."""
    arguments: dict[str, object] = {"allowed_host": None, "read_only": False, "live": False, **options}
    kind = classify_host(url, documented=HOSTS)
    if refusal is None:
        check_target(url, kind=kind, **arguments)  # type: ignore[arg-type] # a table of options
        return
    with pytest.raises(RefusedTarget, match=refusal):
        check_target(url, kind=kind, **arguments)  # type: ignore[arg-type] # a table of options


def make_masker(*values: str) -> Masker:
    return Masker(headers={"api-key", "authorization"}, fields={"token", "assertion"}, values=values)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("API-Key", SECRET, MASK),
        ("Authorization", f"Bearer {SECRET}", f"Bearer {MASK}"),
        ("authorization", SECRET, MASK),
        ("authorization", f'Signature keyId="a", signature="{SECRET}"', f"Signature {MASK}"),
        ("api-key", f"first half {SECRET}", MASK),
        ("api-key", "short", MASK),
        ("Accept", "application/json", "application/json"),
    ],
)
def test_secret_header_is_masked_by_name(name: str, value: str, expected: str) -> None:
    """The scheme of an Authorization header may be read, nothing else of a secret header."""
    assert {name: expected} == make_masker().headers({name: value})


def test_value_seen_once_is_masked_everywhere_afterwards() -> None:
    """In text, percent-encoded in a URL or form, escaped in JSON, and as Python writes it."""
    masker = make_masker()
    odd = 'quo"te\\back slash é'
    masker.headers({"api-key": SECRET, "authorization": f"Bearer {odd}"})
    for secret in (SECRET, odd):
        for form in (
            secret,
            f"before {secret} after",
            f"/path?key={quote(secret, safe='')}",
            f"a={quote_plus(secret)}&b=1",
            json.dumps({"echo": secret}),
            json.dumps({"echo": secret}, ensure_ascii=False),
            f"expected {secret!r}",
        ):
            masked = masker.text(form)
            assert MASK in masked
            assert secret not in masked
            assert json.dumps(secret)[1:-1] not in masked


def test_value_known_from_the_start_is_masked() -> None:
    """An API key is masked before the first request has shown it."""
    assert f"key {MASK}" == make_masker(SECRET).text(f"key {SECRET}")


def test_short_value_is_masked_by_name_only() -> None:
    """A secret of a few letters would mask ordinary words of a report."""
    masker = make_masker("EUR")
    assert '{"token":"[secret]"}' == masker.body(b'{"token": "EUR"}', "application/json")
    assert "EUR 12" == masker.text("EUR 12")


def test_json_fields_are_masked_at_any_depth_and_learnt() -> None:
    """Inside lists and objects, whatever the type of the value."""
    masker = make_masker()
    body = {"a": [{"token": SECRET}, {"b": {"assertion": {"x": 1}}}], "token": 12345678, "c": SECRET}
    masked = json.loads(masker.body(json.dumps(body).encode(), "application/json; charset=utf-8"))
    assert {"a": [{"token": MASK}, {"b": {"assertion": MASK}}], "token": MASK, "c": MASK} == masked
    assert MASK == masker.text(SECRET)


def test_form_fields_are_masked_and_learnt() -> None:
    """Secret fields of a form are masked, the others stay as they were sent."""
    masker = make_masker()
    form = urlencode({"assertion": SECRET, "scope": "a b", "empty": ""}).encode()
    assert "assertion=[secret]&scope=a+b&empty=" == masker.body(form, "application/x-www-form-urlencoded")
    assert MASK == masker.text(SECRET)


def test_secret_parameter_of_a_url_is_masked_by_name() -> None:
    """However short it is, a card's check digits are no business of a report."""
    url = "https://api.example.com/cards/ANY1/pin?token=000&page=2"
    assert f"https://api.example.com/cards/ANY1/pin?token={MASK}&page=2" == make_masker().url(url)


def test_binary_body_is_described_by_its_length() -> None:
    """What is not text could hide anything."""
    assert "[4 bytes]" == make_masker().body(b"\xff\xfe\x00\x01", "application/json")


@pytest.mark.parametrize("body", [f'{{"token": "{SECRET}"', "[" * 100_000 + SECRET, SECRET, f"<a>{SECRET}</a>"])
def test_body_that_is_not_what_it_says_still_hides_known_values(body: str) -> None:
    """Broken and bottomless JSON cannot be read by field, but values are masked all the same."""
    masked = make_masker(SECRET).body(body.encode(), "application/json")
    assert SECRET not in masked
    assert MASK in masked


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (f"assertion={quote_plus(SECRET)}&scope=a", "text/plain"),
        (f"scope=a&assertion={quote_plus(SECRET)}", "multipart/form-data"),
        (json.dumps({"token": SECRET}), "text/plain"),
        (json.dumps({"token": SECRET}), ""),
        (json.dumps({"a": 1, "token": SECRET})[:-2], "application/json"),
        (json.dumps({"a": 1, "token": SECRET})[:-4], "application/json"),
    ],
)
def test_secret_field_is_masked_whatever_the_content_type_says(body: str, content_type: str) -> None:
    """The judge sends forms under wrong content types, and a connection may end in the middle of a token."""
    masked = make_masker().body(body.encode(), content_type)
    assert MASK in masked
    for form in (SECRET, quote_plus(SECRET), SECRET[:-4]):
        assert form not in masked


# Brackets are left out: a secret made of the mask's own characters can be put together again by the mask.
TOKENS = st.text(st.sampled_from(string.ascii_letters + string.digits + "+/=._-~\"'\\ \n€é&%"), min_size=8, max_size=40)


@settings(max_examples=150, deadline=None)
@given(
    secrets=st.lists(TOKENS, min_size=1, max_size=5),
    around=st.lists(st.text(max_size=10), min_size=6, max_size=6),
    data=st.data(),
)
def test_no_learnt_secret_survives(secrets: list[str], around: list[str], data: st.DataObject) -> None:
    """Whatever stands around it, whichever secrets overlap: no learnt value is left in a masked text."""
    masker = make_masker(*secrets)
    chosen = data.draw(st.lists(st.sampled_from(secrets), min_size=5, max_size=5))
    text = "".join(part for pair in zip(around, chosen, strict=False) for part in pair)
    for form in (text, json.dumps(text), quote(text, safe="", errors="replace")):
        masked = masker.text(form)
        for secret in secrets:
            assert secret not in masked
            assert json.dumps(secret)[1:-1] not in masked
            assert quote(secret, safe="") not in masked
