"""Every edit of the generator's templates: what the client does with it, and that it does not do so without it."""

import asyncio
import copy
import inspect
import io
import pathlib
import pickle
import sys
import traceback
import typing
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from specs.codegen import build, edit
from specs.codegen import edits as named_edits
from tests.shop_client import SHOP, SYMPTOMS, build_package, connect, load, load_operation

ORDER = {"id": "o-1", "status": "OPEN", "priority": 1}


def make_order(package: str) -> Any:
    return load(package, "models").Order.from_dict(ORDER)


def make_document(package: str) -> Any:
    file = load(package, "types").File(payload=io.BytesIO(b"content"), file_name="a.txt", mime_type="text/plain")
    return load(package, "models").Document(title="t", document=file)


@pytest.fixture(scope="module")
def importable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pathlib.Path]:
    folder = tmp_path_factory.mktemp("packages")
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.startswith("shop_")]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def shop(importable: pathlib.Path) -> str:
    return build_package(importable, edits=named_edits.EDITS)


def check_finite_timeout(package: str) -> None:
    client = load(package).Client("http://shop.test")
    assert httpx.Timeout(30.0, connect=5.0) == client.get_httpx_client().timeout


def check_hidden_client_options(package: str) -> None:
    client = load(package).AuthenticatedClient(
        "http://shop.test",
        token="hunter1",
        headers={"API-Key": "hunter2"},
        cookies={"session": "hunter3"},
        httpx_args={"auth": ("me", "hunter4")},
    )
    assert "hunter" not in repr(client)
    assert "http://shop.test" in repr(client)


def check_own_authorization_header(package: str) -> None:
    headers: dict[str, str] = {}
    client = load(package).AuthenticatedClient("http://shop.test", token="t-1", headers=headers)
    assert client.get_httpx_client().headers["Authorization"] == "Bearer t-1"
    assert headers == {}


def check_with_headers(package: str) -> None:
    client = load(package).Client("http://shop.test")
    derived = client.with_headers({"X-Trace": "1"})
    assert "X-Trace" not in client.get_httpx_client().headers
    derived = client.with_headers({"X-Trace": "1"})
    assert "X-Trace" not in client.get_httpx_client().headers
    assert derived.get_httpx_client().headers["X-Trace"] == "1"


def check_with_cookies(package: str) -> None:
    client = load(package).Client("http://shop.test")
    client.get_httpx_client()
    derived = client.with_cookies({"lang": "nl"})
    assert dict(client.get_httpx_client().cookies) == {}
    assert dict(derived.get_httpx_client().cookies) == {"lang": "nl"}


def check_with_timeout(package: str) -> None:
    client = load(package).Client("http://shop.test", timeout=httpx.Timeout(7.0))
    client.get_httpx_client()
    derived = client.with_timeout(httpx.Timeout(9.0))
    assert httpx.Timeout(7.0) == client.get_httpx_client().timeout
    assert httpx.Timeout(9.0) == derived.get_httpx_client().timeout


def check_one_unset(package: str) -> None:
    unset = load(package, "types").UNSET
    order = make_order(package)
    assert unset is order.note
    assert repr(unset) == "UNSET"
    for copied in (copy.copy(order), copy.deepcopy(order), pickle.loads(pickle.dumps(order))):  # noqa: S301 - our own bytes
        assert unset is copied.note
        assert copied.to_dict() == ORDER


def check_upload(package: str) -> None:
    received: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        received.append(request.content)
        return httpx.Response(204)

    client = connect(package, answer)
    for operation in (load_operation(package, "put_invoice"), load_operation(package, "put_note")):
        file = load(package, "types").File(payload=io.BytesIO(b"%PDF"))
        operation.sync_detailed(client=client, body=file)
        operation.sync_detailed(client=client, body=file)
        asyncio.run(operation.asyncio_detailed(client=connect(package, answer), body=file))
    assert received == [b"%PDF"] * 6


def check_odd_status(package: str) -> None:
    get_order = load_operation(package, "get_order")
    client = connect(package, httpx.Response(520, text="<html>"))
    response = get_order.sync_detailed("o-1", client=client)
    assert (response.status_code, response.parsed) == (520, None)
    errors = load(package, "errors")
    with pytest.raises(errors.UnexpectedStatus) as caught:
        get_order.sync("o-1", client=client)
    assert str(caught.value) == "GET /v1/orders/{order_id} answered with the undocumented status 520"


