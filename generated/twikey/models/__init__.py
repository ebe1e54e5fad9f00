"""Contains all the data models used in inputs/outputs"""

from .agent import Agent
from .change_reason import ChangeReason
from .collection import Collection
from .collection_form import CollectionForm
from .contact_details import ContactDetails
from .duration import Duration
from .feed_transaction import FeedTransaction
from .financial_institution import FinancialInstitution
from .frequency import Frequency
from .group_header import GroupHeader
from .import_header import ImportHeader
from .import_reason import ImportReason
from .imported_mandate import ImportedMandate
from .imported_message import ImportedMessage
from .invitation import Invitation
from .invitation_form import InvitationForm
from .language import Language
from .local_instrument import LocalInstrument
from .login_form import LoginForm
from .mandate import Mandate
from .mandate_amendment import MandateAmendment
from .mandate_cancellation import MandateCancellation
from .mandate_detail import MandateDetail
from .mandate_feed import MandateFeed
from .mandate_import import MandateImport
from .mandate_initiation import MandateInitiation
from .mandate_update_form import MandateUpdateForm
from .new_transaction import NewTransaction
from .new_transactions import NewTransactions
from .new_transfer import NewTransfer
from .new_transfers import NewTransfers
from .occurrences import Occurrences
from .party import Party
from .payment import Payment
from .payment_batch import PaymentBatch
from .payment_state import PaymentState
from .payments import Payments
from .postal_address import PostalAddress
from .prenotification_form import PrenotificationForm
from .refusal import Refusal
from .sequence_type import SequenceType
from .session import Session
from .sign_method import SignMethod
from .signature import Signature
from .signature_form import SignatureForm
from .supplementary_entry import SupplementaryEntry
from .transaction_detail import TransactionDetail
from .transaction_details import TransactionDetails
from .transaction_feed import TransactionFeed
from .transaction_form import TransactionForm
from .transaction_state import TransactionState
from .transfer_batch import TransferBatch
from .transfer_batch_form import TransferBatchForm
from .transfer_batches import TransferBatches
from .transfer_form import TransferForm

__all__ = (
    "Agent",
    "ChangeReason",
    "Collection",
    "CollectionForm",
    "ContactDetails",
    "Duration",
    "FeedTransaction",
    "FinancialInstitution",
    "Frequency",
    "GroupHeader",
    "ImportedMandate",
    "ImportedMessage",
    "ImportHeader",
    "ImportReason",
    "Invitation",
    "InvitationForm",
    "Language",
    "LocalInstrument",
    "LoginForm",
    "Mandate",
    "MandateAmendment",
    "MandateCancellation",
    "MandateDetail",
    "MandateFeed",
    "MandateImport",
    "MandateInitiation",
    "MandateUpdateForm",
    "NewTransaction",
    "NewTransactions",
    "NewTransfer",
    "NewTransfers",
    "Occurrences",
    "Party",
    "Payment",
    "PaymentBatch",
    "Payments",
    "PaymentState",
    "PostalAddress",
    "PrenotificationForm",
    "Refusal",
    "SequenceType",
    "Session",
    "Signature",
    "SignatureForm",
    "SignMethod",
    "SupplementaryEntry",
    "TransactionDetail",
    "TransactionDetails",
    "TransactionFeed",
    "TransactionForm",
    "TransactionState",
    "TransferBatch",
    "TransferBatches",
    "TransferBatchForm",
    "TransferForm",
)
