"""What is documented, what was proven, what is hearsay and what is only assumed in a contract."""

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.review.document import Document, line_of
from conformance.review.rules_provenance import assumptions_of, sources_of

_BY_WRITING = frozenset({"provider", "standard"})
_BY_RUNNING = frozenset({"client", "recording"})
_BY_HEARSAY = frozenset({"report"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One statement of the contract.

    Attributes:
        pointer: JSON pointer of the part that the statement is about.
        line: Line of that part, from 1.
        text: Where it is documented or proven, or the assumption itself.
    """

    pointer: str
    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """The statements of a contract by what they rest on. One part can be in several lists.

    Attributes:
        documented: Parts with an `x-source` of the provider or of a standard.
        proven: Parts with an `x-source` that is a working client or a recorded answer.
        reported: Parts with an `x-source` that only repeats a text of the provider which is not at hand.
        assumed: Every sentence of an `x-assumption`.
    """

    documented: tuple[Entry, ...] = ()
    proven: tuple[Entry, ...] = ()
    reported: tuple[Entry, ...] = ()
    assumed: tuple[Entry, ...] = ()


def take_inventory(document: Document) -> Inventory:
    """The statements of a document whose extensions are well formed."""
    kinds = {source["id"]: source["kind"] for source in document.data["info"].get("x-sources", [])}
    return Inventory(
        documented=tuple(_sourced(document, {id_ for id_, kind in kinds.items() if kind in _BY_WRITING})),
        proven=tuple(_sourced(document, {id_ for id_, kind in kinds.items() if kind in _BY_RUNNING})),
        reported=tuple(_sourced(document, {id_ for id_, kind in kinds.items() if kind in _BY_HEARSAY})),
        assumed=tuple(_assumed(document)),
    )


def _sourced(document: Document, accepted: set[str]) -> Iterator[Entry]:
    for node in document.nodes:
        found = [source for source in sources_of(node) if source["document"] in accepted]
        if found:
            text = "; ".join(f"{source['document']}, {source['section']}" for source in found)
            yield Entry(pointer=node.pointer, line=line_of(document, node.pointer), text=text)


def _assumed(document: Document) -> Iterator[Entry]:
    for node in document.nodes:
        for sentence in assumptions_of(node):
            yield Entry(pointer=node.pointer, line=line_of(document, node.pointer), text=sentence)