def check_status_type(package: str) -> None:
    assert int is typing.get_type_hints(load(package, "types").Response)["status_code"]


def check_hidden_answer(package: str) -> None:
    answer = httpx.Response(200, json={"access_token": "hunter2", "token_type": "x"}, headers={"Set-Cookie": "hunter3"})
    models = load(package, "models")
    form = models.LoginForm(client_id="me", client_secret="hunter4")
    response = load_operation(package, "login").sync_detailed(client=connect(package, answer), body=form)
    assert response.parsed.access_token == "hunter2"
    assert "hunter" not in repr(response)


def check_own_result_name(package: str) -> None:
    parse = inspect.getsource(load(package, "models").Document.from_dict)
    assert "return model_" in parse
    assert "return document" not in parse


def check_hidden_secret_properties(package: str) -> None:
    form = load(package, "models").LoginForm(client_id="me", client_secret="hunter2", otp="hunter3")
    assert repr(form) == "LoginForm(client_id='me')"
    assert form.to_dict() == {"client_id": "me", "client_secret": "hunter2", "otp": "hunter3", "hint": "maiden-name"}
    assert "otp" not in load(package, "models").LoginForm(client_id="me", client_secret="hunter2").to_dict()


def check_hidden_undocumented_properties(package: str) -> None:
    models = load(package, "models")
    token = models.Token.from_dict({"access_token": "hunter2", "token_type": "Bearer", "refresh_token": "hunter3"})
    assert token["refresh_token"] == "hunter3"
    assert repr(token) == "Token(token_type='Bearer')"
    assert "additional_properties={'colour': 'red'}" in repr(models.Order.from_dict({**ORDER, "colour": "red"}))


def check_open_str_enum(package: str) -> None:
    models = load(package, "models")
    order = models.Order.from_dict({**ORDER, "status": "REFUNDED"})
    unknown = order.status
    assert isinstance(unknown, models.OrderStatus)
    assert (unknown, unknown.value, str(unknown)) == ("REFUNDED", "REFUNDED", "REFUNDED")
    assert len({unknown, "REFUNDED", models.OrderStatus("REFUNDED")}) == 1
    assert order.to_dict()["status"] == "REFUNDED"
    assert unknown == pickle.loads(pickle.dumps(copy.deepcopy(unknown)))  # noqa: S301 - our own bytes
    assert list(models.OrderStatus) == ["OPEN", "PAID"]
    assert models.OrderStatus.OPEN is models.OrderStatus("OPEN")
    with pytest.raises(ValueError, match="5 is not a valid OrderStatus"):
        models.OrderStatus(5)


def check_open_int_enum(package: str) -> None:
    models = load(package, "models")
    order = models.Order.from_dict({**ORDER, "priority": 7})
    unknown = order.priority
    assert isinstance(unknown, models.Priority)
    assert (unknown, unknown.value, str(unknown)) == (7, 7, "7")
    assert len({unknown, 7, models.Priority(7)}) == 1
    assert order.to_dict()["priority"] == 7
    assert unknown == pickle.loads(pickle.dumps(copy.deepcopy(unknown)))  # noqa: S301 - our own bytes
    assert list(models.Priority) == [1, 2]
    assert models.Priority.LOW is models.Priority(1)
    with pytest.raises(ValueError, match="'x' is not a valid Priority"):
        models.Priority("x")


def check_path_value(package: str) -> None:
    paths: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.raw_path)
        return httpx.Response(200, json=ORDER)

    client = connect(package, answer)
    get_order = load_operation(package, "get_order")
    for value in ("", ".", "..", None, load(package, "types").UNSET):
        with pytest.raises(ValueError, match="path parameter orderId must not be empty"):
            get_order.sync(value, client=client)
        with pytest.raises(ValueError, match="path parameter orderId must not be empty"):
            asyncio.run(get_order.asyncio(value, client=client))
    get_order.sync("a/../b?c", client=client)
    assert paths == [b"/v1/orders/a%2F..%2Fb%3Fc"]


