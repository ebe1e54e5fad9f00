"""The texts for people: of errors and of the bank's reasons, in the languages of ``Accept-Language``.

The provider translates both; the wording here is our own, but for the few texts that it published.

Source: Twikey Creditor API, "Get transaction feed" and "Payments" (MS03 and AC04, in English and in Dutch); the
provider's Postman collection of 2018 (err_mandate_invalid_state).
"""

import re
from collections.abc import Iterable

LANGUAGES = ("en", "nl", "fr", "de")

_RANGE = re.compile(r"\s*(\*|[A-Za-z]{1,8})(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q=([0-9.]{1,5}))?\s*", re.ASCII)

_TEXTS: dict[str, tuple[str, str, str, str]] = {
    "err_no_login": ("Login failed", "Aanmelden mislukt", "Connexion refusée", "Anmeldung fehlgeschlagen"),
    "err_missing_params": (
        "A required parameter is missing",
        "Een verplichte parameter ontbreekt",
        "Un paramètre obligatoire est absent",
        "Ein Pflichtparameter fehlt",
    ),
    "err_invalid_params": (
        "A parameter is not valid",
        "Een parameter is ongeldig",
        "Un paramètre n'est pas valide",
        "Ein Parameter ist ungültig",
    ),
    "err_invalid_input": (
        "The input cannot be read",
        "De invoer is onleesbaar",
        "Les données sont illisibles",
        "Die Eingabe ist unlesbar",
    ),
    "err_no_contract": (
        "No such mandate",
        "Mandaat niet gevonden",
        "Mandat introuvable",
        "Mandat nicht gefunden",
    ),
    "err_mandate_invalid_state": (
        "One of the mandates had an invalid state",
        "De staat van het mandaat laat dit niet toe",
        "L'état du mandat ne le permet pas",
        "Der Zustand des Mandats erlaubt dies nicht",
    ),
    "err_invalid_state": (
        "There is nothing this can be done with",
        "Er is niets waarmee dit kan",
        "Il n'y a rien à traiter",
        "Es gibt nichts zu bearbeiten",
    ),
    "err_contract_signed": (
        "The mandate has been signed already",
        "Het mandaat is al ondertekend",
        "Le mandat est déjà signé",
        "Das Mandat ist bereits unterschrieben",
    ),
    "err_no_such_ct": (
        "No such template",
        "Onbekende template",
        "Modèle inconnu",
        "Unbekannte Vorlage",
    ),
    "err_invalid_ct": (
        "The template number is not valid",
        "Het templatenummer is ongeldig",
        "Le numéro de modèle n'est pas valide",
        "Die Vorlagennummer ist ungültig",
    ),
    "err_double_mandatenumber": (
        "The mandate number is in use",
        "Het mandaatnummer is al in gebruik",
        "Le numéro de mandat est déjà utilisé",
        "Die Mandatsnummer ist schon vergeben",
    ),
    "err_mandatenumber_required": (
        "The template needs a mandate number",
        "De template vereist een mandaatnummer",
        "Le modèle exige un numéro de mandat",
        "Die Vorlage verlangt eine Mandatsnummer",
    ),
    "err_invalid_mandatenumber": (
        "The mandate number is not valid",
        "Het mandaatnummer is ongeldig",
        "Le numéro de mandat n'est pas valide",
        "Die Mandatsnummer ist ungültig",
    ),
    "err_invalid_iban": ("Invalid IBAN", "Ongeldige IBAN", "IBAN non valide", "Ungültige IBAN"),
    "err_invalid_bic": ("Invalid BIC", "Ongeldige BIC", "BIC non valide", "Ungültige BIC"),
    "err_invalid_email": (
        "Invalid e-mail address",
        "Ongeldig e-mailadres",
        "Adresse électronique non valide",
        "Ungültige E-Mail-Adresse",
    ),
    "err_invalid_domain": ("Invalid prefix", "Ongeldig voorvoegsel", "Préfixe non valide", "Ungültiges Präfix"),
    "err_invalid_lang": ("Unknown language", "Onbekende taal", "Langue inconnue", "Unbekannte Sprache"),
    "err_invalid_country": ("Invalid country", "Ongeldig land", "Pays non valide", "Ungültiges Land"),
    "err_invalid_amount": ("Invalid amount", "Ongeldig bedrag", "Montant non valide", "Ungültiger Betrag"),
    "err_invalid_date": ("Invalid date", "Ongeldige datum", "Date non valide", "Ungültiges Datum"),
    "err_invalid_sepachars": (
        "The message has characters that banks do not carry",
        "Het bericht bevat tekens die banken niet doorgeven",
        "Le message contient des caractères non transmis par les banques",
        "Die Nachricht enthält Zeichen, die Banken nicht übertragen",
    ),
    "err_invalid_message": (
        "The message is too long",
        "Het bericht is te lang",
        "Le message est trop long",
        "Die Nachricht ist zu lang",
    ),
    "err_provide_reason": (
        "Give a reason",
        "Geef een reden op",
        "Indiquez une raison",
        "Geben Sie einen Grund an",
    ),
    "err_no_transaction": (
        "No such transaction",
        "Transactie niet gevonden",
        "Transaction introuvable",
        "Transaktion nicht gefunden",
    ),
    "err_not_found": ("Not found", "Niet gevonden", "Introuvable", "Nicht gefunden"),
    "error_system": (
        "Something went wrong on our side",
        "Er ging iets mis aan onze kant",
        "Une erreur interne s'est produite",
        "Ein interner Fehler ist aufgetreten",
    ),
    "MS03": (
        "No reason specified",
        "Geen reden opgegeven",
        "La banque ne donne pas de raison",
        "Die Bank nennt keinen Grund",
    ),
    "AM04": ("Insufficient funds", "Onvoldoende saldo", "Solde insuffisant", "Konto nicht gedeckt"),
    "MS02": (
        "Refused by the debtor",
        "Geweigerd door de debiteur",
        "Refusé par le débiteur",
        "Vom Zahler abgelehnt",
    ),
    "MD06": (
        "The debtor asks for the money back",
        "De debiteur vraagt het geld terug",
        "Le débiteur demande le remboursement",
        "Der Zahler fordert das Geld zurück",
    ),
    "AC01": (
        "Incorrect account number",
        "Onjuist rekeningnummer",
        "Numéro de compte incorrect",
        "Falsche Kontonummer",
    ),
    "AC04": ("Account closed", "Rekening afgesloten", "Le compte est clôturé", "Das Konto ist aufgelöst"),
    "AC06": ("The account is blocked", "De rekening is geblokkeerd", "Le compte est bloqué", "Das Konto ist gesperrt"),
    "AC13": (
        "The account is a consumer's",
        "De rekening is van een consument",
        "Le compte est celui d'un particulier",
        "Das Konto gehört einem Verbraucher",
    ),
    "AG01": (
        "The account takes no direct debits",
        "De rekening aanvaardt geen domiciliëringen",
        "Le compte n'accepte pas les prélèvements",
        "Das Konto lässt keine Lastschriften zu",
    ),
    "FF01": ("Unreadable bank file", "Onleesbaar bankbestand", "Fichier bancaire illisible", "Unlesbare Bankdatei"),
    "MD01": ("The bank knows no mandate", "De bank kent geen mandaat", "Mandat absent", "Kein Mandat vorhanden"),
    "MD02": (
        "The mandate data are incomplete",
        "De mandaatgegevens zijn onvolledig",
        "Les données du mandat sont incomplètes",
        "Die Mandatsdaten sind unvollständig",
    ),
    "MD07": ("The debtor has died", "De debiteur is overleden", "Le débiteur est décédé", "Der Zahler ist verstorben"),
    "PY01": ("Unknown bank", "Onbekende bank", "Banque inconnue", "Unbekannte Bank"),
    "RC01": ("Incorrect BIC", "Onjuiste BIC", "BIC incorrect", "Falsche BIC"),
    "SL01": (
        "The debtor allows only some creditors",
        "De debiteur laat enkel bepaalde schuldeisers toe",
        "Le débiteur n'autorise que certains créanciers",
        "Der Zahler lässt nur bestimmte Gläubiger zu",
    ),
}


def text_of(code: str, language: str) -> str:
    """Return the text of an error code or of a bank's reason.

    Args:
        code: A code of this service, or one of the reasons of the bank.
        language: One of ``LANGUAGES``.
    """
    return _TEXTS[code][LANGUAGES.index(language)]


def choose_language(values: Iterable[str]) -> str:
    """Return the best known language of ``Accept-Language`` headers; English when they name none we know."""
    best, best_quality = "en", 0.0
    for part in ",".join(values).split(","):
        match = _RANGE.fullmatch(part)
        if match is None:
            continue
        language, quality = match[1].lower(), _read_quality(match[2])
        if language in LANGUAGES and quality > best_quality:
            best, best_quality = language, quality
    return best


def _read_quality(text: str | None) -> float:
    if text is None:
        return 1.0
    try:
        return min(float(text), 1.0)
    except ValueError:
        return 0.0
