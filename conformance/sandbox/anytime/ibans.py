"""IBANs and BICs: whether a text is one, and new ones of any country.

Only a French IBAN has an account number in the form of its country; that of others is made up of digits.

Source: ISO 13616 (check digits), ISO 9362; the key of a French account number is 97 less a weighted sum modulo 97.
"""

import random
import re

BANK_CODE = "99999"
FRANCE = "FR"

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")


def has_form(text: str) -> bool:
    """Return whether a text is an IBAN but for its check digits."""
    return bool(_IBAN.fullmatch(text))


def is_iban(text: str) -> bool:
    """Return whether a text is an IBAN: its form, and 1 modulo 97."""
    return has_form(text) and _remainder(text[4:] + text[:4]) == 1


def is_bic(text: str) -> bool:
    """Return whether a text has the form of a BIC."""
    return bool(_BIC.fullmatch(text))


def new_iban(numbers: random.Random, country: str = FRANCE) -> str:
    """Return an IBAN of an account at the service's bank.

    Args:
        numbers: Where the digits come from.
        country: Two capitals of ISO 3166-1.
    """
    branch, account = f"{numbers.randrange(100_000):05d}", f"{numbers.randrange(10**11):011d}"
    key = 97 - (89 * int(BANK_CODE) + 15 * int(branch) + 3 * int(account)) % 97
    national = f"{BANK_CODE}{branch}{account}{key:02d}"
    return f"{country}{98 - _remainder(f'{national}{country}00'):02d}{national}"


def swift_of(iban: str) -> str:
    """Return the BIC of the service's bank in the country of an IBAN."""
    return f"ANYT{iban[:2]}P1XXX"


def spoil_check_digits(iban: str) -> str:
    """Return an IBAN with other check digits, which are therefore wrong."""
    return f"{iban[:2]}{(int(iban[2:4]) + 1) % 97:02d}{iban[4:]}"


def _remainder(text: str) -> int:
    return int("".join(str(int(character, 36)) for character in text)) % 97
