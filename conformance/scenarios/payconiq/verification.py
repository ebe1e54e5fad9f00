"""The cent with a code in its description, and the account that it verifies."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.payconiq.partner import Place, enrol, pay, read, send_code, wrong_code
from conformance.scenarios.payconiq.text import BLANKS

NO_CODE, WRONG, TOO_MANY = (400, "R919"), (400, "R214"), (400, "R930")


def _validate(world: World, place: Place, code: object, *, expect: Any = 200) -> None:
    body = {"verificationCode": code}
    world.call("validateBankAccount", path=place.under_account, body=body, expect=expect)


def _status(world: World, place: Place) -> str:
    shown = world.call("getCustomer", path=place.under_customer, expect=200).json
    return str(shown["bankAccounts"][0]["status"])


@requires("control")
@shows("sendVerificationCode", 200)
@shows("validateBankAccount", 200)
def test_code_validates_the_account(world: World) -> None:
    """The code of the cent makes the account VALIDATED (Validate Account)."""
    place = enrol(world)
    assert "NOT_VALIDATED" == _status(world, place)
    code = send_code(world, place)
    assert "NOT_VALIDATED" == _status(world, place)
    _validate(world, place, code)
    assert "VALIDATED" == _status(world, place)
    transaction = read(world, place, pay(world, place))
    assert "VALIDATED" == transaction["originUser"]["bankAccounts"][0]["status"]


@requires("control")
@shows("validateBankAccount", 400, "R919")
def test_no_code_was_sent(world: World) -> None:
    """Without a code on its way every code is refused, and no attempt is counted (Validate Account: R919)."""
    place = enrol(world)
    for _ in range(5):
        _validate(world, place, "123456", expect=NO_CODE)
    _validate(world, place, send_code(world, place))


@requires("control")
@shows("validateBankAccount", 400, "R214")
def test_wrong_code_may_be_followed_by_the_right_one(world: World) -> None:
    """A wrong code leaves the right one good (Validate Account: R214)."""
    place = enrol(world)
    code = send_code(world, place)
    for wrong in (wrong_code(code), f"{code}0"):
        _validate(world, place, wrong, expect=WRONG)
    assert "NOT_VALIDATED" == _status(world, place)
    _validate(world, place, code)


@requires("control")
@shows("validateBankAccount", 400, "R930")
@shows("sendVerificationCode", 400, "R930")
def test_too_many_wrong_codes_block_the_account(world: World) -> None:
    """The third wrong code blocks the account, for the right one too (R930; assumed: three, and BLOCKED)."""
    place = enrol(world)
    code = send_code(world, place)
    for _ in range(2):
        _validate(world, place, wrong_code(code), expect=WRONG)
    _validate(world, place, wrong_code(code), expect=TOO_MANY)
    assert "BLOCKED" == _status(world, place)
    for attempt in (code, wrong_code(code)):
        _validate(world, place, attempt, expect=TOO_MANY)
    world.call("sendVerificationCode", path=place.under_account, expect=TOO_MANY)
    # No code is documented for a payment from such an account, so it is let through.
    transaction = read(world, place, pay(world, place))
    assert "BLOCKED" == transaction["originUser"]["bankAccounts"][0]["status"]


@requires("control")
@pytest.mark.parametrize("attempts", [1, 2, 5])
def test_attempts_are_counted(world: World, attempts: int) -> None:
    """So many wrong codes are allowed, and no more (R930; the number is not published)."""
    world.reset(verification_attempts=attempts)
    place = enrol(world)
    code = send_code(world, place)
    for _ in range(attempts - 1):
        _validate(world, place, wrong_code(code), expect=WRONG)
    _validate(world, place, wrong_code(code), expect=TOO_MANY)


@requires("control")
def test_new_code_replaces_the_old(world: World) -> None:
    """Only the code that was sent last counts, and wrong attempts are counted anew (assumed)."""
    place = enrol(world)
    first = send_code(world, place)
    for _ in range(2):
        _validate(world, place, wrong_code(first), expect=WRONG)
    second = send_code(world, place)
    assert first != second
    for _ in range(2):
        _validate(world, place, first, expect=WRONG)
    _validate(world, place, second)


@requires("control")
def test_code_is_good_once(world: World) -> None:
    """A code that was used is pending no more; the account stays VALIDATED (Validate Account; assumed: R919)."""
    place = enrol(world)
    code = send_code(world, place)
    _validate(world, place, code)
    for again in (code, wrong_code(code)):
        _validate(world, place, again, expect=NO_CODE)
    world.call("sendVerificationCode", path=place.under_account, expect=200)
    assert "VALIDATED" == _status(world, place)


@requires("control")
@shows("validateBankAccount", 400, "FIELD_IS_REQUIRED")
def test_code_is_needed(world: World) -> None:
    """Without a code in the body no attempt is made (assumed: FIELD_IS_REQUIRED)."""
    place = enrol(world)
    code = send_code(world, place)
    bodies: list[Any] = [{}, {"code": wrong_code(code)}, *({"verificationCode": value} for value in BLANKS)]
    for body in bodies:
        reply = world.call(
            "validateBankAccount", path=place.under_account, body=body, expect=(400, "FIELD_IS_REQUIRED")
        )
        assert ["verificationCode"] == reply.json["values"]
    world.call("validateBankAccount", path=place.under_account, expect=(400, "FIELD_IS_REQUIRED"))
    _validate(world, place, code)


@requires("control")
@pytest.mark.parametrize("kind", ["number", "list", "spaces", "full-width"])
def test_code_is_compared_to_the_letter(world: World, kind: str) -> None:
    """What is not the very text of the code is a wrong attempt (assumed)."""
    place = enrol(world)
    code = send_code(world, place)
    near: dict[str, object] = {
        "number": int(code),
        "list": [code],
        "spaces": f" {code} ",
        "full-width": "".join(chr(ord(digit) - ord("0") + 0xFF10) for digit in code),
    }
    for _ in range(2):
        _validate(world, place, near[kind], expect=WRONG)
    _validate(world, place, near[kind], expect=TOO_MANY)


@requires("control")
def test_accounts_are_verified_apart(world: World) -> None:
    """A code is good for the account that it was sent to (Trigger 1ct transaction for account verification)."""
    first, second = enrol(world), enrol(world)
    codes = [send_code(world, place) for place in (first, second)]
    assert codes[0] != codes[1]
    _validate(world, second, codes[0], expect=WRONG)
    _validate(world, first, codes[0])
    assert ["VALIDATED", "NOT_VALIDATED"] == [_status(world, place) for place in (first, second)]


@requires("control")
def test_wrong_codes_are_counted_apart(world: World) -> None:
    """Wrong codes of one customer count for no other, on one IBAN too (R930; assumed: an IBAN enrolled twice)."""
    first, second = enrol(world), enrol(world)
    codes = [send_code(world, place) for place in (first, second)]
    _validate(world, second, wrong_code(codes[1]), expect=WRONG)
    for expect in (WRONG, WRONG, TOO_MANY):
        _validate(world, first, wrong_code(codes[0]), expect=expect)
    assert ["BLOCKED", "NOT_VALIDATED"] == [_status(world, place) for place in (first, second)]
    _validate(world, second, wrong_code(codes[1]), expect=WRONG)
    _validate(world, second, codes[1])


@requires("control")
def test_verification_does_not_wait_for_the_mandate(world: World) -> None:
    """An account is verified before its mandate is signed as well as after (assumed: the two are independent)."""
    place = enrol(world, signed=False)
    _validate(world, place, send_code(world, place))
    world.call("createMandate", path=place.under_account, expect=201)
    assert "VALIDATED" == _status(world, place)
    world.call("cancelMandate", path=place.under_account, expect=200)
    world.call("createMandate", path=place.under_account, expect=201)
    assert "VALIDATED" == _status(world, place)
