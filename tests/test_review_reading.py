"""What the review reads, refuses and reports."""

import base64
import copy
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from conformance import review
from conformance.review import formats

CLEAN = Path(__file__).parent / "bad_specs" / "clean.yaml"
CONTRACTS = sorted((Path(__file__).parent.parent / "specs").glob("*.yaml"))


def test_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    """A contract that is not there gives one sentence with its name."""
    path = tmp_path / "coffee.yaml"
    with pytest.raises(review.SpecUnreadable) as caught:
        review.review_file(path)
    assert f"{path}: cannot be read: No such file or directory." == str(caught.value)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"openapi: 3.1.0\ninfo: {title\npaths: {}\n", ":3: is not YAML: did not find expected ',' or '}'."),
        (b"- openapi\n- 3.1.0\n", ":1: is not an OpenAPI document: the root must be a mapping."),
        (b"", ":1: is not an OpenAPI document: the root must be a mapping."),
        (b"title: caf\xe9\n", ": is not UTF-8 text: byte 10 is wrong."),
        (b"a: &a {b: 1}\nc: *a\n", ":1: is used again by a YAML alias; write a $ref to a component instead."),
        (b"a: &a\n  - *a\n", ":1: is used again by a YAML alias; write a $ref to a component instead."),
    ],
    ids=["syntax", "list", "empty", "encoding", "alias", "endless alias"],
)
def test_unreadable_file_is_refused_with_its_line(tmp_path: Path, content: bytes, reason: str) -> None:
    """What cannot be reviewed gives one sentence with the file and, where there is one, the line."""
    path = tmp_path / "coffee.yaml"
    path.write_bytes(content)
    with pytest.raises(review.SpecUnreadable) as caught:
        review.review_file(path)
    assert f"{path}{reason}" == str(caught.value)


def _places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from _places(item, (*path, key))


def test_wrong_type_anywhere_is_reviewed(tmp_path: Path) -> None:
    """Whatever stands in the wrong place, the review ends with an answer and not with an exception."""
    clean = yaml.safe_load(CLEAN.read_text(encoding="utf-8"))
    path = tmp_path / "coffee.yaml"
    refused = 0
    wrongs: list[Any] = [None, [], True, {"x": 1}, 3]
    for place, wrong in zip(_places(clean), itertools.cycle(wrongs), strict=False):
        changed = copy.deepcopy(clean)
        holder = changed
        for key in place[:-1]:
            holder = holder[key]
        holder[place[-1]] = wrong
        path.write_text(yaml.safe_dump(changed), encoding="utf-8")
        refused += bool(review.review_file(path).problems)
    assert refused > 100


def test_problem_reads_as_file_line_place_rule_and_message() -> None:
    """A problem is one line that an editor can jump from."""
    path = CLEAN.with_name("enum-named.yaml")
    problem = review.review_file(path).problems[0]
    expected = (
        f"{path}:{problem.line}: /components/schemas/Cup/properties/level/enum: enum-named: "
        "an enum that is not a component gets an invented class name; name it in components"
    )
    assert expected == str(problem)


def test_inventory_tells_documented_from_assumed() -> None:
    """Statements are counted by what they rest on, each with its line and the section or sentence."""
    inventory = review.review_file(CLEAN).inventory
    lines = CLEAN.read_text(encoding="utf-8").splitlines()
    assert [entry.text for entry in inventory.documented] == ["manual, Filling", "manual, Refusals"]
    assert [lines[entry.line - 1] for entry in inventory.documented] == ["    post:", "    UnknownCup:"]
    assert [entry.text for entry in inventory.assumed] == ["Nobody says how hot it is."]
    assert not inventory.proven
    assert not inventory.reported


@pytest.mark.parametrize(
    ("kind", "group"),
    [
        ("provider", "documented"),
        ("standard", "documented"),
        ("client", "proven"),
        ("recording", "proven"),
        ("report", "reported"),
    ],
)
def test_inventory_follows_the_kind_of_the_source(tmp_path: Path, kind: str, group: str) -> None:
    """A provider's text or a standard documents, a client or a recording proves, a report only reports."""
    path = tmp_path / "coffee.yaml"
    path.write_text(CLEAN.read_text(encoding="utf-8").replace("kind: provider", f"kind: {kind}"), encoding="utf-8")
    inventory = review.review_file(path).inventory
    counts = {name: len(getattr(inventory, name)) for name in ("documented", "proven", "reported")}
    assert {"documented": 0, "proven": 0, "reported": 0} | {group: 2} == counts


def test_render_counts_statements_and_lists_them_on_request() -> None:
    """The short form has the numbers; the full form has every statement with its place."""
    result = review.review_file(CLEAN)
    expected = [
        f"{CLEAN}: 0 problems",
        "     2 documented by the provider or a standard",
        "     0 proven by a working client or a recorded answer",
        "     0 reported by somebody who read a text that is not at hand",
        "     1 assumed by us; nobody confirms it",
    ]
    assert expected == review.render(result).splitlines()
    line = result.inventory.assumed[0].line
    assert (
        f"    {CLEAN}:{line}: /paths/~1cups~1{{cupId}}/post: Nobody says how hot it is."
        == review.render(result, full=True).splitlines()[-1]
    )


@pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.stem)
def test_contract_breaks_no_rule(path: Path) -> None:
    """Every published contract is clean."""
    assert [str(problem) for problem in review.review_file(path).problems] == []


_SPKI = PublicFormat.SubjectPublicKeyInfo


def _rsa_key(bits: int, form: PublicFormat = _SPKI) -> str:
    """A public key of so many bits, in DER and base64; nobody knows its private half."""
    numbers = rsa.RSAPublicNumbers(e=65537, n=2 ** (bits - 1) + 1)
    return base64.b64encode(numbers.public_key().public_bytes(Encoding.DER, form)).decode()


