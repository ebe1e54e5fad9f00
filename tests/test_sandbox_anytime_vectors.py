"""The Anytime sandbox agrees with vectors that were computed with other tools: OpenSSL, PHP and Node.

The key was made for these vectors and is used for nothing else. The second validation data are the SHA-1 of the first.
"""

import json
from pathlib import Path

import pytest

from conformance.sandbox.anytime import formats
from conformance.sandbox.anytime.signatures import hash_answer
from tests import anytime_world
from tests.anytime_world import PEOPLE, World, body, code

PUBLIC_KEY = """-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwO6MqGDYkv85zJWr+l05
34smB0O/34S6/lpPQBXT6+4HLNtEZ/Xzvb7/8T/ezCPk7e3MKOGorUnpp8ZwYA/u
KLaYLo8ayam3W1EZ9f6uq8Y57+IVvwJ9WM54fRXgnfEpTCUzCQjq3D1s2xywjRw3
K6aNb4wYb1IWNxINaENvU3hyOOatMoqjVb1k+jHdAcBGSgQjBqNBQjdqfS+B8YHJ
TgdYCKHXkgvsvpUPwt6OI4ThGe4Fqp3VtNGvcJ/Ctj/kchEjC1W4m6VFqIeWCPs1
2hGlmy2Ev9t/sqBLnOWyHU3cZUjVP+6PYzpZviXttgx73+yCdyeyMj9vKtKA9Jg1
zQIDAQAB
-----END PUBLIC KEY-----
"""
SIGNATURES = {
    "1478508503.5145": (
        "OaaLuPJYIl9QWqW+gPvjfAS+R3J88zSmL916Ebn+BFeT5Ai/AEdEMepWxtywbYwE7mWMDXTsc0xLAQcK2VZ4LKcLxQZ+oiZDwdcN"
        "QQYm31JGrVYSSudTfHu99ahxHyXyiUlQEDGwrLBfnBCeYijhRcCOgFKaKsbqNae2zrkKIr6h13hadjQDd5+H5TJ/jz43tEDltAy9"
        "3W8jNhIsX4MRYtNbJbXOjhT9iRK11wL7S6LQfnhKp5Udpko0TghUKNGoxlfkxZT5rQdc4DaqoqoGwKxs3LJXk+IIZW5Z4Y22yQe7"
        "+8DqkN96qTbtNxhPP4G+6v1nOO3NiveeMsdKyeQIEQ=="
    ),
    "820ef3c6cf2848caa332640b5205f80a6d406cd2": (
        "OBiDrrRhM1CKPsa3Oxy+lqYLv5pFtllvW6RxtSFe2eW6RXlD9FfLl//EoxPx9GE8uoEb8n/sjyD12ooQGqO26wzmXUqH7LovRfNu"
        "2wYlkqUIWgKpARQpCpbMhkAt2Smi3OEH7sMlEgE51pZ8trmM9ilhZbYr+cwE5LJzx7nFUE9B45nKqJoU/v74y9hGdIZrKR9YDnoO"
        "8j9lxkaiyCxMSv38uUJeFeQ+Zl4LdFzQaOgSNXPBEfpqUp4O4hjEGEQgSCk0ZQIosmDLwqn93KF9xImQBnVA6oymAF4ww+Pb2u1/"
        "ogPoOztOBrthnj2TR50U1RiE7yT7bS//A6DfNBf8vg=="
    ),
}
HASHES = [
    ("1234", "some-username", "2a48975b97eb24a16550e1412210b9a221c6f453a24ae52b3e8fcca59c5b4803"),
    ("1472742723.9673", "YourUserName", "4d827cd4c78b115a6f20c49886dc62b690e93c5ef26d47e74fa8c89001dd3ea6"),
    ("1478525194.6798", "demo-user", "f930a2884052a4a4f230ebbcdf5816e10e0324234337bda870bbb80664d04fc5"),
    ("1478525194.68", "demo-user", "9e0ea17ae494de1ddfb99011947f5af03246849e8405c72de752f257b1bfacd2"),
    ("1603443843", "demo-user", "9b01049e632785760cd1dc4a5972b7e13ee03309cf9323922bded740d793e834"),
    ("1486044888", "demo-user", "82d9d5845b3f2e3a07bed7696c4238794797185886ca677bbe0fcd35bc68158e"),
]


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A sandbox in which both API users are registered, the first with the key of the vectors."""
    entries = [
        {**PEOPLE[0], "public_key": PUBLIC_KEY},
        {**PEOPLE[1], "public_key": anytime_world.public_pem(anytime_world.private_key(1))},
    ]
    path = tmp_path / "users.json"
    path.write_text(json.dumps(entries))
    return World(path)


@pytest.mark.parametrize(("timestamp", "username", "expected"), HASHES)
def test_hash_of_an_answer_matches_the_vectors(timestamp: str, username: str, expected: str) -> None:
    """The hash is SHA-256 over timestamp, bar and username, in lower-case hexadecimal."""
    assert expected == hash_answer(timestamp, username)


def test_signatures_of_the_vectors_let_in(world: World) -> None:
    """Both signatures are accepted, one for the token and one for the first call with it."""
    (first, signature), (second, other) = SIGNATURES.items()
    world.bearers[0] = body(world.token(data=first, signature=signature))["access_token"]
    assert body(world.call("GET", "/apicheck", data=second, signature=other))["date_time"] == "2020-10-23 11:04:03"


def test_a_signature_of_the_vectors_is_good_for_its_own_data_only(world: World) -> None:
    """The signature over the one is refused for the other, with every byte in place."""
    first, second = SIGNATURES
    assert code(world.token(data=first, signature=SIGNATURES[second])) == "4010070"
    assert code(world.token(data=first + " ", signature=SIGNATURES[second])) == "4010070"
    assert code(world.token(data=first, signature=SIGNATURES[first].rstrip("="))) == "4010070"


@pytest.mark.parametrize(
    ("now_ms", "expected"),
    [
        (1_478_525_194_679, "1478525194.679"),
        (1_478_525_194_680, "1478525194.68"),
        (1_478_525_194_600, "1478525194.6"),
        (1_478_525_194_000, "1478525194"),
        (1_478_525_190_001, "1478525190.001"),
    ],
)
def test_timestamp_has_neither_trailing_zeros_nor_a_bare_point(now_ms: int, expected: str) -> None:
    """The text is what a client gets that reads the number and writes it with fourteen digits."""
    assert expected == formats.timestamp_text(now_ms)
    assert expected == f"{float(expected):.14g}"


@pytest.mark.parametrize(
    ("now_ms", "expected"),
    [
        (1_603_443_843_000, "2020-10-23T11:04:03+02:00"),
        (1_603_587_599_999, "2020-10-25T02:59:59+02:00"),
        (1_603_587_600_000, "2020-10-25T02:00:00+01:00"),
        (1_616_893_199_999, "2021-03-28T01:59:59+01:00"),
        (1_616_893_200_000, "2021-03-28T03:00:00+02:00"),
        (1_609_455_600_000, "2021-01-01T00:00:00+01:00"),
    ],
)
def test_time_is_that_of_paris(now_ms: int, expected: str) -> None:
    """The provider's own sample of a transfer, and both changes of the clock."""
    assert expected == formats.offset_text(now_ms)
