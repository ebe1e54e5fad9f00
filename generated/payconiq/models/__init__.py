"""Contains all the data models used in inputs/outputs"""

from .address import Address
from .address_create import AddressCreate
from .bank_account import BankAccount
from .bank_account_create import BankAccountCreate
from .bank_account_create_with_mandate import BankAccountCreateWithMandate
from .bank_account_status import BankAccountStatus
from .currency import Currency
from .customer_bank_account import CustomerBankAccount
from .customer_create import CustomerCreate
from .customer_create_2015 import CustomerCreate2015
from .customer_details import CustomerDetails
from .customer_update import CustomerUpdate
from .error_level import ErrorLevel
from .error_response import ErrorResponse
from .key_registration import KeyRegistration
from .mandate import Mandate
from .partner import Partner
from .partner_customer import PartnerCustomer
from .partner_setting import PartnerSetting
from .partner_type import PartnerType
from .sdd_status import SddStatus
from .sdd_status_filter import SddStatusFilter
from .solvency import Solvency
from .transaction import Transaction
from .transaction_create import TransactionCreate
from .transaction_customer import TransactionCustomer
from .transaction_partner import TransactionPartner
from .transaction_query import TransactionQuery
from .transaction_status import TransactionStatus
from .verification import Verification

__all__ = (
    "Address",
    "AddressCreate",
    "BankAccount",
    "BankAccountCreate",
    "BankAccountCreateWithMandate",
    "BankAccountStatus",
    "Currency",
    "CustomerBankAccount",
    "CustomerCreate",
    "CustomerCreate2015",
    "CustomerDetails",
    "CustomerUpdate",
    "ErrorLevel",
    "ErrorResponse",
    "KeyRegistration",
    "Mandate",
    "Partner",
    "PartnerCustomer",
    "PartnerSetting",
    "PartnerType",
    "SddStatus",
    "SddStatusFilter",
    "Solvency",
    "Transaction",
    "TransactionCreate",
    "TransactionCustomer",
    "TransactionPartner",
    "TransactionQuery",
    "TransactionStatus",
    "Verification",
)