def check_no_content_type_without_body(package: str) -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json=[])

    query = load(package, "models").ParcelQuery(weight="12")
    find_parcels, change_parcel = load_operation(package, "find_parcels"), load_operation(package, "change_parcel")
    find_parcels.sync(client=connect(package, answer), limit=5, accept_language="nl")
    asyncio.run(change_parcel.asyncio("p-1", client=connect(package, answer)))
    for request in sent:
        assert (request.content, "Content-Type" in request.headers) == (b"", False)
    assert (sent[0].url.query, sent[0].headers["Accept-Language"]) == (b"limit=5", "nl")
    find_parcels.sync(client=connect(package, answer), body=query)
    asyncio.run(change_parcel.asyncio("p-1", client=connect(package, answer), body=query))
    assert [request.method for request in sent] == ["GET", "PATCH", "GET", "PATCH"]
    for request in sent[2:]:
        assert (request.content, request.headers["Content-Type"]) == (b'{"weight":"12"}', "application/json")


def check_multipart_boundary(package: str) -> None:
    boundaries: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        boundaries.append(request.headers["Content-Type"])
        assert b"content" in request.content
        return httpx.Response(204)

    for name in ("upload_document", "attach"):
        operation = load_operation(package, name)
        operation.sync_detailed(client=connect(package, answer), body=make_document(package))
        asyncio.run(operation.asyncio_detailed(client=connect(package, answer), body=make_document(package)))
    assert len(set(boundaries)) == 4
    assert all(len(boundary) >= len("multipart/form-data; boundary=") + 32 for boundary in boundaries)


def check_multipart_file(package: str) -> None:
    types, models = load(package, "types"), load(package, "models")
    build_kwargs = load_operation(package, "upload_document")._get_kwargs
    named = httpx.Request(**build_kwargs(body=make_document(package))).read()
    assert b'; name="document"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\ncontent\r\n' in named
    pipe = io.BytesIO(b"content")
    pipe.seekable = lambda: False  # type: ignore[method-assign]
    pipe.seek = lambda *_: pytest.fail("a pipe cannot be wound back")  # type: ignore[method-assign]
    document = models.Document(title="t", document=types.File(payload=pipe))
    stream = httpx.Request(**build_kwargs(body=document)).stream
    assert isinstance(stream, httpx.SyncByteStream)
    for _ in range(2):  # as after a refused token
        body = b"".join(stream)
        assert b'; name="document"; filename="document"\r\n' in body
        assert b"\r\n\r\ncontent\r\n" in body


def check_typed_errors(package: str) -> None:
    errors = load(package, "errors")
    answer = httpx.Response(409, json={"code": "hunter2"}, headers={"Trace-Id": "t-1"})
    with pytest.raises(errors.ApiError) as caught:
        load_operation(package, "create_order").sync(client=connect(package, answer), body=make_order(package))
    for error in (caught.value, pickle.loads(pickle.dumps(caught.value))):  # noqa: S301 - our own bytes
        assert errors.ApiError is type(error)
        assert str(error) == "POST /v1/orders answered 409"
        assert "hunter2" not in repr(error)
        assert (error.status_code, error.content, error.headers["Trace-Id"]) == (409, b'{"code":"hunter2"}', "t-1")
        assert load(package, "models").Problem(code="hunter2") == error.parsed


def check_documented_raises(package: str) -> None:
    create_order, get_order = load_operation(package, "create_order"), load_operation(package, "get_order")
    assert "errors.ApiError: If the server answers with anything but" in create_order.sync.__doc__
    assert "ValueError: If a path parameter is empty" not in create_order.sync.__doc__
    assert "ValueError: If a path parameter is empty" in get_order.sync.__doc__
    assert "errors.UnexpectedBody: If the body of a documented success" in get_order.sync_detailed.__doc__


def check_description_indent(package: str) -> None:
    source = inspect.getsource(load_operation(package, "create_order"))  # Python 3.13 dedents __doc__
    assert "\n    The shop answers at once." in source


def check_any_client(package: str) -> None:
    login, classes = load_operation(package, "login"), load(package)
    expected = classes.AuthenticatedClient | classes.Client
    assert expected == typing.get_type_hints(login.sync)["client"]
    assert expected == typing.get_type_hints(login.asyncio_detailed)["client"]


