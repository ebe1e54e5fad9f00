"""The mandate feed: its cursor, its chunks, going back, several readers, XML."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from conformance.providers.twikey import reading
from conformance.scenario import World, requires, shows
from conformance.scenarios.twikey.creditor import (
    INVALID,
    LATER,
    PNG,
    START,
    UNKNOWN_NUMBER,
    as_creditor,
    cancel,
    drain,
    invite,
    kind_of,
    let_debtor_sign,
    messages,
    number_of,
    read,
    sign,
    told,
)
from conformance.scenarios.twikey.text import BAD_NUMBERS


def _some(world: World, count: int) -> list[str]:
    return [sign(world) for _ in range(count)]


@requires("control")
@shows("getMandateUpdates", 200)
def test_feed_tells_everything_once(world: World) -> None:
    """New, changed and cancelled mandates come once, in the order of their events, and then nothing (Update Feed)."""
    first, second = _some(world, 2)
    world.call("updateMandate", form={"mndtId": first, "city": "Brugge"}, expect=204)
    cancel(world, second)
    world.call("updateMandate", form={"mndtId": first, "city": "Aalst"}, expect=204)
    expected = [("new", first), ("new", second), ("amended", first), ("cancelled", second), ("amended", first)]
    feed = messages(world)
    assert expected == told(feed)
    assert ["Brugge", "Aalst"] == [feed[n]["Mndt"]["Dbtr"]["PstlAdr"]["TwnNm"] for n in (2, 4)]
    assert [] == messages(world) == messages(world)


@requires("control")
def test_message_is_of_its_moment(world: World) -> None:
    """A message shows the mandate as it was then, not as it is now (Update Feed; assumed)."""
    number = sign(world)
    world.call("updateMandate", form={"mndtId": number, "city": "Brugge"}, expect=204)
    cities = [message["Mndt"]["Dbtr"]["PstlAdr"]["TwnNm"] for message in messages(world)]
    assert ["Gent", "Brugge"] == cities


@requires("control")
def test_change_and_cancellation_say_who_and_why(world: World) -> None:
    """A change and a cancellation name the mandate before it, who asked for it, and the reason (message dictionary)."""
    number = sign(world)
    world.call("updateMandate", form={"mndtId": number, "mobile": "+32479123124"}, expect=204)
    cancel(world, number, reason="Moved away")
    _, amended, cancelled = messages(world)
    assert number == amended["OrgnlMndtId"] == amended["Mndt"]["MndtId"] == cancelled["OrgnlMndtId"]
    assert "Mndt" not in cancelled
    for reason in (amended["AmdmntRsn"], cancelled["CxlRsn"]):
        assert reason["Rsn"]
        assert "@" in reason["Orgtr"]["CtctDtls"]["EmailAdr"]
    assert "Moved away" == cancelled["CxlRsn"]["Rsn"]


@requires("control")
def test_invitations_are_in_no_feed(world: World) -> None:
    """What nobody signed is in no feed, neither while it waits nor when it is taken back (client for Odoo)."""
    waiting, removed = invite(world).number, invite(world).number
    cancel(world, removed)
    assert [] == messages(world)
    let_debtor_sign(world, waiting)
    assert [("new", waiting)] == told(messages(world))


@requires("control")
@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_chunks_walk_over_everything_once(world: World, size: int) -> None:
    """Chunks of any size give every message once, in order, until the feed is empty (Update Feed: chunkSize)."""
    numbers = _some(world, 7)
    chunks = list(iter(lambda: messages(world, chunkSize=size), []))
    assert [("new", number) for number in numbers] == told(itertools.chain(*chunks))
    assert [size] * (7 // size) + ([7 % size] if 7 % size else []) == [len(chunk) for chunk in chunks]


@requires("control")
def test_chunk_has_a_hundred_at_most(world: World) -> None:
    """Without a size, or with a larger one, a chunk holds a hundred messages (Update Feed: max 100)."""
    number = sign(world)
    for city in range(104):
        world.call("updateMandate", form={"mndtId": number, "city": f"City {city}"}, expect=204)
    for query in ({}, {"chunkSize": 100}, {"chunkSize": 101}, {"chunkSize": "9" * 30}):
        chunk = messages(world, reset=START, **query)
        assert [100, "new"] == [len(chunk), kind_of(chunk[0])]
        assert [("amended", number)] * 5 == told(messages(world))


@requires("control")
@shows("getMandateUpdates", 400, "err_invalid_params")
def test_chunk_size_is_a_positive_number(world: World) -> None:
    """A chunk size that is none is refused, and takes nothing from the feed (assumed: err_invalid_params)."""
    number = sign(world)
    for size in ("0", "00", "007", *BAD_NUMBERS):
        world.call("getMandateUpdates", query={"chunkSize": size}, expect=INVALID)
    assert [("new", number)] == told(messages(world, chunkSize=""))


# --- going back -----------------------------------------------------------------------------------------------------


@requires("control")
def test_feed_goes_back_to_a_moment(world: World) -> None:
    """X-RESET with a moment gives everything from there, that second included, and goes on (Update Feed: X-RESET)."""
    numbers = []
    for _ in range(4):
        numbers.append(sign(world))
        world.advance(1)
    feed = drain(world)
    for place, message in enumerate(feed):
        reset = message["EvtTime"]
        expected = [("new", number) for number in numbers[place:]]
        assert expected == told(messages(world, reset=reset))
        assert expected == told(messages(world, reset=reset.replace("Z", ".000Z")))
        assert expected[:1] == told(messages(world, reset=reset, chunkSize=1))
        assert expected[1:] == told(drain(world))
    assert [] == messages(world, reset=LATER)


@requires("control")
def test_feed_goes_back_to_a_mandate(world: World) -> None:
    """X-RESET with a mandate number gives everything from that mandate on, and goes on (Update Feed: X-RESET)."""
    numbers = _some(world, 4)
    cancel(world, numbers[0])
    drain(world)
    for place, number in enumerate(numbers):
        expected = [*(("new", each) for each in numbers[place:]), ("cancelled", numbers[0])]
        assert expected == told(messages(world, reset=number))
        assert expected[:2] == told(messages(world, reset=number, chunkSize=2))
        assert expected[2:] == told(drain(world))


@requires("control")
def test_feed_may_go_forward(world: World) -> None:
    """X-RESET with a moment to come leaves out what is there already (Update Feed: X-RESET; assumed)."""
    sign(world)
    assert [] == messages(world, reset=LATER)
    assert [] == messages(world)
    number = sign(world)
    assert [("new", number)] == told(messages(world))


@requires("control")
def test_place_to_go_back_to_is_refused(world: World) -> None:
    """X-RESET is a moment in UTC or a mandate that exists; anything else changes nothing (assumed)."""
    number = sign(world)
    others = ("2017-09-16", "2017-09-16T14:00:00", "2017-09-16T16:00:00+02:00")
    for reset in ("true", "2017-13-01T00:00:00Z", UNKNOWN_NUMBER, "1505570400", number.lower(), "0", *others):
        world.call("getMandateUpdates", headers={"X-RESET": reset}, expect=INVALID)
    assert [("new", number)] == told(messages(world))


# --- readers --------------------------------------------------------------------------------------------------------


def _sessions(world: World, count: int) -> list[str]:
    form = {"apiToken": as_creditor(world.first).credentials.api_token}
    return [world.call("logIn", form=form, expect=200).json["Authorization"] for _ in range(count)]


def _read_with(world: World, session: str, *, reset: str | None = None) -> list[Any]:
    headers = {"Authorization": session} if reset is None else {"Authorization": session, "X-RESET": reset}
    answer = world.call("getMandateUpdates", query={"chunkSize": 2}, headers=headers, expect=200).json
    return list(answer["Messages"])


@requires("control")
def test_four_readers_share_one_feed(world: World) -> None:
    """Several sessions of one creditor share the cursor: each message goes to one of them (Update Feed; assumed)."""
    numbers, sessions = _some(world, 11), _sessions(world, 4)
    found: list[Any] = []
    for session in itertools.cycle(sessions):
        chunk = _read_with(world, session)
        if not chunk:
            break
        found += chunk
    assert [("new", number) for number in numbers] == told(found)


@requires("control")
def test_reset_between_readers_moves_them_all(world: World) -> None:
    """When one of several sessions goes back, the others go on from there (Update Feed: X-RESET; assumed)."""
    numbers, (first, second, third, fourth) = _some(world, 7), _sessions(world, 4)
    assert numbers[:2] == [number_of(message) for message in _read_with(world, first)]
    assert numbers[2:4] == [number_of(message) for message in _read_with(world, second)]
    assert numbers[1:3] == [number_of(message) for message in _read_with(world, third, reset=numbers[1])]
    assert numbers[3:5] == [number_of(message) for message in _read_with(world, fourth)]
    assert numbers[5:] == [number_of(message) for message in _read_with(world, first)]
    assert [] == _read_with(world, second)


@requires("control")
def test_new_session_goes_on_where_the_last_one_was(world: World) -> None:
    """The cursor is the creditor's: a new login does not begin again (Update Feed; assumed)."""
    numbers = _some(world, 3)
    assert numbers[:2] == [number_of(message) for message in messages(world, chunkSize=2)]
    world.call("logOut", expect=204)
    world.first.face.renew()
    assert numbers[2:] == [number_of(message) for message in messages(world)]


