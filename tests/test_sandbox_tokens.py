"""The token endpoint verifies an assertion as the provider describes it, with vectors that no code of ours made."""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from tests import sandbox_world
from tests.sandbox_world import (
    ASSERTION_TYPE,
    FIRST_KEY,
    NOW_S,
    SECOND_KEY,
    World,
    assertion,
    claims,
    code,
    encode,
    private_key,
)

# Test key A of the vectors: its private half is public and worthless. The assertions below were signed with it by an
# independent generator and the RS256 one was verified with openssl; all are to be judged at 2018-06-19T09:20:42Z.
KEY_A = """-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAk571YORW2AMJ4LOrAlvp
LXVUUklLBWm73HcvGSUfVEGL6AWWpjCUazv7bkBVhSyCE04aQ8fKXMvHE06S4ywg
+GhQJpuSQLqsNHNesezfhvMR/UC0R/I/L7AwvIOCLVaifPnYIRlkH84rzRxSU+BY
Q+hZZbhoMllUy37AEs1OMV8rM/lovSLNhLhNRgjon3SZOYKaqGCO0mZljbQ+paHC
l46Vh0ndAQTYJQZ5XBPcA0gavdgg3mucRbCsYG795qqbnGwhmEWyR10FWwOngB/Z
X6l0qo9z2WDKew2kgLrTPxN9ezq5Tgcop1TI4X8RfoAmhTuz7grJLBLRMZhm7mxn
kQIDAQAB
-----END PUBLIC KEY-----
"""
VECTORS = {
    "RS256": (
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJuYmYiOjE1MjkzOTk5ODIsImV4cCI6MTUyOTQwMDEwMiwiaXNzIjoib3BlbmF"
        "waS1zYW5kYm94LXRlc3QiLCJzdWIiOiJhYmNkZWZnaGlqa2xtbm9wQUJDREVGR0hJSktMTU5PUCIsImF1ZCI6Imh0dHBzOi8vYXV"
        "0aC1zYW5kYm94LmFibmFtcm8uY29tL29hdXRoL3Rva2VuIn0.jY6SPg7Cwd3BpD5sW5biLxn0NPGhTXiVUFPnCfEzC1jUiNxBxHd"
        "1jxPYukE7MAKFgeJDCF5fF4mZXvCtD0rS_5L2e5J8gc0czyicla4CvCWX4JZforJZ6KToaha9N04lYcZcpb1_3OA4giNsWxRQpG5"
        "cKHQE5hi3yIPEdF7cvpGLf1y0nv9QbMSFARQSmXhFKWEgiuUn5ENPf9z649JHrGkxuiYhtxl4D34RWWTVFU7VRboa02yrA2emZ0M"
        "2EAofPPU1gpv28jKs9o7MkFA7xtkHgH9vAOd-CGei8RFRyCdO6HtK0QLLjY62yVrsexNugfQUdTfMr1Y9CxfqcHyaow"
    ),
    "RS384": (
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzM4NCJ9.eyJuYmYiOjE1MjkzOTk5ODIsImV4cCI6MTUyOTQwMDEwMiwiaXNzIjoib3BlbmF"
        "waS1zYW5kYm94LXRlc3QiLCJzdWIiOiJhYmNkZWZnaGlqa2xtbm9wQUJDREVGR0hJSktMTU5PUCIsImF1ZCI6Imh0dHBzOi8vYXV"
        "0aC1zYW5kYm94LmFibmFtcm8uY29tL29hdXRoL3Rva2VuIn0.WKo7SZM90T3OvgzZPRYV7F7Lcv5W6Lz-X8PcFzj3zY0nprAkDU3"
        "JsWOEgzmWMkYU81t44hl_AlxkomJbOcUUOQ7y6ZPh8d5zmS6QoZuSfs7j9htkKZMBCSSictLu4GSJxnbNowm0MU3x4AqHOtLw7O-"
        "qzHHmPibx5X9X8qX1TbaohuaL8-1zp_0W2a6S5AijsFccZK_IpgxWYqeyMoS9gCoFK8PSQ_wsncXNQHLsbujxcy9udTFJoByDf9r"
        "ksz72aTxuWCBySq5sPeo7XJH9zvHvj9y6-J4M3FL76TNHzkj5fGasTHlYEfGOkwy7rpJNhBveHk3BGm_MA1ClFjLa9w"
    ),
    "RS512": (
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzUxMiJ9.eyJuYmYiOjE1MjkzOTk5ODIsImV4cCI6MTUyOTQwMDEwMiwiaXNzIjoib3BlbmF"
        "waS1zYW5kYm94LXRlc3QiLCJzdWIiOiJhYmNkZWZnaGlqa2xtbm9wQUJDREVGR0hJSktMTU5PUCIsImF1ZCI6Imh0dHBzOi8vYXV"
        "0aC1zYW5kYm94LmFibmFtcm8uY29tL29hdXRoL3Rva2VuIn0.YgCM-2NUGTXFNc4BnCJq9E-lsroBzjpPEJUDlxDuXU1hUTCVFH2"
        "vb9n24Cm5AkxbJBBQ_NW8FuHipEfVZbqIbMsD5bBhxY5dljI2au3DBxWsARYi1LBm8dgPJ7q6vxtZdKKqflRhv35D6sTr93G5VBF"
        "w8PS7IZE-5jSnHDbQj2bWuYzOD56s83QENtpfgJ4W1Nh_h4DoGVTkV_GSNmD4YdR6i8pkKRYfiCDjdDlVahT6xiF57IOTeu8nI_t"
        "ZRmBKDKGOvEdGnzHNox21aY6Zk7no-__9mOkyPnrMXAfR3GqBS7YzPGMrq40_K1e9rmMOVIp3Xpevt_ZaZNu_gtCEAw"
    ),
    "max_ok": (
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJuYmYiOjE1Mjk0MDAwNDIsImV4cCI6MTUyOTQwMTI0MiwiaXNzIjoib3BlbmF"
        "waS1zYW5kYm94LXRlc3QiLCJzdWIiOiJhYmNkZWZnaGlqa2xtbm9wQUJDREVGR0hJSktMTU5PUCIsImF1ZCI6Imh0dHBzOi8vYXV"
        "0aC1zYW5kYm94LmFibmFtcm8uY29tL29hdXRoL3Rva2VuIn0.jM5dUUwc576Hd8s1PziN1Ryml8gXdlNZOnXWgI5A1tInbnoG8Rb"
        "vZBL5Ofe3r_Fnf465oA_ReC2nkTanRTaidB3lZT8EcMtsgB1RxXM2zdcoPPtjJZVxFfCGNcH03t46gXCamlyU-Tj0LVqu-u8NxG2"
        "EJIEGk8Uvq3xW4LH9tW75MU1LoBSBVRUM9cu9LHGBvqONytY5M8ziTHlLvlCfHsg_D4ruf9maTL6_6nMmicevQw9oRrhyXKQwSiI"
        "IvvK3vjlcCREWUBiCtzqjDS30tNgOBE8MIMHjUdeIQydytXUe_zR4Y4NofqhWwKev-YSEkbB0jSov7DTPP4w1OhhB6A"
    ),
    "expired": (
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJuYmYiOjE1MjkzOTk5MjEsImV4cCI6MTUyOTQwMDA0MSwiaXNzIjoib3BlbmF"
        "waS1zYW5kYm94LXRlc3QiLCJzdWIiOiJhYmNkZWZnaGlqa2xtbm9wQUJDREVGR0hJSktMTU5PUCIsImF1ZCI6Imh0dHBzOi8vYXV"
        "0aC1zYW5kYm94LmFibmFtcm8uY29tL29hdXRoL3Rva2VuIn0.g8JmNfzWzHw2F2RflSlqeB7yvXOeRNLCntBAk4aj0h1JlsJ5nLd"
        "IRqf0NPfLp7dafGv3Y9kO1eAIS-OOnV4QnLJnLPMjVtp9AiIgl4Oh0csb90ZsF9KsYHGNu4ZflBABV19-cB9PL9DCYjmmQd2oare"
        "0WpkZlHr9SKuPYv3h9RsrEuxa163ijR5S1hR3EpMeG_KdhDF7_Fk8PUxyON86YkNu0cZeSzjOSZN9OZk4fpcgT5NOCc1ACuRH-XS"
        "Za3rWDq7T4QgdibzszOq-WdssseblXSY_Q8ifxALIqVOVdc5cWpZ1Ky-j-1aS7BOJrfFt63Oe3WIJjUMWDjCPfCfx8g"
    ),
    "not_yet": (
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJuYmYiOjE1Mjk0MDAwNDMsImV4cCI6MTUyOTQwMDE2MiwiaXNzIjoib3BlbmF"
        "waS1zYW5kYm94LXRlc3QiLCJzdWIiOiJhYmNkZWZnaGlqa2xtbm9wQUJDREVGR0hJSktMTU5PUCIsImF1ZCI6Imh0dHBzOi8vYXV"
        "0aC1zYW5kYm94LmFibmFtcm8uY29tL29hdXRoL3Rva2VuIn0.Bm_GR8nqJQNvCRVQdxd5mbu0r6YMx84ChLorWVD4yOIoUf3NIIu"
        "QjDX0auXieQAOa1ByhykPIoOi1KoQTg8fOKBZ7ry_c9SuO_MrNmNprEewe90mDyhESiF-Nejeq1q8H3V41lLY1BZsl33_pljDQqx"
        "VWxKjcJPwzAB0Q6mvzxL_iYVifPqFIQyVR0mbzdYdygl1LgznBayMTNQBPuH05g-GVhEBzw5CJn430ixeT_H3hsZgEjoYhJG-gad"
        "Y2Lqy7SX5vc1gnhT8Hg9UlhI3OBVqCErjz2V-DQV_kTT7M4etQz_9RetAFuDcx1LUkUuQQKQdKBeXNTen9_4f7u2Mbg"
    ),
    "wrong_aud": (
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJuYmYiOjE1MjkzOTk5ODIsImV4cCI6MTUyOTQwMDEwMiwiaXNzIjoib3BlbmF"
        "waS1zYW5kYm94LXRlc3QiLCJzdWIiOiJhYmNkZWZnaGlqa2xtbm9wQUJDREVGR0hJSktMTU5PUCIsImF1ZCI6Imh0dHBzOi8vYXV"
        "0aC5hYm5hbXJvLmNvbS9vYXV0aC90b2tlbiJ9.HKRG_-D05zcIR64pyuiWKK-4rhwM02jaz9y7hO0ifJ9ZZyYzv3fGh3o0rpRmXr"
        "1io2ABC-7257TfvEDNxPVRILwYM7BJjiwJYwLA5EVeGTUyaDps614D5cfhiu87gCZvLyXd_laR9EAq4nANyDv6yLh8TAciwNXYF6"
        "7RzjtYyfsE-NsC4q5HpXI6q0pDMU5n4QtDBy6RNJJGBdsjIIPMdCSP1E2TwrwXn6VO0gd_kGhUPk5gqPgZ4tDddDQR-yhFO8Jzpu"
        "60hMMXWeM_CE7WOPvnC_IUHAwnpeJwX2LqD3sWZfe-78YAm_MnHAjOk-tQOepphDdfGiV03qNftlk8Qg"
    ),
    "too_long": (
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJuYmYiOjE1Mjk0MDAwNDIsImV4cCI6MTUyOTQwMTI0MywiaXNzIjoib3BlbmF"
        "waS1zYW5kYm94LXRlc3QiLCJzdWIiOiJhYmNkZWZnaGlqa2xtbm9wQUJDREVGR0hJSktMTU5PUCIsImF1ZCI6Imh0dHBzOi8vYXV"
        "0aC1zYW5kYm94LmFibmFtcm8uY29tL29hdXRoL3Rva2VuIn0.i4r_e-_RWIv_g7gTzdqM1iqBlSHqFJUVE9LbPjGG8BtloKScYwS"
        "AOtpp3P0HqHaDZQDhCbFh9C48KlOhzC9psW35hMYHhApLMZ5SNUHVlbIYheWCn5Ivke0aN1lx1lwukgCZUys26lsI3mD_SIANH16"
        "1EEIN9QgP90eqx7-igNdRBv8aLHuZXsvmuvaHN9fN1OaLW0JNIUFbp0DoVvgDnhPmta5XkHjscmRoBYBnCaFPpwEIkZx19Qz72vC"
        "w0x2AbGfdrmt4uxb0BcX7V2Bf8aqFTwzU1iEVnaIkNDUajBU-yPiuqzG2ED9lUt8U1Gn8Jgwk5ma6URLELpwSr2IRBw"
    ),
    "no_nbf": (
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJleHAiOjE1Mjk0MDAxMDIsImlzcyI6Im9wZW5hcGktc2FuZGJveC10ZXN0Iiw"
        "ic3ViIjoiYWJjZGVmZ2hpamtsbW5vcEFCQ0RFRkdISUpLTE1OT1AiLCJhdWQiOiJodHRwczovL2F1dGgtc2FuZGJveC5hYm5hbXJ"
        "vLmNvbS9vYXV0aC90b2tlbiJ9.E8k6S_hrjjFlV6Tn-rkUyrWja7qG-qK4xLR6TYcKGIHkPhapu_yQ8Kdf5DBgLdcbPSyBiTWwdX"
        "MA8VbakUXjXcjRz9_-Oyhmqm_BQaHSpAMiRCV_eDFonIP1C4ovYzHfxwmOoBIT0zppB4AAvqE8O3CWWEkWp8oWWAYgcCoPgJrgHt"
        "gWfXIlMHuDmgMqeTL36LqKs4LuX9v3N8zArr5QH0CQONTxqJmMuj_HrqcJdCt1hKJ970GH0Uj_DPZxlpATW_ZD6ecgjUZvHTtyRt"
        "fQVwtyT9h1NhMJdbQpXX9xse3lHNqFIm6py4i8Djyr7h4LFd1Jx-VraGvQNQ7-P0sGNQ"
    ),
}


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from sandbox_world.settled()


