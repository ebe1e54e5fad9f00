"""One call of each operation of the generated Anytime client, and the request that it has to make."""

import datetime as dt
import io
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from generated.anytime import models
from generated.anytime.api.accounts import (
    create_account,
    get_account,
    get_account_balance,
    get_accounts,
    update_account,
)
from generated.anytime.api.apicheck import check_api, check_api_by_post
from generated.anytime.api.card_secrets import (
    create_details_display,
    get_card_pan,
    get_card_pin,
    send_card_pan,
    send_card_pin,
)
from generated.anytime.api.cards import credit_card, debit_card, get_account_cards, get_card, order_card, update_card
from generated.anytime.api.credit_transfers import create_credit_transfer, get_credit_transfers, get_testimonial
from generated.anytime.api.ibans import create_iban, create_virtual_iban
from generated.anytime.api.kyc import get_kyc_status, upload_kyc_files
from generated.anytime.api.orders import get_order_tracking
from generated.anytime.api.statements import (
    get_account_statement,
    get_account_statements,
    get_card_transaction,
    get_card_transactions,
    get_iban_statements,
)
from generated.anytime.api.tokens import create_token
from generated.anytime.types import File

CARD = "ANY1234567890"

HOLDER: dict[str, Any] = {
    "user_gender": models.Gender.F,
    "user_first_name": "Zoé & Cie",
    "user_last_name": "Moreau",
    "user_dob": dt.date(1984, 5, 7),
    "user_pob": "Nantes",
    "user_email": "zoe+1@mail.example",
    "user_mobile_number": "33600000000",
    "user_addr_line_1": "12 quai de la Fosse",
    "user_addr_zip": "44000",
    "user_addr_city": "Nantes",
    "user_addr_cc": "fr",
    "user_nationality": "FR",
}
HOLDER_SENT = {**HOLDER, "user_gender": "F", "user_dob": "1984-05-07"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call, and the request that it has to make.

    Attributes:
        module: Generated module of the operation.
        arguments: Values of the path, in order.
        options: Body and query.
        target: Path and query as sent.
        form: Fields of the form; None when nothing is sent.
    """

    module: ModuleType
    target: str
    arguments: tuple[Any, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    form: dict[str, str] | None = None


SEARCH: dict[str, Any] = {
    "date_start": dt.date(2020, 10, 1),
    "date_end": dt.date(2020, 10, 31),
    "limit_start": 0,
    "limit_number": 20,
}
SEARCH_SENT = "?date_start=2020-10-01&date_end=2020-10-31&limit_start=0&limit_number=20"
MOVEMENT = models.CardMovementCreate(amount="50.00", acc_comment="Carte", card_comment="Argent de poche")
MOVEMENT_SENT = {"amount": "50.00", "acc_comment": "Carte", "card_comment": "Argent de poche"}

CALLS: dict[str, Call] = {
    "createToken": Call(
        module=create_token,
        target="/oauth/v2/token",
        options={
            "body": models.TokenCreate(client_id="14_a", client_secret="s&cret", username="demo-user", password="p w+d")
        },
        form={
            "grant_type": "password",
            "client_id": "14_a",
            "client_secret": "s&cret",
            "username": "demo-user",
            "password": "p w+d",
        },
    ),
    "checkApi": Call(module=check_api, target="/v1.0/apicheck"),
    "checkApiByPost": Call(
        module=check_api_by_post,
        target="/v1.0/apicheck",
        options={"body": models.ApiCheckCreate(test_param="")},
        form={"test_param": ""},
    ),
    "getAccounts": Call(
        module=get_accounts,
        target="/v1.0/accounts?limit_start=50&limit_number=25",
        options={"limit_start": 50, "limit_number": 25},
    ),
    "createAccount": Call(
        module=create_account,
        target="/v1.0/accounts",
        options={
            "body": models.AccountCreate(
                acc_type=models.AccountType.BUSINESS,
                acc_currency=models.AccountCurrency.EUR,
                user_addr_line_2="",
                corp_name="Boulangerie du Port",
                corp_regnum="812345678",
                corp_type="SARL",
                corp_addr_line_1="14 quai",
                corp_addr_zip="44000",
                corp_addr_city="Nantes",
                corp_addr_cc="FR",
                **HOLDER,
            )
        },
        form={
            **HOLDER_SENT,
            "acc_type": "business",
            "acc_currency": "EUR",
            "user_addr_line_2": "",
            "corp_name": "Boulangerie du Port",
            "corp_regnum": "812345678",
            "corp_type": "SARL",
            "corp_addr_line_1": "14 quai",
            "corp_addr_zip": "44000",
            "corp_addr_city": "Nantes",
            "corp_addr_cc": "FR",
        },
    ),
    "getAccount": Call(module=get_account, target="/v1.0/accounts/1234", arguments=(1234,)),
    "updateAccount": Call(
        module=update_account,
        target="/v1.0/accounts/1234",
        arguments=(1234,),
        options={"body": models.AccountUpdate(user_addr_city="Rezé", user_dob=dt.date(1984, 5, 17))},
        form={"user_addr_city": "Rezé", "user_dob": "1984-05-17"},
    ),
    "getAccountBalance": Call(module=get_account_balance, target="/v1.0/accounts/1234/balance", arguments=(1234,)),
    "getAccountCards": Call(
        module=get_account_cards,
        target="/v1.0/accounts/1234/cards?limit_number=1",
        arguments=(1234,),
        options={"limit_number": 1},
    ),
    "getAccountStatements": Call(
        module=get_account_statements,
        target=f"/v1.0/accounts/1234/statements{SEARCH_SENT}",
        arguments=(1234,),
        options=SEARCH,
    ),
    "getAccountStatement": Call(
        module=get_account_statement,
        target="/v1.0/accounts/1234/statements/1234-2",
        arguments=(1234, "1234-2"),
    ),
    "getIbanStatements": Call(
        module=get_iban_statements,
        target=f"/v1.0/accounts/1234/iban-statements{SEARCH_SENT}",
        arguments=(1234,),
        options=SEARCH,
    ),
    "getCreditTransfers": Call(
        module=get_credit_transfers,
        target=f"/v1.0/accounts/1234/credit-transfers{SEARCH_SENT}",
        arguments=(1234,),
        options=SEARCH,
    ),
    "createCreditTransfer": Call(
        module=create_credit_transfer,
        target="/v1.0/accounts/1234/credit-transfers",
        arguments=(1234,),
        options={
            "body": models.CreditTransferCreate(
                src_comment="Office",
                dst_comment="Rent: October",
                dst_name="John Smith",
                dst_iban="NL91ABNA0417164300",
                dst_swift="ABNANL2A",
                amount="155.00",
            )
        },
        form={
            "src_comment": "Office",
            "dst_comment": "Rent: October",
            "dst_name": "John Smith",
            "dst_iban": "NL91ABNA0417164300",
            "dst_swift": "ABNANL2A",
            "amount": "155.00",
        },
    ),
    "getTestimonial": Call(
        module=get_testimonial,
        target="/v1.0/accounts/1234/credit-transfers/50000/testimonial",
        arguments=(1234, 50000),
    ),
    "getKycStatus": Call(module=get_kyc_status, target="/v1.0/accounts/1234/kyc", arguments=(1234,)),
    # Not a form; its parts are looked at below.
    "uploadKycFiles": Call(
        module=upload_kyc_files,
        target="/v1.0/accounts/1234/kyc",
        arguments=(1234,),
        options={"body": models.KycUpload(user_passport=File(payload=io.BytesIO(b"JFIF"), file_name="passport.jpg"))},
    ),
    "createIban": Call(
        module=create_iban,
        target="/v1.0/accounts/1234/iban",
        arguments=(1234,),
        options={"body": models.IbanCreate(country_code="FR")},
        form={"country_code": "FR"},
    ),
    "createVirtualIban": Call(
        module=create_virtual_iban,
        target="/v1.0/accounts/1234/virtual-ibans",
        arguments=(1234,),
        options={"body": models.VirtualIbanCreate(type_=models.VirtualIbanType.CREDIT)},
        form={"type": "C"},
    ),
    "orderCard": Call(
        module=order_card,
        target="/v1.0/cards",
        options={
            "body": models.CardOrderCreate(
                acc_id=1234,
                card_name="ZOÉ MOREAU",
                card_type=models.CardType.VIRTUAL_MULTI_USE,
                expiry_date=dt.date(2023, 10, 31),
                amount="49.99",
                language=models.Language.FR,
            )
        },
        form={
            "acc_id": "1234",
            "card_name": "ZOÉ MOREAU",
            "card_type": "VIRTUAL_MULTI_USE",
            "expiry_date": "2023-10-31",
            "amount": "49.99",
            "language": "fr",
        },
    ),
    "getCard": Call(module=get_card, target=f"/v1.0/cards/{CARD}", arguments=(CARD,)),
    "updateCard": Call(
        module=update_card,
        target=f"/v1.0/cards/{CARD}",
        arguments=(CARD,),
        options={
            "body": models.CardUpdate(
                card_status=models.CardStatusChange.ACT,
                card_pos=models.Permission.ALLOWED,
                card_atm=models.Permission.BLOCKED,
                card_renew=models.Renewal.NO,
            )
        },
        form={"card_status": "ACT", "card_pos": "1", "card_atm": "0", "card_renew": "0"},
    ),
    "getCardTransactions": Call(
        module=get_card_transactions,
        target=f"/v1.0/cards/{CARD}/transactions{SEARCH_SENT}",
        arguments=(CARD,),
        options=SEARCH,
    ),
    "getCardTransaction": Call(
        module=get_card_transaction, target=f"/v1.0/cards/{CARD}/transactions/70002", arguments=(CARD, "70002")
    ),
    "creditCard": Call(
        module=credit_card,
        target=f"/v1.0/cards/{CARD}/credit",
        arguments=(CARD,),
        options={"body": MOVEMENT},
        form=MOVEMENT_SENT,
    ),
    "debitCard": Call(
        module=debit_card,
        target=f"/v1.0/cards/{CARD}/debit",
        arguments=(CARD,),
        options={"body": MOVEMENT},
        form=MOVEMENT_SENT,
    ),
    "getCardPin": Call(
        module=get_card_pin, target=f"/v1.0/cards/{CARD}/pin?cvc=000", arguments=(CARD,), options={"cvc": "000"}
    ),
    "sendCardPin": Call(module=send_card_pin, target=f"/v1.0/cards/{CARD}/pin", arguments=(CARD,)),
    "getCardPan": Call(module=get_card_pan, target=f"/v1.0/cards/{CARD}/pan", arguments=(CARD,)),
    "sendCardPan": Call(
        module=send_card_pan,
        target=f"/v1.0/cards/{CARD}/pan",
        arguments=(CARD,),
        options={"body": models.CardPanSend(dest_method=models.PanMethod.SMS, dest_value="33600000000")},
        form={"dest_method": "sms", "dest_value": "33600000000"},
    ),
    "createDetailsDisplay": Call(
        module=create_details_display,
        target=f"/v1.0/cards/{CARD}/details-display",
        arguments=(CARD,),
        options={"body": models.DetailsDisplayCreate(ip="2001:db8::7")},
        form={"ip": "2001:db8::7"},
    ),
    "getOrderTracking": Call(module=get_order_tracking, target="/v1.0/orders/501/tracking", arguments=(501,)),
}
