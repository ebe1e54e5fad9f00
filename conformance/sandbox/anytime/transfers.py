"""Credit transfers: the money leaves the account at once, waits in transit, and then arrives or comes back.

A transfer to an IBAN of another account here arrives there; any other leaves for the outside.

Source: Anytime API documentation, "credit-transfers" and the webhook of their updates. When the money leaves is an
assumption.
"""

from conformance.sandbox.anytime import accounts, ledger
from conformance.sandbox.anytime.calls import Call
from conformance.sandbox.anytime.errors import Refusal
from conformance.sandbox.anytime.state import Account, Party, State, Transfer
from conformance.sandbox.faults import RequestFaults

TO_EXECUTE = "To execute"
LIVE = (TO_EXECUTE, ledger.IN_PROGRESS)

_MAX_ID_LENGTH = 18
_REFERENCE_DIGITS = 12


def create_transfer(call: Call, account: Account, values: dict[str, str], cents: int) -> Transfer:
    """Send money to an IBAN."""
    if values["dst_iban"] in _ibans_of(account) and not call.faults.fires("own-iban-accepted"):
        raise Refusal("4000220")
    accounts.require_kyc(call, account, "4510210")
    if account.iban is None and not call.faults.fires("iban-not-required"):
        raise Refusal("4030221")
    accounts.require_funds(call, account, cents)
    party = Party(iban=values["dst_iban"], swift=values["dst_swift"], comment=values["dst_comment"])
    transfer = Transfer(
        internal_id=call.state.new_number("transfer"),
        account=account,
        amount_cents=cents,
        party=party,
        beneficiary=values["dst_name"],
        source_comment=values["src_comment"],
        created_ms=call.now_ms,
        row=None,
    )
    if call.faults.fires("transfer-not-debited"):
        ledger.move(call.state.outside, call.state.in_transit, cents)
    else:
        ledger.move(account.purse, call.state.in_transit, cents)
        transfer.row = ledger.write_row(
            account,
            cents,
            direction=ledger.DEBIT,
            description=values["src_comment"],
            now_ms=call.now_ms,
            status=ledger.IN_PROGRESS,
            party=party,
        )
    account.transfers.append(transfer)
    call.state.transfers[transfer.internal_id] = transfer
    return transfer


def _ibans_of(account: Account) -> list[str]:
    main = [account.iban] if account.iban is not None else []
    return [each.iban for each in (*main, *account.virtual_ibans)]


def find_executed(call: Call, account: Account, text: str) -> Transfer:
    """Return the executed transfer of an account that a number names.

    Raises:
        Refusal: 4040220 when there is none of this number, 4040221 when it is not executed.
    """
    transfer = call.state.transfers.get(int(text)) if len(text) <= _MAX_ID_LENGTH else None
    if transfer is None or transfer.account is not account:
        raise Refusal("4040220")
    if transfer.status != ledger.EXECUTED and not call.faults.fires("testimonial-of-unexecuted-transfer"):
        raise Refusal("4040221")
    return transfer


def execute(state: State, transfer: Transfer, *, now_ms: int) -> None:
    """Let the money arrive."""
    transfer.status = ledger.EXECUTED
    transfer.executed_ms = now_ms
    transfer.reference = state.new_digits(_REFERENCE_DIGITS)
    if transfer.row is not None:
        ledger.end_row(transfer.row, ledger.EXECUTED, now_ms=now_ms)
    target = next((each for each in state.accounts.values() if transfer.party.iban in _ibans_of(each)), None)
    ledger.move(state.in_transit, state.outside, transfer.amount_cents)
    if target is None:
        return
    sender = transfer.account.iban
    iban = sender.iban if sender is not None else ""
    party = Party(iban=iban, swift=sender.swift if sender is not None else "", comment=transfer.party.comment)
    is_virtual = target.iban is None or target.iban.iban != transfer.party.iban
    ledger.deposit(
        state,
        target,
        transfer.amount_cents,
        party=party,
        now_ms=now_ms,
        virtual_iban=transfer.party.iban if is_virtual else None,
    )


def cancel(state: State, transfer: Transfer, faults: RequestFaults, *, now_ms: int) -> None:
    """Give the money back."""
    transfer.status = ledger.CANCELLED
    if transfer.row is not None:
        ledger.end_row(transfer.row, ledger.CANCELLED, now_ms=now_ms)
    if faults.fires("cancelled-transfer-not-refunded"):
        ledger.move(state.in_transit, state.outside, transfer.amount_cents)
        return
    ledger.move(state.in_transit, transfer.account.purse, transfer.amount_cents)
    ledger.write_row(
        transfer.account,
        transfer.amount_cents,
        direction=ledger.CREDIT,
        description=f"Refund of credit transfer {transfer.internal_id}",
        now_ms=now_ms,
        party=transfer.party,
    )