# --- forms ----------------------------------------------------------------------------------------------------------


@requires("control")
@pytest.mark.parametrize("accept", ["application/xml", "application/xml;q=0.9, */*;q=0.1"])
def test_feed_may_be_xml(world: World, accept: str) -> None:
    """Who accepts XML gets the same messages as XML, and the cursor moves all the same (General use)."""
    number = sign(world)
    world.call("updateMandate", form={"mndtId": number, "city": "Br\u00fcgge & <co>"}, expect=204)
    cancel(world, number)
    as_json = messages(world)
    reply = world.call("getMandateUpdates", headers={"Accept": accept, "X-RESET": START}, expect=200)
    assert "application/xml" == reply.headers["content-type"].partition(";")[0]
    root = reading.parse_xml(reply.exchange.response_body)
    assert root is not None, "the answer is XML"
    assert ["Updates", "GrpHdr", "MndtInitn", "MndtAmdmnt", "MndtCxl"] == [
        reading.plain_name(root),
        *(reading.plain_name(child) for child in root),
    ]
    from_xml = reading.messages(reply.exchange) or []
    assert [number_of(message) for message in as_json] == [message.number for message in from_xml]
    cities = [reading.at(message.mandate, "Dbtr.PstlAdr.TwnNm") for message in from_xml[:2]]
    assert ["Gent", "Br\u00fcgge & <co>"] == cities
    assert [] == messages(world)


