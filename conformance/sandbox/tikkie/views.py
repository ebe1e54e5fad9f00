"""How state looks on the wire."""

from typing import Any

from conformance.sandbox import clock
from conformance.sandbox.faults import RequestFaults
from conformance.sandbox.tikkie.requests import FOR_OTHERS
from conformance.sandbox.tikkie.state import Payment, PaymentRequest, Platform, User

PAYMENT_PAGE = "https://acc.tikkie.me/pay/"


def show_platform(platform: Platform) -> dict[str, Any]:
    """Return a Platform object."""
    return {
        "name": platform.name,
        "platformToken": platform.token,
        "phoneNumber": platform.phone_number,
        "email": platform.email,
        "notificationUrl": platform.notification_url,
        "status": platform.status,
        "platformUsage": platform.usage,
    }


def show_user(user: User) -> dict[str, Any]:
    """Return a User object: the phone number is not repeated."""
    return {
        "userToken": user.token,
        "name": user.name,
        "status": user.status,
        "bankAccounts": [
            {"bankAccountToken": account.token, "iban": account.iban, "bankAccountLabel": account.label}
            for account in user.bank_accounts.values()
        ],
    }


def show_new_payment_request(request: PaymentRequest) -> dict[str, Any]:
    """Return what a create answers: the only place with the URL."""
    return {
        "paymentRequestUrl": f"{PAYMENT_PAGE}{request.token}",
        "paymentRequestToken": request.token,
        "externalId": request.external_id,
    }


def show_payment_request(request: PaymentRequest, platform: Platform, faults: RequestFaults) -> dict[str, Any]:
    """Return a PaymentRequest object; payments stay hidden on a platform for others."""
    hidden = platform.usage == FOR_OTHERS and not (request.payments and faults.fires("payments-shown-for-others"))
    payments = [] if hidden else [_show_payment(payment, request) for payment in request.payments]
    if payments and faults.fires("payment-not-listed"):
        payments.pop()
    status = request.status
    if status != "OPEN" and faults.fires("status-stuck-open"):
        status = "OPEN"
    expired = None if request.expired_ms is None else clock.format_instant(request.expired_ms)
    if expired is not None and faults.fires("expired-null-after-expiry"):
        expired = None
    shown = {
        "paymentRequestToken": request.token,
        "amountInCents": request.amount_text,
        "currency": None if faults.fires("currency-lost") else request.currency,
        "description": request.description,
        "created": clock.format_instant(request.created_ms),
        "expired": expired,
        "status": status,
        "bankAccountYieldedTooFast": request.bank_account.yielded_too_fast,
        "externalId": request.external_id,
        "payments": payments,
    }
    if request.bank_account.yielded_too_fast and faults.fires("yielded-flag-missing-when-blocked"):
        del shown["bankAccountYieldedTooFast"]
    return shown


def _show_payment(payment: Payment, request: PaymentRequest) -> dict[str, Any]:
    return {
        "paymentToken": payment.token,
        "counterPartyName": payment.counter_party_name,
        "amountInCents": str(payment.amount_cents),
        "amountCurrency": request.currency,
        "description": "Payment for tikkie",
        "created": clock.format_instant(payment.created_ms),
        "onlinePaymentStatus": payment.online_status,
    }
