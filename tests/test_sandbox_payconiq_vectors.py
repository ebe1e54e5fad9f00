"""Signatures whose bytes are fixed: published keys, PKCS#1 v1.5, checked by the sandbox as by ``openssl``."""

import base64
import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from conformance.sandbox import service
from conformance.sandbox.clock import Clock
from conformance.sandbox.faults import Armoury
from conformance.sandbox.journal import Journal
from conformance.sandbox.payconiq import app, registration
from conformance.sandbox.payconiq.state import SIGNED, BankAccount, Customer, Mandate, State
from tests.payconiq_world import FIRST, IBAN, START_MS, World, private_key, public_pem, refusal, registered, value_of

ORIGIN = "5601709bc25c416c9ede5ca7"
KEY_A_SHA256 = "64c8a94b11dc80e59bfae79b819451d87af91aceaad729c0eca64496cecc7d88"
KEY_B = (
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAy+08NgygpyC7G9Aqlm/f2SDOdTXYzmCpsWvrRdCBAA657Mo/6pVFaXYK"
    "Gr7y/wuHMYENqOF4KvSN4l5hD2UoBwoA6dJUyH6RmA52FyKT8tasaBZPrfadHvpXzhPYCoQiHtRcqwfDYOPXArR0G7l6aPC1Ls+U"
    "XiTAdIV13C4Kp/nFaIoPLSNKcdpc6fR5s06wqGIBIOxg/hNJaucUXZe/ailoy5hN1oya+VfDR9pIA8j/JJf70W193kXuPQHrRCOo"
    "O1/XdOA1ze42WtFd6oCNpCf2UwHHxFboI6sn8USUoZyiWkwTWIOPY8nmvLN4f3LNfs1rBk+cvRT3i8TI9MELBwIDAQAB"
)
T1 = (
    "kTIkyjXHNqAWOK069aFRQszH0ATh1+ZpeU/c3Bd8PZGu/FkGfAFbhhlFcA9hx35hqij85W2t9Vy0wPxYl+v0TFaDF1CX0viOXNo+"
    "Z8m7DJYpN1cLS2w8LGOCtnpE43L5+GEkNrR7CyO+KbxuHHg0or6cMU1qi/slbKcv51SCh+73VaBV2q7y+rSyeOJAiib9DrMaz4D6"
    "N23XQDoL2S9R3HEYc3LuIfQurvW985LSgg0l92Ju1QM8lpWbJ7zdGNZFKTYn3UDmPPmo8+mbEVroTjMoO7T6bksIetGFK3iCWO7g"
    "OMgOrO4NuNtYiw3fVV5aYUaw6GE7KPK///GQK/wsCg=="
)
T2 = (
    "GB8Ph7COh7FR3jjSxNJ0+Ecdcq4XJCSRjtN+gc+Hn6CvLXxzh74D0ako8D28HyfeDPRPpar6PVueCs8LsC1Bgj2Gb66Bvq81BSqZ"
    "P83QsdxUWn1B6HBpzQW2Qmye5oojrFi7Gj981Tmm+q+S5jNPQhni3BxW+GoHSTgj1/hOsOnab4G52r/+S3fJ3yW76GHa+YZ7mLaP"
    "+c7rtYEBNA0e8f1eGQJbNNuuQIog5CQ9liiCHZEoc+ijedCHe4a7hhdiQhViwU7/4lysFHse/N91JUOpVUjJwsbnKW2zWUTJqMRt"
    "ISRZumy+Tm2Mu2sRZ9nzSUecFGjjRc36OGiW1x2rfQ=="
)
T3 = (
    "iq9KGCCCdWyexyo7ksyWPQSfK1nTDKXi7VXusML0UCUvmKEgUqQQkkmuN9MnoJU35+zNHTmR3A5ezINry8zZ5a40XAkIM5bTpJFy"
    "dXHqnbkPItMycpKMQV6t5xTzQaDuBT/6wn5Ki26jEAcEfA94GLAhFSQmg98kQB6GUhb1rchtjz6E9jQAyR/HsRBNd4CqJYEnlYf9"
    "q5ttIVOE7MLAiKB+IKm8Qm8+E3DbSrl8/2ZWG1N79BvQEU7HAhCZqedBv271A3coU1AFldN1IHReZ/7dDYKGNqPdxAvj4eqe6RLJ"
    "h2K9s2Nk1QIKDVX8p7KPno5wCxD5C5yW/jxKL8qb/Q=="
)
T1_WITH_KEY_B = (
    "GqnwVTMKiER6tcyJWJ+TMgBRXgf3lJaiLs7D9giYQwi3/tAFeCtUnT3Ch65Mxqhe2SibAB6YRoaPFLoSzSZGTgdj1I5j76z2O+BL"
    "6y3mFE/0CgCOOTDGORmf6UcpkcNuSNI6t8idpiS8CrkIklBwowlqWCyIOZpxh2Xfo6RpXESFjqU0hx6bDrFmLF8Nws8+vN22GqZY"
    "5aJ80uw7u9dJ+nZqfrGhBfvWnwvXF/F5dAyazFHDo6+ZQcJL/ypgehW1B+tpjMq/cJt9XfUplzvzyRDtqp1Kx6mVErqTh9V3+68m"
    "1R4pn7FP7wMC9sNXjiUWa+pQ59wMfyCxofUiMaY+2g=="
)
CURRENCY_FIRST = (
    "Ofa9C7rcNEVIMkN0/iRNeWP8hPbfnhVMzWbFsDtLsRs045dGSQIcEzRj30dtcl6W1fw3+9y1riur6KSrkBmFftni88ab9lMZE31h"
    "Bvc8B60Q7oUAT1JevZcKvIsprZQyzaCdTIoDubu+03eQxKDKMwDdd24w5N8ljqkSJaSpni5Dptn7OwpeyLuUN7oKDvTYOnKvNW+p"
    "Ah2bpoYjjN2soxDR9jn9G3M6kb/We5ZL+SDaOIIhWhQCO+k34NqdQKHRHww7ULsozjMfqAmGD3KwjK1eAxuykeJhEsr+2ewoMB5G"
    "ld9EaKaKGPWIWWXEB35m6mDA4syXpPhlnYXe2j6lsw=="
)
ROTATION_OVER_TEXT = (
    "bAYm8fVBRyR+sBWkDHkMVy77n1QH+KaT49yDs+ZPr3EJwRtQh1Gp5RpZ2tAxb+ddTQcECHs9ii+CU0OmHSbj1g+hxa/9lOSXnzYe"
    "pHRiuG0deQCDaqccuAgg/YzJ/9Zt4w++tYG4NDV+MufLE1FDLk1+VkPbWG+MnwqhTryt1hDCPAs/4hMBj5MCquWN/TZku5qfFuSk"
    "BnmGny1TyVpOmQbTzakmfVxvROlIR7W/0qyNo1spVqikkj6NAGbyaIeL7nrwMaSyVFNrvpRzk38z+tslQqXxMp8HDy5hqTxP28U3"
    "8AESt1XlShgQ3xO6uwQFzlMRtKBQFCKenV/jEAWnaA=="
)
ROTATION_OVER_DER = (
    "cMyX0PVRldbpED6xMiX3I4ec8emOowQM+HvmiFzKd14YBX6Wl5ye2i3mR5/XuMm4IC96ExX10sALx1ErnM+Vt49xKQi7lK3P5DPy"
    "IQDjpcnDRfJ3M5KxRvnSKiF9gSFVtNV6Hst9GNsR4A8uM2WbP1md9GQvjdF6AkI9pIuB7vFXg7wqHTCuinf9Un3FSLImU+ZGgn0H"
    "wxr4SO11lYrbeYc7gcMeehbp2R2zQl4PsvccF5Teg2bMD9AaWeWRqD4x40ItmfVjNMZK5GGXpr8+yGvYR7pbqTpjr7n5i0VENh1F"
    "TXgI2xOJbPCTVjhiE9CA7kC711iZxq4HGBIVGFbqcQ=="
)