@pytest.fixture
def vector_world(tmp_path: Path) -> World:
    """A world whose only client is registered with test key A."""
    path = tmp_path / "clients.json"
    path.write_text(json.dumps([{"name": "vectors", "api_key": FIRST_KEY, "public_key": KEY_A}]))
    return World(path)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("RS256", 200),
        ("RS384", 200),
        ("RS512", 200),
        ("max_ok", 200),
        ("expired", "ERR_1008_001"),
        ("not_yet", "ERR_1009_001"),
        ("wrong_aud", "ERR_1006_001"),
        ("too_long", "ERR_1005_001"),
        ("no_nbf", "ERR_1007_001"),
    ],
)
def test_vector_is_judged_as_published(vector_world: World, name: str, expected: object) -> None:
    """The good vectors are accepted, each bad one gets the code of its defect."""
    response = vector_world.token(client_assertion=VECTORS[name])
    assert expected == (code(response) if response.status_code == 400 else response.status_code)


def test_token_answer_is_as_recorded(world: World) -> None:
    """Four members; the life time is a string, the type has a capital letter, the token 28 letters and digits."""
    response = world.token()
    shown = response.json()
    assert re.fullmatch(r"[A-Za-z0-9]{28}", shown.pop("access_token"))
    assert (response.status_code, shown) == (200, {"expires_in": "3600", "scope": "tikkie", "token_type": "Bearer"})


