"""The partner's RSA key: the first one, its replacement, and what it opens."""

from __future__ import annotations

import base64
import itertools
import textwrap
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from auth_hooks import payconiq
from conformance.calls import Reply
from conformance.provider import Access
from conformance.providers.payconiq.access import encode, spare_key, spoil
from conformance.scenario import World, requires, shows
from conformance.scenarios.payconiq.partner import (
    SIGNED_ON_SEND,
    as_partner,
    enrol,
    forget_key,
    new_transaction,
    path_of,
    pay,
    with_key,
)

_REFUSED = (400, "INVALID_SIGNATURE")


def _put(world: World, *, expect: Any = 200, access: Access | None = None, **members: Any) -> Reply:
    """Send a key with the members given; `value` is that of the first spare key if not said otherwise."""
    body = {"value": payconiq.public_key_value(spare_key(0)), **members}
    path = path_of(access or world.first)
    return world.call("putKey", path=path, body=body, access=access, expect=expect)


def _put_value(world: World, value: object, *, expect: Any) -> None:
    """Send this as key, signed with the key on file as far as it can be signed."""
    members = {} if value is ... else {"value": value}
    world.call("putKey", path=path_of(world.first), body={**members, "signature": SIGNED_ON_SEND}, expect=expect)


@requires("control")
@shows("createTransaction", 400, "AUTHENTICATION_NOT_FOUND")
def test_partner_without_a_key_collects_nothing(world: World) -> None:
    """Before a key is registered no transaction is initiated (Initiate Transaction: AUTHENTICATION_NOT_FOUND)."""
    place = enrol(world)
    forget_key(world)
    for signature in (SIGNED_ON_SEND, "anything"):
        body = new_transaction(place, signature=signature)
        expect = (400, "AUTHENTICATION_NOT_FOUND")
        assert ["Public Key"] == world.call(
            "createTransaction", path=place.under_partner, body=body, expect=expect
        ).json["values"]
    assert 200 == world.call("getTransactions", path=place.under_partner, expect=200).status


@requires("control")
@shows("putKey", 200)
@pytest.mark.parametrize("signature", [..., None, "", "anything", SIGNED_ON_SEND], ids=str)
def test_first_key_needs_no_signature(world: World, signature: object) -> None:
    """The first registration takes the key alone, and ignores a signature (omnipay-payconiq; assumed: ignored)."""
    place = enrol(world)
    forget_key(world)
    members: dict[str, Any] = {} if signature is ... else {"signature": signature}
    _put(world, **members)
    pay(world, place, access=with_key(world.first, spare_key(0)))
    world.call("createTransaction", path=place.under_partner, body=new_transaction(place), expect=_REFUSED)


@requires("control")
@shows("createTransaction", 400, "INVALID_SIGNATURE")
def test_replaced_key_signs_no_more(world: World) -> None:
    """A new key counts at once, and the old one no longer (Update Partner RSA Public Key)."""
    place = enrol(world)
    first = pay(world, place)
    _put(world, signature=SIGNED_ON_SEND)
    world.call("createTransaction", path=place.under_partner, body=new_transaction(place), expect=_REFUSED)
    second = pay(world, place, access=with_key(world.first, spare_key(0)))
    listed = world.call("getTransactions", path=place.under_partner, expect=200).json
    assert [second, first] == [each["_id"] for each in listed]


@requires("control")
def test_key_goes_forth_and_back(world: World) -> None:
    """Each key is signed by the one before it, the first one too when it comes back (assumed: what is signed)."""
    place, own = enrol(world), as_partner(world.first)
    holders = [own, with_key(own, spare_key(0)), with_key(own, spare_key(1)), own]
    for before, after in itertools.pairwise(holders):
        _put(world, access=before, value=after.public_key_value, signature=SIGNED_ON_SEND)
        pay(world, place, access=after)
        body = new_transaction(place)
        world.call("createTransaction", path=place.under_partner, body=body, access=before, expect=_REFUSED)


@requires("control")
def test_same_key_may_be_registered_again(world: World) -> None:
    """A key that signs itself changes nothing (assumed)."""
    place = enrol(world)
    for _ in range(2):
        _put(world, value=as_partner(world.first).public_key_value, signature=SIGNED_ON_SEND)
    pay(world, place)


def _signatures(world: World) -> dict[str, object]:
    """Signatures of the spare key's value that do not count."""
    value, own = payconiq.public_key_value(spare_key(0)), as_partner(world.first).key
    good = payconiq.sign_key_rotation(value, old_key=own)
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.MAX_LENGTH)
    return {
        "missing": ...,
        "null": None,
        "empty": "",
        "number": 4711,
        "list": [good],
        "not-base64": "?" * 344,
        "tampered": spoil(good),
        "by-the-new-key": payconiq.sign_key_rotation(value, old_key=spare_key(0)),
        "by-nobody": payconiq.sign_key_rotation(value, old_key=spare_key(1)),
        "of-the-old-key": payconiq.sign_key_rotation(payconiq.public_key_value(own), old_key=own),
        "of-another-key": payconiq.sign_key_rotation(payconiq.public_key_value(spare_key(1)), old_key=own),
        "of-nothing": payconiq.sign_key_rotation("", old_key=own),
        "sha1": encode(own.sign(value.encode(), padding.PKCS1v15(), hashes.SHA1())),  # noqa: S303 - must be refused
        "pss": encode(own.sign(value.encode(), pss, hashes.SHA256())),
    }