class VectorWorld(World):
    """A world in which the customer of the vectors exists."""

    def __init__(self) -> None:
        super().__init__()
        partners = registration.load_partners(registered())
        state = State(partners=partners, seed=1, clock=Clock(start_ms=START_MS))
        mandate = Mandate(reference="REF01", status=SIGNED, signed_ms=START_MS)
        state.customers[FIRST][ORIGIN] = Customer(
            customer_id=ORIGIN,
            partner_id=FIRST,
            first_name="Zoë",
            last_name="Jansen",
            phone="+31612222598",
            email=None,
            address={"street": "Damrak", "no": "1", "postalCode": "1012 LG", "city": "Amsterdam", "country": "NLD"},
            account=BankAccount(iban=IBAN, name="ING", mandate=mandate),
        )
        made = app.create_service(state=state, armoury=Armoury(), journal=Journal())
        self.transport = httpx.ASGITransport(app=service.create_app(made, made))
        self.customer = ORIGIN


@pytest.fixture
def world() -> VectorWorld:
    """A fresh world with the customer of the vectors."""
    return VectorWorld()


def signed_texts() -> dict[str, str]:
    """The texts behind the vectors made with key A, by signature."""
    return {
        T1: f"{FIRST}{ORIGIN}1000EUR",
        T2: f"{FIRST}{ORIGIN}{IBAN}1000EUR",
        T3: f"{FIRST}{ORIGIN}1EUR",
        CURRENCY_FIRST: f"{FIRST}{ORIGIN}{IBAN}EUR1000",
        ROTATION_OVER_TEXT: KEY_B,
    }


