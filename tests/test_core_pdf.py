"""Which documents open, and what they say."""

from __future__ import annotations

import pytest
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st

from conformance.pdf import read_pdf


def make_document(*texts: str) -> bytes:
    document = FPDF()
    document.set_font("Helvetica")
    for text in texts:
        document.add_page()
        document.cell(text=text)
    return bytes(document.output())


def test_text_of_every_page_is_read() -> None:
    """In the order of the pages."""
    assert ("Bread\nButter", None) == read_pdf(make_document("Bread", "Butter"))


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"%PDF-1.4\n%%EOF\n", make_document("Bread")[:300], make_document("Bread")[200:]],
    ids=["nothing", "page", "shell", "first-part", "last-part"],
)
def test_what_does_not_open_says_why(content: bytes) -> None:
    """A truncated or foreign file has no text and a reason."""
    text, problem = read_pdf(content)
    assert "" == text
    assert problem


@given(st.binary(max_size=200), st.integers(0, 900))
def test_no_bytes_break_the_reader(noise: bytes, place: int) -> None:
    """Whatever a target sends, it is judged and never raises."""
    document = make_document("Bread")
    text, problem = read_pdf(document[:place] + noise + document[place + len(noise) :])
    assert isinstance(text, str)
    assert problem is None or problem
