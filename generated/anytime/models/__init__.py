"""Contains all the data models used in inputs/outputs"""

from .account import Account
from .account_answer import AccountAnswer
from .account_balance import AccountBalance
from .account_balance_answer import AccountBalanceAnswer
from .account_card import AccountCard
from .account_card_list import AccountCardList
from .account_card_list_answer import AccountCardListAnswer
from .account_create import AccountCreate
from .account_currency import AccountCurrency
from .account_list import AccountList
from .account_list_answer import AccountListAnswer
from .account_list_item import AccountListItem
from .account_reference import AccountReference
from .account_reference_answer import AccountReferenceAnswer
from .account_type import AccountType
from .account_update import AccountUpdate
from .api_check import ApiCheck
from .api_check_answer import ApiCheckAnswer
from .api_check_create import ApiCheckCreate
from .api_check_echo import ApiCheckEcho
from .api_check_echo_answer import ApiCheckEchoAnswer
from .async_answer import AsyncAnswer
from .card import Card
from .card_answer import CardAnswer
from .card_holder import CardHolder
from .card_movement import CardMovement
from .card_movement_answer import CardMovementAnswer
from .card_movement_create import CardMovementCreate
from .card_name import CardName
from .card_order import CardOrder
from .card_order_answer import CardOrderAnswer
from .card_order_create import CardOrderCreate
from .card_order_status import CardOrderStatus
from .card_pan import CardPan
from .card_pan_answer import CardPanAnswer
from .card_pan_send import CardPanSend
from .card_pan_sent import CardPanSent
from .card_pan_sent_answer import CardPanSentAnswer
from .card_pin import CardPin
from .card_pin_answer import CardPinAnswer
from .card_pin_sent import CardPinSent
from .card_pin_sent_answer import CardPinSentAnswer
from .card_status import CardStatus
from .card_status_change import CardStatusChange
from .card_transaction import CardTransaction
from .card_transaction_answer import CardTransactionAnswer
from .card_transaction_list import CardTransactionList
from .card_transaction_list_answer import CardTransactionListAnswer
from .card_transaction_notice import CardTransactionNotice
from .card_transaction_processed import CardTransactionProcessed
from .card_transaction_processed_body import CardTransactionProcessedBody
from .card_transaction_status import CardTransactionStatus
from .card_type import CardType
from .card_update import CardUpdate
from .card_updated import CardUpdated
from .card_updated_answer import CardUpdatedAnswer
from .credit_transfer import CreditTransfer
from .credit_transfer_answer import CreditTransferAnswer
from .credit_transfer_create import CreditTransferCreate
from .credit_transfer_list import CreditTransferList
from .credit_transfer_list_answer import CreditTransferListAnswer
from .credit_transfer_status import CreditTransferStatus
from .credit_transfer_type import CreditTransferType
from .credit_transfers_updated import CreditTransfersUpdated
from .credit_transfers_updated_body import CreditTransfersUpdatedBody
from .decline_code import DeclineCode
from .details_display import DetailsDisplay
from .details_display_answer import DetailsDisplayAnswer
from .details_display_create import DetailsDisplayCreate
from .direction import Direction
from .ended_credit_transfer import EndedCreditTransfer
from .ended_credit_transfer_status import EndedCreditTransferStatus
from .envelope import Envelope
from .error_answer import ErrorAnswer
from .error_body import ErrorBody
from .error_detail import ErrorDetail
from .failed_reason import FailedReason
from .gender import Gender
from .iban import Iban
from .iban_answer import IbanAnswer
from .iban_create import IbanCreate
from .kyc_document import KycDocument
from .kyc_document_lists import KycDocumentLists
from .kyc_file_state import KycFileState
from .kyc_file_states import KycFileStates
from .kyc_state import KycState
from .kyc_status import KycStatus
from .kyc_status_answer import KycStatusAnswer
from .kyc_type import KycType
from .kyc_upload import KycUpload
from .kyc_upload_answer import KycUploadAnswer
from .kyc_upload_result import KycUploadResult
from .kyc_upload_state import KycUploadState
from .language import Language
from .list_filters import ListFilters
from .order_tracking import OrderTracking
from .order_tracking_answer import OrderTrackingAnswer
from .pan_method import PanMethod
from .permission import Permission
from .processed_card_transaction import ProcessedCardTransaction
from .renewal import Renewal
from .search_filters import SearchFilters
from .statement import Statement
from .statement_answer import StatementAnswer
from .statement_iban import StatementIban
from .statement_list import StatementList
from .statement_list_answer import StatementListAnswer
from .sync_answer import SyncAnswer
from .token import Token
from .token_answer import TokenAnswer
from .token_create import TokenCreate
from .vat_detail import VatDetail
from .virtual_iban import VirtualIban
from .virtual_iban_answer import VirtualIbanAnswer
from .virtual_iban_create import VirtualIbanCreate
from .virtual_iban_type import VirtualIbanType
from .webhook_envelope import WebhookEnvelope