@requires("control")
@shows("putKey", 403, "INVALID_SIGNATURE")
def test_key_is_replaced_by_its_owner_alone(world: World) -> None:
    """No other signature than that of the old key over the new one replaces it (Update Partner RSA Public Key)."""
    place = enrol(world)
    for name, signature in _signatures(world).items():
        members: dict[str, Any] = {} if signature is ... else {"signature": signature}
        reply = _put(world, expect=(403, "INVALID_SIGNATURE"), **members)
        assert "values" not in reply.json, name
    pay(world, place)
    _put(world, signature=SIGNED_ON_SEND)


@requires("control")
def test_key_may_be_signed_as_bytes(world: World) -> None:
    """A signature over the DER bytes of the new key counts as well (assumed: the text does not say what is signed)."""
    place, own = enrol(world), as_partner(world.first).key
    der = base64.b64decode(payconiq.public_key_value(spare_key(0)))
    _put(world, signature=encode(own.sign(der, padding.PKCS1v15(), hashes.SHA256())))
    pay(world, place, access=with_key(world.first, spare_key(0)))


@requires("control")
def test_line_breaks_in_a_key_are_ignored(world: World) -> None:
    """The body of a PEM file is taken as it stands (omnipay-payconiq sends its line breaks along)."""
    place = enrol(world)
    value = payconiq.public_key_value(spare_key(0))
    for wrapped in ("\n".join(textwrap.wrap(value, 64)), "\r\n".join(textwrap.wrap(value, 64)) + "\r\n", f" {value} "):
        forget_key(world)
        _put(world, value=wrapped)
        pay(world, place, access=with_key(world.first, spare_key(0)))


@requires("control")
def test_line_breaks_in_a_new_key_are_signed(world: World) -> None:
    """The next key is signed as it is sent, its line breaks too (assumed: the text does not say what is signed)."""
    place = enrol(world)
    wrapped = "\n".join(textwrap.wrap(payconiq.public_key_value(spare_key(0)), 64))
    _put(world, value=wrapped, signature=SIGNED_ON_SEND)
    pay(world, place, access=with_key(world.first, spare_key(0)))


@requires("control")
def test_small_key_will_do(world: World) -> None:
    """A key of 1024 bits is taken (demo-dashboard and node samples use such keys)."""
    place = enrol(world)
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - clients use it
    _put(world, value=payconiq.public_key_value(key), signature=SIGNED_ON_SEND)
    pay(world, place, access=with_key(world.first, key))


def _no_keys() -> dict[str, object]:
    """Values that hold no RSA public key in the right encoding."""
    good = spare_key(0).public_key()
    encodings, formats = serialization.Encoding, serialization.PublicFormat
    pem = good.public_bytes(encodings.PEM, formats.SubjectPublicKeyInfo).decode()
    spki = good.public_bytes(encodings.DER, formats.SubjectPublicKeyInfo)
    other = ec.generate_private_key(ec.SECP256R1()).public_key()
    return {
        "missing": ...,
        "null": None,
        "empty": "",
        "blank": "  ",
        "number": 4711,
        "not-base64": "no key!",
        "pem": pem,
        "pem-in-base64": encode(pem.encode()),
        "pkcs1": encode(good.public_bytes(encodings.DER, formats.PKCS1)),
        "cut-off": encode(spki[:-8]),
        "hexadecimal": spki.hex(),
        "elliptic-curve": encode(other.public_bytes(encodings.DER, formats.SubjectPublicKeyInfo)),
    }


@requires("control")
@shows("putKey", 400, "FIELD_IS_REQUIRED")
def test_what_is_no_key_is_refused(world: World) -> None:
    """A value that is missing, or no RSA public key, is reported as missing (FIELD_IS_REQUIRED; no key: assumed)."""
    place = enrol(world)
    for value in _no_keys().values():
        _put_value(world, value, expect=(400, "FIELD_IS_REQUIRED"))
    _put(world, value="no key", expect=(400, "FIELD_IS_REQUIRED"))  # before its signature is looked at
    pay(world, place)


@requires("control", "second_client")
def test_partners_have_keys_of_their_own(world: World) -> None:
    """One partner's key signs for no other, and its change changes no other's (Update Partner RSA Public Key)."""
    first, second = enrol(world), enrol(world, access=world.second)
    _put(world, signature=SIGNED_ON_SEND)
    pay(world, second, access=world.second)
    foreign = with_key(world.first, as_partner(world.second).key)
    body = new_transaction(first)
    world.call("createTransaction", path=first.under_partner, body=body, access=foreign, expect=_REFUSED)
