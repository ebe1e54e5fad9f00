"""The members of a JSON object with their places in its text, so that one can change and no other character does.

Who signs a body must not write it anew: the signature covers the amount as the caller wrote it, and a number
such as `1000.0`, the order of members or an escape would not survive.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

_SPACE = re.compile(r"[ \t\n\r]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member of a JSON object.

    Attributes:
        name: Its name, escapes resolved.
        value: What its value means; a number is the text of its literal.
        literal: Its value as written.
        start: Where that begins, in characters of the whole text.
        end: Where it ends.
    """

    name: str
    value: object
    literal: str
    start: int
    end: int


def read_members(text: str) -> tuple[Member, ...]:
    """The members of the JSON object that is the whole text, in order; a name may be there more than once.

    Args:
        text: JSON, without a byte order mark.

    Raises:
        ValueError: The text is not a JSON object, or one too deep to be read. The writer's fault.
    """
    try:
        return tuple(_scan(text))
    except RecursionError:
        raise ValueError("the JSON object is nested too deeply") from None


def replace_value(text: str, member: Member, literal: str) -> str:
    """The text with the value of one of its members replaced.

    Args:
        text: The text that the member was read from.
        member: The member.
        literal: The new value, as JSON.
    """
    return text[: member.start] + literal + text[member.end :]


def append_member(text: str, members: Sequence[Member], *, name: str, literal: str) -> str:
    """The text with one more member, right behind the last.

    Args:
        text: A JSON object.
        members: All its members, in order.
        name: Name of the new member.
        literal: Its value, as JSON.
    """
    place = members[-1].end if members else text.index("{") + 1
    comma = "," if members else ""
    return f"{text[:place]}{comma}{json.dumps(name)}:{literal}{text[place:]}"


def _scan(text: str) -> list[Member]:
    members: list[Member] = []
    place = _expect(text, 0, "{")
    if text[place : place + 1] == "}":
        return _end(text, place + 1, members)
    while True:
        if text[place : place + 1] != '"':
            raise ValueError(f"the name of a member is expected at character {place}")
        name, place = _DECODER.raw_decode(text, place)
        start = _expect(text, place, ":")
        value, place = _DECODER.raw_decode(text, start)
        members.append(Member(name=name, value=value, literal=text[start:place], start=start, end=place))
        after = _skip_space(text, place)
        if text[after : after + 1] == "}":
            return _end(text, after + 1, members)
        place = _expect(text, after, ",")


def _expect(text: str, place: int, mark: str) -> int:
    """Where the text goes on behind a mark and the space around it."""
    place = _skip_space(text, place)
    if text[place : place + 1] != mark:
        raise ValueError(f"{mark!r} is expected at character {place}")
    return _skip_space(text, place + 1)


def _end(text: str, place: int, members: list[Member]) -> list[Member]:
    if _skip_space(text, place) != len(text):
        raise ValueError(f"nothing may follow the object, at character {place}")
    return members


def _skip_space(text: str, place: int) -> int:
    match = _SPACE.match(text, place)
    return match.end() if match else place


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


# Numbers stay text: digits are signed as written, and int() refuses thousands of them.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=_refuse_constant)
