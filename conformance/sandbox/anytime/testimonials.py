"""Documents and pictures: the testimonial of a credit transfer as a PDF, and the two sides of a card as PNG.

The clock of the sandbox dates a testimonial, so that one seed gives the same bytes.

Source: Anytime API documentation, "testimonial" and "pan"; what they show, and that a picture is PNG in base64, are
assumptions.
"""

import base64
import struct
import zlib

from fpdf import FPDF

from conformance.sandbox.anytime import formats
from conformance.sandbox.anytime.state import Card, Transfer

_WIDTH, _HEIGHT = 86, 54
_GREY, _BLUE = (0xEE, 0xEE, 0xEE), (0x22, 0x55, 0xAA)
_LONGEST_LINE = 200


def print_testimonial(transfer: Transfer) -> bytes:
    """Return the PDF that says that a transfer was executed."""
    executed_ms = transfer.created_ms if transfer.executed_ms is None else transfer.executed_ms
    pdf = FPDF(format="A4")
    pdf.set_creation_date(formats.paris(executed_ms))
    pdf.set_title(f"Testimonial of credit transfer {transfer.internal_id}")
    pdf.add_page()
    pdf.set_font("Helvetica", size=16)
    pdf.multi_cell(0, text=f"Credit transfer {transfer.internal_id}", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font_size(11)
    for name, value in _lines(transfer, executed_ms):
        pdf.multi_cell(0, text=_plain(f"{name}: {value}"), new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def _lines(transfer: Transfer, executed_ms: int) -> list[tuple[str, str]]:
    currency = transfer.account.fields["acc_currency"]
    return [
        ("Sender", str(transfer.account.account_id)),
        ("Beneficiary", transfer.beneficiary),
        ("IBAN", transfer.party.iban),
        ("SWIFT", transfer.party.swift),
        ("Amount", f"{formats.decimal_text(transfer.amount_cents)} {currency}"),
        ("Reason", transfer.party.comment),
        ("Status", transfer.status),
        ("Executed", formats.naive_text(executed_ms)),
        ("Reference", transfer.reference or ""),
    ]


def _plain(text: str) -> str:
    """Return a text in the characters of the built-in fonts, on one line and of a length that stays on the page."""
    return " ".join(text.encode("latin-1", "replace").decode("latin-1").split())[:_LONGEST_LINE]


def draw_front(card: Card) -> str:
    """Return the front of a card: its number as a row of bars."""
    return _draw([int(digit) for digit in card.pan])


def draw_back(card: Card) -> str:
    """Return the back of a card: its CVV as a row of bars."""
    return _draw([int(digit) for digit in card.cvv])


def _draw(heights: list[int]) -> str:
    """Return a PNG in base64: one bar for each number."""
    rows = []
    for y in range(_HEIGHT):
        pixels = bytearray()
        for x in range(_WIDTH):
            height = heights[x * len(heights) // _WIDTH]
            pixels += bytes(_BLUE if _HEIGHT - y <= height * 5 + 2 else _GREY)
        rows.append(b"\0" + bytes(pixels))
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(b"".join(rows), 9)), _chunk(b"IEND", b""))
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(chunks)).decode()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
