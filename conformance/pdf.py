"""What a PDF document says, for rules that want one to open."""

from __future__ import annotations

import io
import logging

import pypdf
from pypdf.errors import PyPdfError

# What pypdf could mend is no finding, and no line on the terminal between those of a run.
logging.getLogger("pypdf").addHandler(logging.NullHandler())


def read_pdf(content: bytes) -> tuple[str, str | None]:
    """The text of a document, and why it cannot be opened, if so.

    The text is empty where it is drawn in a way that holds no characters.
    """
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=True)
        if not reader.pages:
            return "", "it has no page"
        return "\n".join(page.extract_text() for page in reader.pages), None
    # What pypdf raises on bytes that are no document is not all of its own making.
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError) as error:
        return "", str(error) or type(error).__name__
