"""The form of mandate messages, with the names of ISO 20022 on the wire.

Source: Twikey Creditor API, the sample of "Update Feed"; the lengths are those of the provider's description of the
messages.
"""

from typing import Annotated, Any, Literal

import pydantic


class _Model(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(strict=True, frozen=True, allow_inf_nan=False, hide_input_in_errors=True)


def _named(name: str, **limits: Any) -> Any:
    return pydantic.Field(alias=name, **limits)


class Entry(_Model):
    """A key and a value of the supplementary data."""

    key: Annotated[str, pydantic.Field(alias="Key", min_length=1)]
    value: Annotated[str | int | float, pydantic.Field(alias="Value")]


class Address(_Model):
    """A postal address."""

    line: Annotated[str | None, _named("AdrLine", max_length=70)] = None
    zip_code: Annotated[str | None, _named("PstCd", max_length=16)] = None
    town: Annotated[str | None, _named("TwnNm", max_length=35)] = None
    country: Annotated[str | None, _named("Ctry")] = None


class Contact(_Model):
    """How to reach a party."""

    email: Annotated[str | None, _named("EmailAdr")] = None
    mobile: Annotated[str | None, _named("MobNb")] = None


class Party(_Model):
    """A creditor or debtor."""

    name: Annotated[str | None, _named("Nm", max_length=140)] = None
    address: Annotated[Address | None, _named("PstlAdr")] = None
    id: Annotated[str | None, _named("Id", max_length=35)] = None
    country_of_residence: Annotated[str | None, _named("CtryOfRes")] = None
    contact: Annotated[Contact | None, _named("CtctDtls")] = None


class Duration(_Model):
    """From when until when a mandate is valid."""

    from_day: Annotated[str | None, _named("FrDt")] = None
    to_day: Annotated[str | None, _named("ToDt")] = None


class Occurrences(_Model):
    """How often money is collected."""

    sequence_type: Annotated[Literal["OOFF", "RCUR"] | None, _named("SeqTp")] = None
    frequency: Annotated[
        Literal["ADHO", "DAIL", "FRTN", "INDA", "MIAN", "MNTH", "QURT", "WEEK", "YEAR"] | None, _named("Frqcy")
    ] = None
    duration: Annotated[Duration | None, _named("Drtn")] = None


class Institution(_Model):
    """A bank."""

    bic: Annotated[str | None, _named("BICFI")] = None
    name: Annotated[str | None, _named("Nm", max_length=140)] = None


class Agent(_Model):
    """The bank of a debtor."""

    institution: Annotated[Institution | None, _named("FinInstnId")] = None


class MandateContent(_Model):
    """A mandate."""

    number: Annotated[str, pydantic.Field(alias="MndtId")]
    instrument: Annotated[Literal["CORE", "B2B"] | None, _named("LclInstrm")] = None
    occurrences: Annotated[Occurrences | None, _named("Ocrncs")] = None
    max_amount: Annotated[str | None, _named("MaxAmt")] = None
    scheme_id: Annotated[str | None, _named("CdtrSchmeId")] = None
    creditor: Annotated[Party | None, _named("Cdtr")] = None
    ultimate_creditor: Annotated[Party | None, _named("UltmtCdtr")] = None
    ultimate_debtor: Annotated[Party | None, _named("UltmtDbtr")] = None
    debtor: Annotated[Party | None, _named("Dbtr")] = None
    iban: Annotated[str | None, _named("DbtrAcct")] = None
    masked_iban: Annotated[str | None, _named("DbtrAcctHash")] = None
    agent: Annotated[Agent | None, _named("DbtrAgt")] = None
    contract_number: Annotated[str | None, _named("RfrdDoc")] = None
    supplement: Annotated[list[Entry] | None, _named("SplmtryData")] = None


class Reason(_Model):
    """Why a mandate was changed or cancelled."""

    originator: Annotated[Party | None, _named("Orgtr")] = None
    reason: Annotated[str | None, _named("Rsn")] = None


class Message(_Model):
    """What happened to one mandate."""

    mandate: Annotated[MandateContent | None, _named("Mndt")] = None
    original_number: Annotated[str | None, _named("OrgnlMndtId", min_length=1)] = None
    amendment: Annotated[Reason | None, _named("AmdmntRsn")] = None
    cancellation: Annotated[Reason | None, _named("CxlRsn")] = None
    event_time: Annotated[str | None, _named("EvtTime")] = None


class Header(_Model):
    """When a document was made."""

    created: Annotated[str, pydantic.Field(alias="CreDtTm")]


class Document(_Model):
    """Messages about mandates: what the feed gives and an import takes."""

    header: Annotated[Header | None, _named("GrpHdr")] = None
    messages: Annotated[list[Message], pydantic.Field(alias="Messages")]
