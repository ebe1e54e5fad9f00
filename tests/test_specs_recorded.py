"""The contract and the generated client against answers that public client libraries keep."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

from conformance import contract, registry
from conformance.review import formats
from generated.tikkie import Client, errors
from generated.tikkie.api.payment_requests import create_payment_request, get_payment_request, get_user_payment_requests
from generated.tikkie.api.platforms import create_platform, get_platforms
from generated.tikkie.api.tokens import create_access_token
from generated.tikkie.api.users import create_user, get_users
from generated.tikkie.models import (
    AccessTokenRequest,
    Currency,
    ErrorList,
    PaymentRequestCreate,
    PlatformCreate,
    PlatformUsage,
    UserCreate,
)
from generated.tikkie.types import Response

Answer = dict[str, Any]

RECORDED = json.loads((Path(__file__).parent / "recorded" / "tikkie.json").read_text(encoding="utf-8"))
CONTRACT = contract.load_contract(registry.spec_path("tikkie"))
JUDGED = contract.tighten(CONTRACT.document)

# Left out of the contract on purpose; the known omissions of the contracts say why.
OMITTED_CODES = {
    *("ERR_1002_001", "ERR_1004_003", "ERR_2001_001", "ERR_3002_002"),
    *(f"ERR_1003_00{number}" for number in (1, 2, 3, 4, 5, 7)),
}
# No client names them: the one stands for every unknown error there, the other is newer.
UNNAMED_CODES = {"ERR_8100_001", "ERR_4001_001"}

CALLS: dict[str, Callable[[Client], Response[Any]]] = {
    "createAccessToken": lambda client: create_access_token.sync_detailed(
        client=client, body=AccessTokenRequest(client_assertion="e30.e30.AA")
    ),
    "createPlatform": lambda client: create_platform.sync_detailed(
        client=client,
        body=PlatformCreate(
            name="NewPlatform", phone_number="0601234567", platform_usage=PlatformUsage.PAYMENT_REQUEST_FOR_MYSELF
        ),
    ),
    "getPlatforms": lambda client: get_platforms.sync_detailed(client=client),
    "createUser": lambda client: create_user.sync_detailed(
        "platformtoken1",
        client=client,
        body=UserCreate(
            name="NewUser",
            phone_number="0601234567",
            iban="NL02ABNA0123456789",
            bank_account_label="Personal account",
        ),
    ),
    "getUsers": lambda client: get_users.sync_detailed("platformtoken1", client=client),
    "createPaymentRequest": lambda client: create_payment_request.sync_detailed(
        "platformtoken1",
        "usertoken1",
        "bankaccounttoken1",
        client=client,
        body=PaymentRequestCreate(currency=Currency.EUR, description="Last night's dinner"),
    ),
    "getUserPaymentRequests": lambda client: get_user_payment_requests.sync_detailed(
        "platformtoken1", "usertoken1", client=client, offset=0, limit=20
    ),
    "getPaymentRequest": lambda client: get_payment_request.sync_detailed(
        "platformtoken1", "usertoken1", "paymentrequesttoken1", client=client
    ),
}


def is_success(answer: Answer) -> bool:
    return bool(answer["status"] < 400 and "slip" not in answer)


def is_refusal(answer: Answer) -> bool:
    return bool(answer["status"] >= 400)


def is_slip(answer: Answer) -> bool:
    return "slip" in answer


def each(kind: Callable[[Answer], bool]) -> pytest.MarkDecorator:
    chosen = [answer for answer in RECORDED["answers"] if kind(answer)]
    return pytest.mark.parametrize("answer", chosen, ids=[answer["origin"]["file"] for answer in chosen])


def call(operation: str, answer: Answer) -> Response[Any]:
    """The answer as the generated client gives it to an integrator."""
    response = httpx.Response(answer["status"], headers=answer["headers"], json=answer["body"])
    transport = httpx.MockTransport(lambda request: response)
    return CALLS[operation](Client("https://tikkie.test", httpx_args={"transport": transport}))


def violations(document: contract.Document, operation: str, answer: Answer) -> list[str]:
    """What the documented schema of an answer has against the body, format by format."""
    where = CONTRACT.operations[operation]
    response = document["paths"][where.path][where.method.lower()]["responses"][str(answer["status"])]
    schema = contract.resolve(document, response)["content"]["application/json"]["schema"]
    return _violations(document, schema, answer["body"])


def _violations(document: contract.Document, schema: Any, instance: Any) -> list[str]:
    # The document around the schema is what its references lead into.
    validator = jsonschema.Draft202012Validator({**document, "allOf": [schema]}, format_checker=formats.build_checker())
    return [error.message for error in validator.iter_errors(instance)]


def plain(parsed: Any) -> Any:
    return [item.to_dict() for item in parsed] if isinstance(parsed, list) else parsed.to_dict()


def operations_that_refuse(answer: Answer) -> Iterator[str]:
    code = answer["body"]["errors"][0]["code"]
    return (name for name in CONTRACT.operations if code in CONTRACT.codes(name, answer["status"]))


@each(is_success)
def test_success_is_valid(answer: Answer) -> None:
    """Every kept success agrees with the published contract, and with the stricter copy that targets are judged by."""
    assert violations(CONTRACT.document, answer["operation"], answer) == []
    assert violations(JUDGED, answer["operation"], answer) == []


@each(is_success)
def test_success_is_read_without_loss(answer: Answer) -> None:
    """The generated client reads every kept success with its status, and writes back the same body."""
    assert answer["body"] == plain(call(answer["operation"], answer).parsed)


@each(is_refusal)
def test_refusal_is_valid_wherever_it_is_documented(answer: Answer) -> None:
    """A kept refusal has a documented status and code, and agrees with each operation that documents it."""
    operations = list(operations_that_refuse(answer))
    assert operations != []
    for operation in operations:
        assert violations(CONTRACT.document, operation, answer) == []
        assert violations(JUDGED, operation, answer) == []


@each(is_refusal)
def test_refusal_is_the_example_of_its_code(answer: Answer) -> None:
    """Category, message, reference and status of a kept refusal are those that the contract shows for its code."""
    (error,) = answer["body"]["errors"]
    (example,) = CONTRACT.document["components"]["examples"][error["code"]]["value"]["errors"]
    assert {**error, "traceId": ""} == {**example, "traceId": ""}


@each(is_refusal)
def test_refusal_is_read_without_loss(answer: Answer) -> None:
    """The generated client reads a kept refusal in every operation that documents it."""
    for operation in operations_that_refuse(answer):
        parsed = call(operation, answer).parsed
        assert isinstance(parsed, ErrorList)
        assert answer["body"] == parsed.to_dict()


@each(lambda answer: bool(answer["headers"]))
def test_trace_id_is_in_the_header_and_in_the_error(answer: Answer) -> None:
    """A kept header Trace-Id has the documented form, and an error repeats it."""
    trace_id = answer["headers"]["Trace-Id"]
    header = CONTRACT.document["components"]["headers"]["TraceId"]
    assert _violations(CONTRACT.document, header["schema"], trace_id) == []
    repeated = [error["traceId"] for error in answer["body"]["errors"]] if is_refusal(answer) else [trace_id]
    assert [trace_id] == repeated


@each(is_slip)
def test_slip_of_a_library_is_refused(answer: Answer) -> None:
    """A body that contradicts every other source is refused by the contract, and by the client with an exception."""
    assert violations(CONTRACT.document, answer["operation"], answer) != []
    with pytest.raises(errors.UnexpectedBody):
        call(answer["operation"], answer)


def test_every_operation_has_a_success() -> None:
    """Each documented operation is held against at least two kept successes, createUser against one."""
    kept = [answer["operation"] for answer in RECORDED["answers"] if is_success(answer)]
    assert {name: 1 if name == "createUser" else 2 for name in CONTRACT.operations} == {
        name: kept.count(name) for name in CONTRACT.operations
    }


def test_codes_that_a_client_knows_are_documented() -> None:
    """The contract has every error code that the Python client names, except those left out on purpose."""
    documented = {answer.code for answer in CONTRACT.answers if answer.code is not None}
    assert set(RECORDED["codes"]["names"]) - OMITTED_CODES == documented - UNNAMED_CODES
