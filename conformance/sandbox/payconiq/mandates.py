"""The text of a mandate in the two languages of the API, in wording of our own.

Source: Partner API Specification, "Get Partner Customer Account Mandate". What the text must say is the provider's:
that Payconiq may collect, that the bank may debit, and the refund within eight weeks. The partner is named in the
reason alone; how that reads in Dutch is an assumption.
"""

ENGLISH, DUTCH = "en", "nl"

_TEXTS = {
    ENGLISH: (
        'When you choose "I agree", you allow Payconiq to send instructions for recurring SEPA direct debits to your '
        "bank, and you allow your bank to debit your account as Payconiq instructs.\n\n"
        "You are entitled to a refund from your bank, under the terms of your agreement with it. Ask for that refund "
        "within 8 weeks of the date on which your account was debited. Your bank can give you a statement that "
        "explains your rights."
    ),
    DUTCH: (
        'Wanneer u "Akkoord" kiest, geeft u Payconiq toestemming om doorlopende SEPA-incasso-opdrachten naar uw bank '
        "te sturen, en geeft u uw bank toestemming om bedragen van uw rekening af te schrijven zoals Payconiq "
        "opdraagt.\n\n"
        "U kunt een afschrijving door uw bank laten terugboeken, onder de voorwaarden van uw overeenkomst met de bank. "
        "Vraag dit binnen 8 weken na de datum waarop het bedrag is afgeschreven. Uw bank kan u een overzicht van uw "
        "rechten geven."
    ),
}
_REASONS = {ENGLISH: "{company} Payments", DUTCH: "{company} Betalingen"}


def write_text(language: str) -> str:
    """Return the authorisation that the customer gives, with a quotation and a blank line in it."""
    return _TEXTS[language]


def write_reason(company: str, language: str) -> str:
    """Return what the money is collected for."""
    # Not str.format: a company's name may hold braces.
    return _REASONS[language].replace("{company}", company)


def choose_language(accept_language: list[str]) -> str:
    """Return the language for the values of ``Accept-Language``: Dutch unless the first one is English.

    Clients write it in upper case too, so case does not matter. That a list counts by its first entry, and that a
    region is ignored, are assumptions.
    """
    first = accept_language[0].partition(",")[0].partition(";")[0].strip().lower() if accept_language else ""
    return ENGLISH if first.partition("-")[0] == ENGLISH else DUTCH