def test_token_lifetime_follows_the_limits(world: World) -> None:
    """expires_in is what the sandbox was told, and the token dies then."""
    world.control("POST", "/reset", {"limits": {"token_lifetime_s": 30}})
    shown = world.token().json()
    world.bearer = shown["access_token"]
    world.control("POST", "/clock", {"advance_s": 29})
    assert (shown["expires_in"], world.call("GET", "/platforms").status_code) == ("30", 200)
    world.control("POST", "/clock", {"advance_s": 1})
    assert code(world.call("GET", "/platforms")) == "ERR_2003_001"


@pytest.mark.parametrize(
    ("expected", "fields"),
    [
        ("ERR_1002_003", {"api_key": None}),
        ("ERR_2005_001", {"api_key": "nobody"}),
        ("ERR_1004_001", {"content_type": "application/json"}),
        ("ERR_1004_002", {"grant_type": ...}),
        ("ERR_1004_002", {"grant_type": "password"}),
        ("ERR_1004_004", {"client_assertion_type": ...}),
        ("ERR_1004_004", {"client_assertion_type": f"{ASSERTION_TYPE} "}),
        ("ERR_1004_001", {"client_assertion": ...}),
        ("ERR_1004_001", {"client_assertion": ""}),
        ("ERR_1004_001", {"scope": ["tikkie", "tikkie"]}),
        ("ERR_3002_001", {"scope": "tikkie admin"}),
        ("ERR_3002_001", {"scope": "TIKKIE"}),
    ],
)
def test_token_request_with_a_defect_is_refused(world: World, expected: str, fields: dict[str, Any]) -> None:
    """Header, content type, grant, assertion type, assertion and scope are judged in this order."""
    fields = {"client_assertion": assertion(), **fields}
    assert expected == code(world.token(**fields))


