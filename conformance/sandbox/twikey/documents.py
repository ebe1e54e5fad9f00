"""The document of a mandate, as a PDF of one page.

The clock of the sandbox dates it, so that one seed gives the same bytes.
"""

from datetime import timedelta

from fpdf import FPDF

from conformance.sandbox.twikey import formats
from conformance.sandbox.twikey.state import Account, Mandate

MAGIC = b"%PDF-"


def is_pdf(content: bytes) -> bool:
    """Return whether a document says that it is a PDF."""
    return content.startswith(MAGIC)


def print_mandate(account: Account, mandate: Mandate) -> bytes:
    """Return the document that the debtor signs."""
    pdf = FPDF(format="A4")
    pdf.set_creation_date(formats.EPOCH + timedelta(milliseconds=mandate.created_ms))
    pdf.set_title(_plain(f"SEPA mandate {mandate.number}"))
    pdf.add_page()
    pdf.set_font("Helvetica", size=16)
    pdf.multi_cell(0, text=_plain(f"SEPA direct debit mandate {mandate.number}"), new_x="LMARGIN", new_y="NEXT")
    pdf.set_font_size(11)
    for name, value in _lines(account, mandate):
        pdf.multi_cell(0, text=_plain(f"{name}: {value}"), new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def _lines(account: Account, mandate: Mandate) -> list[tuple[str, str]]:
    signature = mandate.signature
    signed = (
        "not yet" if signature is None else f"{formats.format_instant(signature.signed_ms)} {signature.place or ''}"
    )
    return [
        ("Creditor", f"{account.merchant.company} ({account.merchant.scheme_id})"),
        ("Debtor", mandate.debtor.shown_name()),
        ("Account", mandate.iban or "to be filled in by the debtor"),
        ("Scheme", mandate.instrument),
        ("Contract", mandate.contract()),
        ("Signed", signed),
    ]


def _plain(text: str) -> str:
    """Return a text in the characters of the built-in fonts, on one line and of a length that stays on the page."""
    return " ".join(text.encode("latin-1", "replace").decode("latin-1").split())[:200]