def check_success_types(package: str) -> None:
    order = load(package, "models").Order
    for name, expected in (("create_order", order), ("get_order", order), ("cancel_order", type(None))):
        operation = load_operation(package, name)
        assert expected is typing.get_type_hints(operation.sync)["return"]
        assert expected is typing.get_type_hints(operation.asyncio)["return"]


def check_unexpected_status_is_raised_on_request(package: str) -> None:
    client = connect(package, httpx.Response(202, text="hunter2"), raise_on_unexpected_status=True)
    with pytest.raises(load(package, "errors").UnexpectedStatus) as caught:
        load_operation(package, "get_order").sync_detailed("o-1", client=client)
    assert (caught.value.status_code, caught.value.content, caught.value.parsed) == (202, b"hunter2", None)
    assert "hunter2" not in str(caught.value)


def check_unreadable_answer(package: str) -> None:
    errors, create_order = load(package, "errors"), load_operation(package, "create_order")
    page = connect(package, httpx.Response(503, text="<html>", headers={"Content-Type": "text/html"}))
    response = create_order.sync_detailed(client=page, body=make_order(package))
    assert (response.status_code, response.parsed, response.content) == (503, None, b"<html>")
    with pytest.raises(errors.ApiError, match="POST /v1/orders answered 503") as caught:
        create_order.sync(client=page, body=make_order(package))
    assert errors.ApiError is type(caught.value)
    for body, reason in (
        (b'{"status": "OPEN", "priority": 1}', "no property 'id'"),
        (b"<html>", "JSONDecodeError"),
        (b"[]", "KeyError|no property"),
        (b"null", "TypeError"),
        (b'"x"', "ValueError"),
        (b"[" * 100_000, "RecursionError"),
    ):
        client = connect(package, httpx.Response(201, content=body))
        with pytest.raises(errors.UnexpectedBody, match=f"answered 201 with a body .*: ({reason})"):
            create_order.sync_detailed(client=client, body=make_order(package))


def check_unreadable_answer_is_not_quoted(package: str) -> None:
    client = connect(package, httpx.Response(200, json={**ORDER, "priority": "hunter2"}))
    with pytest.raises(load(package, "errors").UnexpectedBody, match="ValueError") as caught:
        load_operation(package, "get_order").sync("o-1", client=client)
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


def check_sync(package: str) -> None:
    cancel_order, put_invoice = load_operation(package, "cancel_order"), load_operation(package, "put_invoice")
    order = load_operation(package, "get_order").sync("o-1", client=connect(package, httpx.Response(200, json=ORDER)))
    assert make_order(package) == order
    file = load(package, "types").File(payload=io.BytesIO(b"%PDF"))
    assert None is cancel_order.sync("o-1", client=connect(package, httpx.Response(204)))
    assert None is put_invoice.sync(client=connect(package, httpx.Response(204)), body=file)
    with pytest.raises(load(package, "errors").ApiError):
        cancel_order.sync("o-1", client=connect(package, httpx.Response(404, json={"code": "gone"})))


def check_asyncio(package: str) -> None:
    cancel_order, put_invoice = load_operation(package, "cancel_order"), load_operation(package, "put_invoice")
    file = load(package, "types").File(payload=io.BytesIO(b"%PDF"))
    assert None is asyncio.run(cancel_order.asyncio("o-1", client=connect(package, httpx.Response(204))))
    assert None is asyncio.run(put_invoice.asyncio(client=connect(package, httpx.Response(204)), body=file))
    client = connect(package, httpx.Response(404, json={"code": "gone"}))
    with pytest.raises(load(package, "errors").ApiError):
        asyncio.run(cancel_order.asyncio("o-1", client=client))


def check_success_without_refusals(package: str) -> None:
    login, token = load_operation(package, "login"), load(package, "models").Token
    assert token is typing.get_type_hints(login.sync)["return"]
    assert token is typing.get_type_hints(login.asyncio)["return"]