@pytest.mark.parametrize("signature", signed_texts())
def test_vector_is_what_openssl_verifies(tmp_path: Path, signature: str) -> None:
    """An implementation that shares no code with the sandbox agrees on key, text and signature."""
    (tmp_path / "key.pem").write_text(public_pem(private_key(FIRST)))
    (tmp_path / "text").write_text(signed_texts()[signature])
    (tmp_path / "signature").write_bytes(base64.b64decode(signature))
    command = ["openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature", "text"]
    assert "Verified OK\n" == subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout


def test_key_a_is_the_published_one() -> None:
    """The registration of the first partner holds the key that made the vectors."""
    assert KEY_A_SHA256 == hashlib.sha256(base64.b64decode(value_of(private_key(FIRST)))).hexdigest()


@pytest.mark.parametrize("amount", [1000, "1000"])
def test_signature_without_iban_is_accepted(world: VectorWorld, amount: int | str) -> None:
    """T1: partner, customer, amount and currency, whether the amount is a number or a string."""
    assert world.pay(amount=amount, signature=T1).status_code == 201


@pytest.mark.parametrize("name", ["originIBAN", "originIban"])
def test_signature_with_iban_is_accepted(world: VectorWorld, name: str) -> None:
    """T2: the IBAN is in the text because it is in the body, under either spelling."""
    assert world.pay(signature=T2, **{name: IBAN}).status_code == 201


def test_signature_of_one_cent_is_accepted(world: VectorWorld) -> None:
    """T3: the amount is its digits and nothing else."""
    assert world.pay(amount=1, signature=T3).status_code == 201


@pytest.mark.parametrize(
    ("signature", "changes"),
    [
        (CURRENCY_FIRST, {"originIBAN": IBAN}),
        (T1, {"originIBAN": IBAN}),
        (T2, {}),
        (T1, {"amount": 1001}),
        (T3, {}),
        (T1_WITH_KEY_B, {}),
        (T1[:-4], {}),
        (T1.replace("/", "_").replace("+", "-"), {}),
        (T1[:64] + "\n" + T1[64:], {}),
        ("!" + T1, {}),
        ("bm9uc2Vuc2U=", {}),
        (5, {}),
        ([T1], {}),
    ],
    ids=[
        *("currency-first", "iban-not-signed", "iban-not-sent", "other-amount", "other-vector", "other-key"),
        *("cut", "url-alphabet", "line-break", "garbage", "nonsense", "number", "list"),
    ],
)
def test_signature_of_something_else_is_refused(world: VectorWorld, signature: Any, changes: dict[str, Any]) -> None:
    """Anything but standard base64 of the right key's signature over the right text is 400 INVALID_SIGNATURE."""
    assert (400, "INVALID_SIGNATURE") == refusal(world.pay(signature=signature, **changes))


@pytest.mark.parametrize("signature", [ROTATION_OVER_TEXT, ROTATION_OVER_DER], ids=["text", "der"])
def test_rotation_replaces_the_key_at_once(world: VectorWorld, signature: str) -> None:
    """Signed with key A over the text or over the bytes of key B; from then on only key B is good."""
    assert world.pay(signature=T1).status_code == 201
    assert (400, "INVALID_SIGNATURE") == refusal(world.pay(signature=T1_WITH_KEY_B))
    rotated = world.call("PUT", "/key", {"value": KEY_B, "signature": signature})
    assert (200, b"") == (rotated.status_code, rotated.content)
    assert world.pay(signature=T1_WITH_KEY_B).status_code == 201
    assert (400, "INVALID_SIGNATURE") == refusal(world.pay(signature=T1))


def test_signature_is_checked_before_the_customer_is_looked_up() -> None:
    """In a world without that customer the good vector gets as far as 404, a bad one does not."""
    empty = World()
    body = {"originId": ORIGIN, "amount": 1000, "currency": "EUR"}
    assert (404, "ENTITY_NOT_FOUND") == refusal(empty.call("POST", "/transactions", {**body, "signature": T1}))
    assert (400, "INVALID_SIGNATURE") == refusal(empty.call("POST", "/transactions", {**body, "signature": T3}))


def test_amount_of_any_length_is_signed_as_its_digits(world: VectorWorld) -> None:
    """No document has a largest amount: the digits are signed and given back as they came."""
    digits = "9" * 5000
    body = json.dumps(world.transaction(amount=digits)).replace(f'"{digits}"', digits).encode()
    created = world.call("POST", "/transactions", body)
    assert created.status_code == 201
    assert digits == world.read(created.headers["location"].rpartition("/")[2]).json()["amount"]
