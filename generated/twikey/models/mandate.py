from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.local_instrument import LocalInstrument
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.agent import Agent
    from ..models.occurrences import Occurrences
    from ..models.party import Party
    from ..models.supplementary_entry import SupplementaryEntry


T = TypeVar("T", bound="Mandate")


@_attrs_define
class Mandate:
    """A mandate.

    Attributes:
        mndt_id (str): The mandate number, in upper case by the dictionary.
        lcl_instrm (LocalInstrument | Unset): CORE for everybody, B2B between companies.
        ocrncs (Occurrences | Unset): How often and how long it is collected.
        max_amt (str | Unset): The most that may be collected at a time, in euros as a decimal string. In XML the
            element has the attribute `Ccy="EUR"`.
        cdtr_schme_id (str | Unset): The creditor's identifier with the SEPA scheme.
        cdtr (Party | Unset): A creditor, a debtor, or whoever asked for a change.
        ultmt_cdtr (Party | Unset): A creditor, a debtor, or whoever asked for a change.
        dbtr (Party | Unset): A creditor, a debtor, or whoever asked for a change.
        ultmt_dbtr (Party | Unset): A creditor, a debtor, or whoever asked for a change.
        dbtr_acct (str | Unset): The debtor's account, an IBAN. Absent once the creditor has acknowledged it.
        dbtr_acct_hash (str | Unset): The debtor's account with its middle masked. Example: BE15xxxxxxxx0030.
        dbtr_agt (Agent | Unset): The debtor's bank.
        pref_ex_mmnt (Any | Unset): Preferred moment of execution. Its form is documented nowhere.
        rfrd_doc (str | Unset): The contract that the mandate belongs to; unique within a template.
        splmtry_data (list[SupplementaryEntry] | Unset):
    """

    mndt_id: str
    lcl_instrm: LocalInstrument | Unset = UNSET
    ocrncs: Occurrences | Unset = UNSET
    max_amt: str | Unset = UNSET
    cdtr_schme_id: str | Unset = UNSET
    cdtr: Party | Unset = UNSET
    ultmt_cdtr: Party | Unset = UNSET
    dbtr: Party | Unset = UNSET
    ultmt_dbtr: Party | Unset = UNSET
    dbtr_acct: str | Unset = UNSET
    dbtr_acct_hash: str | Unset = UNSET
    dbtr_agt: Agent | Unset = UNSET
    pref_ex_mmnt: Any | Unset = UNSET
    rfrd_doc: str | Unset = UNSET
    splmtry_data: list[SupplementaryEntry] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        mndt_id = self.mndt_id

        lcl_instrm: str | Unset = UNSET
        if not isinstance(self.lcl_instrm, Unset):
            lcl_instrm = self.lcl_instrm.value

        ocrncs: dict[str, Any] | Unset = UNSET
        if not isinstance(self.ocrncs, Unset):
            ocrncs = self.ocrncs.to_dict()

        max_amt = self.max_amt

        cdtr_schme_id = self.cdtr_schme_id

        cdtr: dict[str, Any] | Unset = UNSET
        if not isinstance(self.cdtr, Unset):
            cdtr = self.cdtr.to_dict()

        ultmt_cdtr: dict[str, Any] | Unset = UNSET
        if not isinstance(self.ultmt_cdtr, Unset):
            ultmt_cdtr = self.ultmt_cdtr.to_dict()

        dbtr: dict[str, Any] | Unset = UNSET
        if not isinstance(self.dbtr, Unset):
            dbtr = self.dbtr.to_dict()

        ultmt_dbtr: dict[str, Any] | Unset = UNSET
        if not isinstance(self.ultmt_dbtr, Unset):
            ultmt_dbtr = self.ultmt_dbtr.to_dict()

        dbtr_acct = self.dbtr_acct

        dbtr_acct_hash = self.dbtr_acct_hash

        dbtr_agt: dict[str, Any] | Unset = UNSET
        if not isinstance(self.dbtr_agt, Unset):
            dbtr_agt = self.dbtr_agt.to_dict()

        pref_ex_mmnt = self.pref_ex_mmnt

        rfrd_doc = self.rfrd_doc

        splmtry_data: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.splmtry_data, Unset):
            splmtry_data = []
            for splmtry_data_item_data in self.splmtry_data:
                splmtry_data_item = splmtry_data_item_data.to_dict()
                splmtry_data.append(splmtry_data_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "MndtId": mndt_id,
            }
        )
        if lcl_instrm is not UNSET:
            field_dict["LclInstrm"] = lcl_instrm
        if ocrncs is not UNSET:
            field_dict["Ocrncs"] = ocrncs
        if max_amt is not UNSET:
            field_dict["MaxAmt"] = max_amt
        if cdtr_schme_id is not UNSET:
            field_dict["CdtrSchmeId"] = cdtr_schme_id
        if cdtr is not UNSET:
            field_dict["Cdtr"] = cdtr
        if ultmt_cdtr is not UNSET:
            field_dict["UltmtCdtr"] = ultmt_cdtr
        if dbtr is not UNSET:
            field_dict["Dbtr"] = dbtr
        if ultmt_dbtr is not UNSET:
            field_dict["UltmtDbtr"] = ultmt_dbtr
        if dbtr_acct is not UNSET:
            field_dict["DbtrAcct"] = dbtr_acct
        if dbtr_acct_hash is not UNSET:
            field_dict["DbtrAcctHash"] = dbtr_acct_hash
        if dbtr_agt is not UNSET:
            field_dict["DbtrAgt"] = dbtr_agt
        if pref_ex_mmnt is not UNSET:
            field_dict["PrefExMmnt"] = pref_ex_mmnt
        if rfrd_doc is not UNSET:
            field_dict["RfrdDoc"] = rfrd_doc
        if splmtry_data is not UNSET:
            field_dict["SplmtryData"] = splmtry_data

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.agent import Agent  # noqa: PLC0415
        from ..models.occurrences import Occurrences  # noqa: PLC0415
        from ..models.party import Party  # noqa: PLC0415
        from ..models.supplementary_entry import SupplementaryEntry  # noqa: PLC0415

        d = dict(src_dict)
        mndt_id = d.pop("MndtId")

        _lcl_instrm = d.pop("LclInstrm", UNSET)
        lcl_instrm: LocalInstrument | Unset
        if isinstance(_lcl_instrm, Unset):
            lcl_instrm = UNSET
        else:
            lcl_instrm = LocalInstrument(_lcl_instrm)

        _ocrncs = d.pop("Ocrncs", UNSET)
        ocrncs: Occurrences | Unset
        if isinstance(_ocrncs, Unset):
            ocrncs = UNSET
        else:
            ocrncs = Occurrences.from_dict(_ocrncs)

        max_amt = d.pop("MaxAmt", UNSET)

        cdtr_schme_id = d.pop("CdtrSchmeId", UNSET)

        _cdtr = d.pop("Cdtr", UNSET)
        cdtr: Party | Unset
        if isinstance(_cdtr, Unset):
            cdtr = UNSET
        else:
            cdtr = Party.from_dict(_cdtr)

        _ultmt_cdtr = d.pop("UltmtCdtr", UNSET)
        ultmt_cdtr: Party | Unset
        if isinstance(_ultmt_cdtr, Unset):
            ultmt_cdtr = UNSET
        else:
            ultmt_cdtr = Party.from_dict(_ultmt_cdtr)

        _dbtr = d.pop("Dbtr", UNSET)
        dbtr: Party | Unset
        if isinstance(_dbtr, Unset):
            dbtr = UNSET
        else:
            dbtr = Party.from_dict(_dbtr)

        _ultmt_dbtr = d.pop("UltmtDbtr", UNSET)
        ultmt_dbtr: Party | Unset
        if isinstance(_ultmt_dbtr, Unset):
            ultmt_dbtr = UNSET
        else:
            ultmt_dbtr = Party.from_dict(_ultmt_dbtr)

        dbtr_acct = d.pop("DbtrAcct", UNSET)

        dbtr_acct_hash = d.pop("DbtrAcctHash", UNSET)

        _dbtr_agt = d.pop("DbtrAgt", UNSET)
        dbtr_agt: Agent | Unset
        if isinstance(_dbtr_agt, Unset):
            dbtr_agt = UNSET
        else:
            dbtr_agt = Agent.from_dict(_dbtr_agt)

        pref_ex_mmnt = d.pop("PrefExMmnt", UNSET)

        rfrd_doc = d.pop("RfrdDoc", UNSET)

        _splmtry_data = d.pop("SplmtryData", UNSET)
        splmtry_data: list[SupplementaryEntry] | Unset = UNSET
        if _splmtry_data is not UNSET:
            splmtry_data = []
            for splmtry_data_item_data in _splmtry_data:
                splmtry_data_item = SupplementaryEntry.from_dict(splmtry_data_item_data)

                splmtry_data.append(splmtry_data_item)

        model_ = cls(
            mndt_id=mndt_id,
            lcl_instrm=lcl_instrm,
            ocrncs=ocrncs,
            max_amt=max_amt,
            cdtr_schme_id=cdtr_schme_id,
            cdtr=cdtr,
            ultmt_cdtr=ultmt_cdtr,
            dbtr=dbtr,
            ultmt_dbtr=ultmt_dbtr,
            dbtr_acct=dbtr_acct,
            dbtr_acct_hash=dbtr_acct_hash,
            dbtr_agt=dbtr_agt,
            pref_ex_mmnt=pref_ex_mmnt,
            rfrd_doc=rfrd_doc,
            splmtry_data=splmtry_data,
        )

        model_.additional_properties = d
        return model_

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