def check_refusal_as_success(package: str) -> None:
    login, models = load_operation(package, "login"), load(package, "models")
    form = models.LoginForm(client_id="me", client_secret="hunter2")
    client = connect(package, lambda request: httpx.Response(200, json={"code": "no_such_client"}))
    with pytest.raises(load(package, "errors").ApiError) as caught:
        login.sync(client=client, body=form)
    assert str(caught.value) == "POST /v1/login answered 200 with a refusal"
    assert models.Problem(code="no_such_client") == caught.value.parsed
    with pytest.raises(load(package, "errors").ApiError, match="answered 200 with a refusal"):
        asyncio.run(login.asyncio(client=client, body=form))
    assert caught.value.parsed == login.sync_detailed(client=client, body=form).parsed
    token = {"access_token": "hunter3", "token_type": "x"}
    client = connect(package, httpx.Response(200, json=token))
    assert models.Token(**token) == login.sync(client=client, body=form)


CHECKS: dict[str, Callable[[str], None]] = {
    "finite-timeout": check_finite_timeout,
    "hidden-headers-and-cookies": check_hidden_client_options,
    "hidden-httpx-args": check_hidden_client_options,
    "hidden-token": check_hidden_client_options,
    "own-authorization-header": check_own_authorization_header,
    "with-headers-leaves-original": check_with_headers,
    "with-cookies-leaves-original": check_with_cookies,
    "with-timeout-leaves-original": check_with_timeout,
    "types-imports": check_path_value,
    "one-unset": check_one_unset,
    "upload-bytes": check_upload,
    "plain-status": check_status_type,
    "hidden-answer": check_hidden_answer,
    "path-value-quoting": check_path_value,
    "own-result-name": check_own_result_name,
    "hidden-secret-properties": check_hidden_secret_properties,
    "hidden-undocumented-properties": check_hidden_undocumented_properties,
    "open-str-enum": check_open_str_enum,
    "open-str-enum-missing": check_open_str_enum,
    "open-int-enum": check_open_int_enum,
    "open-int-enum-missing": check_open_int_enum,
    "any-client": check_any_client,
    "endpoint-imports": check_path_value,
    "path-value": check_path_value,
    "no-content-type-without-body": check_no_content_type_without_body,
    "multipart-boundary": check_multipart_boundary,
    "multipart-boundary-one-of-several": check_multipart_boundary,
    "multipart-file": check_multipart_file,
    "upload-required": check_upload,
    "upload-optional": check_upload,
    "typed-errors": check_typed_errors,
    "documented-raises": check_documented_raises,
    "description-indent": check_description_indent,
    "success-types": check_success_types,
    "undocumented-status": check_unexpected_status_is_raised_on_request,
    "unreadable-answer": check_unreadable_answer,
    "sync-raises": check_sync,
    "asyncio-raises": check_asyncio,
    "success-without-refusals": check_success_without_refusals,
    "refusal-as-success-raises": check_refusal_as_success,
}


def test_every_edit_has_a_check() -> None:
    """The table of checks names the edits, all of them and no other."""
    assert [row.name for row in named_edits.EDITS] == list(CHECKS)


@pytest.mark.parametrize(
    "check",
    [*dict.fromkeys(CHECKS.values()), check_odd_status, check_unreadable_answer_is_not_quoted],
    ids=lambda check: check.__name__,
)
def test_client_is_mended(shop: str, check: Callable[[str], None]) -> None:
    """With all edits the generated client behaves as the check says."""
    check(shop)


@pytest.mark.parametrize("name", CHECKS)
def test_client_is_broken_without_edit(importable: pathlib.Path, name: str) -> None:
    """Without one edit its check fails, so the check sees the fault and the edit is needed."""
    edits = tuple(row for row in named_edits.EDITS if row.name != name)
    with pytest.raises(SYMPTOMS):
        CHECKS[name](build_package(importable, edits=edits))


@pytest.mark.parametrize(("old", "found"), [("no such text", 0), ("\n", 53)])
def test_edit_that_does_not_match_once_is_a_problem(tmp_path: pathlib.Path, old: str, found: int) -> None:
    """An upgrade that moves or doubles the text is reported by the names of edit and template; nothing is written."""
    moved = edit.Edit(name="moved", template="types.py.jinja", old=old, new="", reason="test")
    problems = build.build_client(SHOP, tmp_path / "out", edits=(moved,))
    assert (f"edit 'moved' must match once in template types.py.jinja, it matches {found} times",) == problems
    assert not (tmp_path / "out").exists()