@pytest.mark.parametrize("scope", [..., "", "tikkie", "tikkie tikkie"])
def test_scope_is_optional(world: World, scope: object) -> None:
    """Without a scope, or an empty one, all granted scopes are given."""
    assert world.token(scope=scope).json()["scope"] == "tikkie"


@pytest.mark.parametrize("alg", ["RS256", "RS384", "RS512"])
def test_three_algorithms_are_accepted(world: World, alg: str) -> None:
    """RSASSA-PKCS1-v1_5 with each of the three hashes."""
    assert world.token(client_assertion=assertion(alg=alg)).status_code == 200


@pytest.mark.parametrize(
    ("expected", "changes"),
    [
        ("ERR_1010_001", {"key": 1}),
        ("ERR_1010_001", {"key": 1, "exp": ...}),
        ("ERR_1007_001", {"sub": ...}),
        ("ERR_1007_001", {"iss": ...}),
        ("ERR_1007_001", {"aud": ...}),
        ("ERR_1007_001", {"exp": ...}),
        ("ERR_1007_001", {"nbf": ...}),
        ("ERR_1007_001", {"nbf": ..., "exp": "soon"}),
        ("ERR_1006_001", {"exp": str(NOW_S + 60)}),
        ("ERR_1006_001", {"exp": None}),
        ("ERR_1006_001", {"exp": True}),
        ("ERR_1006_001", {"nbf": [NOW_S]}),
        ("ERR_1006_001", {"iss": 5}),
        ("ERR_1006_001", {"aud": "https://auth.abnamro.com/oauth/token"}),
        ("ERR_1006_001", {"aud": ["https://auth-sandbox.abnamro.com/oauth/token"]}),
        ("ERR_1006_001", {"sub": SECOND_KEY}),
        ("ERR_1006_001", {"sub": None}),
        ("ERR_1008_001", {"exp": NOW_S}),
        ("ERR_1009_001", {"nbf": NOW_S + 1}),
        ("ERR_1005_001", {"nbf": NOW_S, "exp": NOW_S + 1201}),
        ("ERR_1005_001", {"nbf": 0.5, "exp": 10**4000}),
        ("ERR_1005_001", {"exp": 1e300}),
    ],
)
def test_assertion_with_a_defect_is_refused(world: World, expected: str, changes: dict[str, Any]) -> None:
    """Signature, presence, form, audience and subject, period, life span: in this order."""
    assert expected == code(world.token(client_assertion=assertion(**changes)))