__all__ = (
    "Account",
    "AccountAnswer",
    "AccountBalance",
    "AccountBalanceAnswer",
    "AccountCard",
    "AccountCardList",
    "AccountCardListAnswer",
    "AccountCreate",
    "AccountCurrency",
    "AccountList",
    "AccountListAnswer",
    "AccountListItem",
    "AccountReference",
    "AccountReferenceAnswer",
    "AccountType",
    "AccountUpdate",
    "ApiCheck",
    "ApiCheckAnswer",
    "ApiCheckCreate",
    "ApiCheckEcho",
    "ApiCheckEchoAnswer",
    "AsyncAnswer",
    "Card",
    "CardAnswer",
    "CardHolder",
    "CardMovement",
    "CardMovementAnswer",
    "CardMovementCreate",
    "CardName",
    "CardOrder",
    "CardOrderAnswer",
    "CardOrderCreate",
    "CardOrderStatus",
    "CardPan",
    "CardPanAnswer",
    "CardPanSend",
    "CardPanSent",
    "CardPanSentAnswer",
    "CardPin",
    "CardPinAnswer",
    "CardPinSent",
    "CardPinSentAnswer",
    "CardStatus",
    "CardStatusChange",
    "CardTransaction",
    "CardTransactionAnswer",
    "CardTransactionList",
    "CardTransactionListAnswer",
    "CardTransactionNotice",
    "CardTransactionProcessed",
    "CardTransactionProcessedBody",
    "CardTransactionStatus",
    "CardType",
    "CardUpdate",
    "CardUpdated",
    "CardUpdatedAnswer",
    "CreditTransfer",
    "CreditTransferAnswer",
    "CreditTransferCreate",
    "CreditTransferList",
    "CreditTransferListAnswer",
    "CreditTransferStatus",
    "CreditTransfersUpdated",
    "CreditTransfersUpdatedBody",
    "CreditTransferType",
    "DeclineCode",
    "DetailsDisplay",
    "DetailsDisplayAnswer",
    "DetailsDisplayCreate",
    "Direction",
    "EndedCreditTransfer",
    "EndedCreditTransferStatus",
    "Envelope",
    "ErrorAnswer",
    "ErrorBody",
    "ErrorDetail",
    "FailedReason",
    "Gender",
    "Iban",
    "IbanAnswer",
    "IbanCreate",
    "KycDocument",
    "KycDocumentLists",
    "KycFileState",
    "KycFileStates",
    "KycState",
    "KycStatus",
    "KycStatusAnswer",
    "KycType",
    "KycUpload",
    "KycUploadAnswer",
    "KycUploadResult",
    "KycUploadState",
    "Language",
    "ListFilters",
    "OrderTracking",
    "OrderTrackingAnswer",
    "PanMethod",
    "Permission",
    "ProcessedCardTransaction",
    "Renewal",
    "SearchFilters",
    "Statement",
    "StatementAnswer",
    "StatementIban",
    "StatementList",
    "StatementListAnswer",
    "SyncAnswer",
    "Token",
    "TokenAnswer",
    "TokenCreate",
    "VatDetail",
    "VirtualIban",
    "VirtualIbanAnswer",
    "VirtualIbanCreate",
    "VirtualIbanType",
    "WebhookEnvelope",
)