@requires("control")
def test_feed_says_where_it_stands(world: World) -> None:
    """X-LAST comes with every page of the feed, JSON or XML (client in Python, which fails without it)."""
    sign(world)
    for accept in ("application/json", "application/xml", "application/json"):
        reply = world.call("getMandateUpdates", headers={"Accept": accept}, expect=200)
        assert reply.headers.get("x-last"), "the feed says where it stands"


@requires("control")
def test_single_mandate_is_json(world: World) -> None:
    """A single mandate is JSON whatever is asked for, and no mask limits it (Detail of an existing mandate)."""
    number = sign(world)
    expected = read(world, number).json
    headers = {"Accept": "application/xml", "SplmtrydataMask": "Person"}
    assert expected == world.call("getMandate", query={"mndtId": number}, headers=headers, expect=200).json


@requires("control")
@pytest.mark.parametrize("accept", ["application/json", "*/*", "text/xml", "text/html", ""])
def test_feed_is_json_otherwise(world: World, accept: str) -> None:
    """Everybody else gets JSON, who asks for text/xml included (General use; scripts of 2018)."""
    number = sign(world)
    reply = world.call("getMandateUpdates", headers={"Accept": accept}, expect=200)
    assert [("new", number)] == told(reply.json["Messages"])


@requires("control")
def test_mask_limits_supplementary_data(world: World) -> None:
    """SplmtrydataMask says which supplementary data come (message dictionary, SplmtrydataMask)."""
    sign(world, place="Gent", method="digisign", digsig=PNG)

    def keys(mask: str | None) -> set[str]:
        headers = {"X-RESET": START, "SplmtrydataMask": mask}
        (message,) = world.call("getMandateUpdates", headers=headers, expect=200).json["Messages"]
        return {entry["Key"] for entry in message["Mndt"]["SplmtryData"]}

    everything = keys(None)
    assert {"TemplateId", "FirstName", "SignerMethod#0", "SignerPlace#0", "SignerPayload#0"} <= everything
    assert {"FirstName", "LastName"} == keys("Person")
    assert "TemplateId" in keys("Mandate")
    assert not {"FirstName", "SignerMethod#0"} & keys("Mandate")
    assert {"SignerMethod#0", "FirstName"} <= keys("Signature Person")
    assert everything == keys("unknown")


@requires("control")
def test_feed_and_detail_show_the_same(world: World) -> None:
    """A mandate reads the same in the feed and by itself (Detail of an existing mandate: see the feed)."""
    attributes: dict[str, Any] = {"order_id": "4711", "signDate": "2017-09-01", "place": "Gent"}
    number = sign(world, companyName="Inc.", vatno="BE0123456789", contractNumber="4711", **attributes)
    (message,) = messages(world)
    assert message["Mndt"] == read(world, number).json["Mndt"]


def _plain(node: Any) -> Any:
    """A mandate with every value as text and without members that are null, as XML has it."""
    if isinstance(node, dict):
        return {name: _plain(value) for name, value in node.items() if value is not None}
    return [_plain(each) for each in node] if isinstance(node, list) else str(node)


@requires("control")
def test_xml_says_what_json_says(world: World) -> None:
    """The feed has the same members in both forms (General use: Accept; assumed: layout)."""
    number = sign(world, place="Gent", companyName="<debtor> & co", contractNumber="4711", order_id="1")
    world.call("updateMandate", form={"mndtId": number, "mobile": "+32479123124"}, expect=204)
    cancel(world, number, reason="Moved <away>")
    as_json, headers = messages(world), {"Accept": "application/xml", "X-RESET": START}
    root = reading.parse_xml(world.call("getMandateUpdates", headers=headers, expect=200).exchange.response_body)
    assert root is not None, "the answer is XML"
    assert _plain(as_json) == [reading.to_members(child) for child in root][1:]