def test_times_may_have_fractions(world: World) -> None:
    """A NumericDate may be a fraction of a second."""
    good = assertion(nbf=NOW_S - 0.5, exp=NOW_S + 60.25)
    assert world.token(client_assertion=good).status_code == 200


def signed(header: bytes, payload: bytes) -> str:
    """Sign any two parts with the registered key."""
    signing_input = f"{encode(header)}.{encode(payload)}"
    signature = private_key(0).sign(signing_input.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signing_input}.{encode(signature)}"


GOOD_HEADER = b'{"typ":"JWT","alg":"RS256"}'


@pytest.mark.parametrize(
    ("expected", "token"),
    [
        ("ERR_1011_001", "abc"),
        ("ERR_1011_001", "a.b"),
        ("ERR_1011_001", ".."),
        ("ERR_1011_001", "a.b.c.d"),
        ("ERR_1011_001", "é.é.é"),
        ("ERR_1011_001", signed(b"[]", b"{}")),
        ("ERR_1011_001", signed(GOOD_HEADER, b"{")),
        ("ERR_1011_001", signed(GOOD_HEADER, b"\xff")),
        ("ERR_1011_001", signed(GOOD_HEADER, b'{"exp":NaN}')),
        ("ERR_1011_001", signed(GOOD_HEADER, b"[" * 100_000)),
        ("ERR_1010_002", signed(b"{}", b"{}")),
        ("ERR_1010_002", signed(b'{"alg":"none"}', b"{}")),
        ("ERR_1010_002", signed(b'{"alg":"HS256"}', b"{}")),
        ("ERR_1010_002", signed(b'{"alg":"PS256"}', b"{}")),
        ("ERR_1010_002", signed(b'{"alg":["RS256"]}', b"{}")),
        ("ERR_1010_001", signed(GOOD_HEADER, json.dumps(claims()).encode()).rpartition(".")[0] + "."),
        ("ERR_1010_001", assertion() + "="),
    ],
    # Signatures differ from process to process; identifiers must not.
    ids=range(17),
)
def test_token_that_is_no_good_assertion_is_refused(world: World, expected: str, token: str) -> None:
    """Malformed text, an unsupported algorithm and a missing signature each have their code."""
    assert expected == code(world.token(client_assertion=token))


def test_no_single_changed_character_passes(world: World) -> None:
    """Every character of the signature counts, the last with its spare bits included."""
    good = assertion()
    start = good.rindex(".") + 1
    for position in (*range(start, len(good), 31), len(good) - 1):
        for other in "AQgw_":
            changed = f"{good[:position]}{other}{good[position + 1 :]}"
            if changed != good:
                assert code(world.token(client_assertion=changed)) == "ERR_1010_001"


def test_part_in_another_encoding_is_malformed(world: World) -> None:
    """The same bytes in padded base64url are not the same assertion."""
    good = signed(b'{"alg":"RS256" }', json.dumps(claims()).encode())
    head, payload, signature = good.split(".")
    padded = base64.urlsafe_b64encode(base64.urlsafe_b64decode(head + "==")).decode()
    assert padded == head + "=="
    assert world.token(client_assertion=good).status_code == 200
    assert code(world.token(client_assertion=f"{padded}.{payload}.{signature}")) == "ERR_1011_001"
