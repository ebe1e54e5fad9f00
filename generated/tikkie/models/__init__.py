"""Contains all the data models used in inputs/outputs"""

from .access_token import AccessToken
from .access_token_request import AccessTokenRequest
from .bank_account import BankAccount
from .currency import Currency
from .error_detail import ErrorDetail
from .error_list import ErrorList
from .online_payment_status import OnlinePaymentStatus
from .payment import Payment
from .payment_request import PaymentRequest
from .payment_request_create import PaymentRequestCreate
from .payment_request_created import PaymentRequestCreated
from .payment_request_page import PaymentRequestPage
from .payment_request_status import PaymentRequestStatus
from .platform import Platform
from .platform_create import PlatformCreate
from .platform_status import PlatformStatus
from .platform_usage import PlatformUsage
from .user import User
from .user_create import UserCreate
from .user_status import UserStatus

__all__ = (
    "AccessToken",
    "AccessTokenRequest",
    "BankAccount",
    "Currency",
    "ErrorDetail",
    "ErrorList",
    "OnlinePaymentStatus",
    "Payment",
    "PaymentRequest",
    "PaymentRequestCreate",
    "PaymentRequestCreated",
    "PaymentRequestPage",
    "PaymentRequestStatus",
    "Platform",
    "PlatformCreate",
    "PlatformStatus",
    "PlatformUsage",
    "User",
    "UserCreate",
    "UserStatus",
)