_EC_KEY = base64.b64encode(
    ec.derive_private_key(1, ec.SECP256R1()).public_key().public_bytes(Encoding.DER, _SPKI)
).decode()
_SIGNATURE = base64.b64encode(bytes(range(256))).decode()


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("iban", "DE89370400440532013000", "DE21200600000143457000"),
        ("iban", "NL91ABNA0417164300", "NL91 ABNA 0417 1643 00"),
        ("payconiq-signature", _SIGNATURE, _SIGNATURE.replace("+", "-").replace("/", "_")),
        ("payconiq-signature", base64.b64encode(bytes(128)).decode(), base64.b64encode(bytes(127)).decode()),
        ("payconiq-signature", _SIGNATURE, f"{_SIGNATURE[:76]}\n{_SIGNATURE[76:]}"),
        ("rsa-public-key", _rsa_key(1024), _rsa_key(1023)),
        ("rsa-public-key", f"{_rsa_key(2048)[:64]}\n{_rsa_key(2048)[64:]}\n", _EC_KEY),
        ("rsa-public-key", _rsa_key(2048), f"-----BEGIN PUBLIC KEY-----\n{_rsa_key(2048)}\n-----END PUBLIC KEY-----"),
        ("rsa-public-key", _rsa_key(2048), _SIGNATURE),
        ("rsa-public-key", _rsa_key(2048), _rsa_key(2048, PublicFormat.PKCS1)),
        ("nl-iban", "NL02ABNA0123456789", "NL03ABNA0123456789"),
        ("nl-iban", "NL91ABNA0417164300", "BE68539007547034"),
        ("zulu-date-time", "2017-05-31T23:59:59Z", "2017-05-31T23:59:59+00:00"),
        ("zulu-date-time", "2017-05-31T23:59:59.000000Z", "2017-02-30T00:00:00Z"),
        ("date-time", "2017-05-31T23:59:59+02:00", "2017-05-31T23:59:59"),
        ("date", "2017-05-31", "20170531"),
        ("uuid", "3cbf4bc9-108c-4e02-ad6e-937c79d875e3", "3cbf4bc9108c4e02ad6e937c79d875e3"),
        ("uri", "https://tikkie.me/pay/1", "tikkie.me/pay/1"),
        ("email", "x@yz.com", "x.yz.com"),
        ("email-address", "support@twikey.com", "support@localhost"),
        ("email-address-or-empty", "", "@twikey.com"),
        ("spaced-iban", "BE68068897250734", "BE69068897250734"),
        ("spaced-iban", "BE68 0688 9725 0734", "be68068897250734"),
        ("spaced-iban-or-empty", "", " "),
        ("date-or-date-time", "2017-09-15", "2017-09-31"),
        ("date-or-date-time", "2017-09-15T10:00:00", "2017-09-15 10:00:00"),
        ("date-or-date-time", "2017-08-29T00:00:00.000Z", "2017-08-29T25:00:00.000Z"),
        ("date-or-date-time-or-empty", "", "15-09-2017"),
        ("collection-date-or-empty", "1505426400000", "1505426400"),
        ("collection-date-or-empty", "", "tomorrow"),
        ("reset-point-or-empty", "2015-08-20T13:02:03Z", "2015-08-20T13:02:03+00:00"),
        ("reset-point-or-empty", "MNDT-123", "MNDT 123"),
        ("reset-point-or-empty", "", "M" * 36),
        ("zulu-date-time-or-empty", "", "2017-08-29"),
        ("api-token", "5845FD1A3D1A9915EA9C879BAF6D1DDE5B457143", " "),
        ("one-time-password-or-empty", "00380583", "123456789"),
        ("one-time-password-or-empty", "", "-1"),
        ("base64-png", "iVBORw0KGgo=", "iVBORw0KGgo"),
        ("base64-png", "iVBORw0KGgoAAAA=", "JVBERi0xLjQK"),
        ("anytime-client-id", "1_6ooeqf7gkhw2", " "),
        ("anytime-client-secret", "4k0s cg", ""),
        ("anytime-password", "correct horse", "\t"),
        ("anytime-username", "shop", "  "),
        ("iban", "FR1420041010050500013M02606", "FR1420041010050500013m02606"),
        ("bic", "ABNANL2A", "ABNANL2"),
        ("bic", "AGRIFRPPXXX", "AGRIXXPP"),
        ("country-code", "FR", "FRA"),
        ("country-code", "be", "ZZ"),
        ("ipv4", "198.51.100.23", "198.51.100.256"),
        ("ipv4", "127.0.0.1", "1"),
        ("ipv6", "2001:db8::7", "2001:db8::7::1"),
        ("ipv6", "::ffff:198.51.100.23", "fe80::1%eth0"),
        ("client-assertion", "e30.e30.AAAA", "e30.e30"),
        ("client-assertion", "eyJhIjoxfQ.e30.AA", "AAAA.e30.AAAA"),
    ],
)
def test_format_tells_good_from_bad(name: str, good: str, bad: str) -> None:
    """Each format accepts what it names and refuses its near miss."""
    assert (formats.FORMATS[name](good), formats.FORMATS[name](bad)) == (True, False)


def test_format_table_is_tested_completely() -> None:
    """No format is in the table without a near miss in the test above."""
    tested = {case[0] for mark in _marks(test_format_tells_good_from_bad) for case in mark.args[1]}
    assert set(formats.FORMATS) == tested


def _marks(function: Any) -> list[pytest.Mark]:
    return list(function.pytestmark)
