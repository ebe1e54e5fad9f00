"""Named edits to the templates of the installed openapi-python-client.

The generator is pinned; what its client does wrong for payments is mended here, a few lines at a time. Each edit must
find its text exactly once, so an upgrade that moves the text fails by name instead of quietly losing a mend.
"""

from specs.codegen import answer_edits, edit

_CLIENT = "client.py.jinja"
_ENDPOINT = "endpoint_module.py.jinja"
_ENDPOINT_MACROS = "endpoint_macros.py.jinja"
_FILE_PROPERTY = "property_templates/file_property.py.jinja"
_MODEL = "model.py.jinja"
_TYPES = "types.py.jinja"

_CLIENT_EDITS = (
    edit.Edit(
        name="finite-timeout",
        template=_CLIENT,
        old='_timeout: httpx.Timeout | None = field(default=None, kw_only=True, alias="timeout")',
        new=(
            "_timeout: httpx.Timeout | None = field(\n"
            '        default=httpx.Timeout(30.0, connect=5.0), kw_only=True, alias="timeout"\n    )'
        ),
        reason="None means that httpx waits for ever; a caller who wants that can still pass None.",
    ),
    edit.Edit(
        name="hidden-headers-and-cookies",
        template=_CLIENT,
        old=(
            '_cookies: dict[str, str] = field(factory=dict, kw_only=True, alias="cookies")\n'
            '    _headers: dict[str, str] = field(factory=dict, kw_only=True, alias="headers")'
        ),
        new=(
            '_cookies: dict[str, str] = field(factory=dict, kw_only=True, alias="cookies", repr=False)\n'
            '    _headers: dict[str, str] = field(factory=dict, kw_only=True, alias="headers", repr=False)'
        ),
        reason="repr(client) printed API keys and session cookies.",
    ),
    edit.Edit(
        name="hidden-httpx-args",
        template=_CLIENT,
        old='_httpx_args: dict[str, Any] = field(factory=dict, kw_only=True, alias="httpx_args")',
        new='_httpx_args: dict[str, Any] = field(factory=dict, kw_only=True, alias="httpx_args", repr=False)',
        reason="repr(client) printed whatever they hold: auth tuples, proxies with passwords.",
    ),
    edit.Edit(
        name="hidden-token",
        template=_CLIENT,
        old='"token": namespace(type="str", default="",',
        new='"token": namespace(type="str", default="field(repr=False)",',
        reason="repr(client) printed the access token.",
    ),
    edit.Edit(
        name="own-authorization-header",
        template=_CLIENT,
        old=r'"self._headers[self.auth_header_name] = f\"{self.prefix} {self.token}\" if self.prefix else self.token"',
        new=(
            r'"self._headers = {**self._headers, self.auth_header_name: '
            r'f\"{self.prefix} {self.token}\" if self.prefix else self.token}"'
        ),
        reason="The token was written into the dictionary that the caller had passed in.",
    ),
    edit.Edit(
        name="with-headers-leaves-original",
        template=_CLIENT,
        old="""matching this one with additional headers\"""
        if self._client is not None:
            self._client.headers.update(headers)
        if self._async_client is not None:
            self._async_client.headers.update(headers)
""",
        new="""matching this one with additional headers

        It opens its own connections: an httpx client that was set by hand is not carried over.
        \"""
""",
        reason='"Get a new client" also changed the requests of the old one.',
    ),
    edit.Edit(
        name="with-cookies-leaves-original",
        template=_CLIENT,
        old="""matching this one with additional cookies\"""
        if self._client is not None:
            self._client.cookies.update(cookies)
        if self._async_client is not None:
            self._async_client.cookies.update(cookies)
""",
        new="""matching this one with additional cookies

        It opens its own connections: an httpx client that was set by hand is not carried over.
        \"""
""",
        reason='"Get a new client" also changed the requests of the old one.',
    ),
    edit.Edit(
        name="with-timeout-leaves-original",
        template=_CLIENT,
        old="""matching this one with a new timeout configuration\"""
        if self._client is not None:
            self._client.timeout = timeout
        if self._async_client is not None:
            self._async_client.timeout = timeout
""",
        new="""matching this one with a new timeout configuration

        It opens its own connections: an httpx client that was set by hand is not carried over.
        \"""
""",
        reason='"Get a new client" also changed the requests of the old one.',
    ),
)

_TYPES_EDITS = (
    edit.Edit(
        name="types-imports",
        template=_TYPES,
        old="from http import HTTPStatus\nfrom typing import BinaryIO, Generic, TypeVar, Literal, IO\n\n"
        "from attrs import define\n",
        new="from typing import BinaryIO, Generic, TypeVar, Literal, IO\n"
        "from urllib.parse import quote\n\nfrom attrs import define, field\n",
        reason="What the edits below need.",
    ),
    edit.Edit(
        name="one-unset",
        template=_TYPES,
        old="    def __bool__(self) -> Literal[False]:\n        return False\n",
        new="""    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        # The name of the one instance: copy, deepcopy and pickle all give back that instance.
        return "UNSET"
""",
        reason="A copied model held a second UNSET, which then went to the server as a value.",
    ),
    edit.Edit(
        name="upload-bytes",
        template=_TYPES,
        old="    def to_tuple(self) -> FileTypes:\n",
        new="""    def read_all(self) -> bytes:
        \""" Return the whole content, also when it was sent before \"""
        if self.payload.seekable():
            self.payload.seek(0)
        return self.payload.read()

    def to_tuple(self) -> FileTypes:
""",
        reason="A stream is sent once: an async client refuses it, and a retry after 401 finds it empty.",
    ),
    edit.Edit(
        name="plain-status",
        template=_TYPES,
        old="    status_code: HTTPStatus\n",
        new="    status_code: int\n",
        reason="HTTPStatus(520) raises, and gateways do answer 520.",
    ),
    edit.Edit(
        name="hidden-answer",
        template=_TYPES,
        old="    content: bytes\n    headers: MutableMapping[str, str]\n",
        new="    content: bytes = field(repr=False)\n    headers: MutableMapping[str, str] = field(repr=False)\n",
        reason="repr(response) printed the token that a login returns.",
    ),
    edit.Edit(
        name="path-value-quoting",
        template=_TYPES,
        old='T = TypeVar("T")\n',
        new="""def quote_path_value(name: str, value: object) -> str:
    \"""Percent-encode one path value

    Raises:
        ValueError: If the value is missing, empty, "." or "..": the URL would name another resource.
    \"""
    text = "" if value is None or isinstance(value, Unset) else str(value)
    if text in ("", ".", ".."):
        raise ValueError(f"path parameter {name} must not be empty, '.' or '..'")
    return quote(text, safe="")


T = TypeVar("T")
""",
        reason="Called by the edit path-value; Unset was missing where an operation accepts several media types.",
    ),
)

_MODEL_EDITS = (
    edit.Edit(
        name="own-result-name",
        template=_MODEL,
        old="{% set module_name = model.class_info.module_name %}",
        new='{% set module_name = "model_" %}',
        reason="A property named like its model, access_token of AccessToken, shared one variable with the result.",
    ),
    edit.Edit(
        name="hidden-secret-properties",
        template=_MODEL,
        old="{% macro declare_property(property) %}\n{%- if config",
        new="""{% macro declare_property(property) %}
{%- if property.name in secret_names -%}
{{ property.python_name }}: {{ property.get_type_string() | as_unembedded_code }} = _attrs_field(
    {%- if property.default is not none -%}
    default={{ property.default.python_code | as_unembedded_code }}, {# -#}
    {% elif not property.required -%}
    default=UNSET, {# -#}
    {% endif -%}
    repr=False)
{%- elif config""",
        reason="repr(model) printed passwords, assertions and tokens; the spec marks them with x-secret.",
    ),
    edit.Edit(
        name="hidden-undocumented-properties",
        template=_MODEL,
        old="= _attrs_field(init=False, factory=dict)\n",
        new="""= _attrs_field(init=False, factory=dict
        {%- set names = (model.required_properties + model.optional_properties) | map(attribute="name") -%}
        {{- ", repr=False" if names | select("in", secret_names) | list }})
""",
        reason="An answer that holds one secret may hold another that the contract does not know.",
    ),
    edit.Edit(
        name="open-str-enum",
        template="str_enum.py.jinja",
        old="from enum import StrEnum\n",
        new="from enum import StrEnum\nfrom typing import Self\n",
        reason="Annotates open-str-enum-missing.",
    ),
    edit.Edit(
        name="open-str-enum-missing",
        template="str_enum.py.jinja",
        old="    def __str__(self) -> str:\n",
        new="""    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        # A value the contract does not know yet: usable, equal to its raw text, not listed in the class.
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = "UNKNOWN"
        member._value_ = value
        return member

    def __str__(self) -> str:
""",
        reason="One new status in one element made a whole answer unreadable. Unions are told apart by const.",
    ),
    edit.Edit(
        name="open-int-enum",
        template="int_enum.py.jinja",
        old="from enum import IntEnum\n",
        new="from enum import IntEnum\nfrom typing import Self\n",
        reason="Annotates open-int-enum-missing.",
    ),
    edit.Edit(
        name="open-int-enum-missing",
        template="int_enum.py.jinja",
        old="    def __str__(self) -> str:\n",
        new="""    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        # A value the contract does not know yet: usable, equal to its raw number, not listed in the class.
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = "UNKNOWN"
        member._value_ = value
        return member

    def __str__(self) -> str:
""",
        reason="One new code in one element made a whole answer unreadable.",
    ),
)

_REQUEST_EDITS = (
    edit.Edit(
        name="any-client",
        template=_ENDPOINT_MACROS,
        old="client: AuthenticatedClient,\n",
        new="client: AuthenticatedClient | Client,\n",
        reason="An operation with its own security demanded a bearer token; credentials come from the httpx client.",
    ),
    edit.Edit(
        name="endpoint-imports",
        template=_ENDPOINT,
        old="from ...types import Response, UNSET\n",
        new="from ...types import Response, UNSET, Unset, quote_path_value\n",
        reason="Called by the edit path-value; Unset was missing where an operation accepts several media types.",
    ),
    edit.Edit(
        name="path-value",
        template=_ENDPOINT,
        old='{{parameter.python_name}}=quote(str({{parameter.python_name}}), safe=""),',
        new=(
            '{{parameter.python_name}}=quote_path_value("{{ parameter.name | in_double_quote_literal }}", '
            "{{parameter.python_name}}),"
        ),
        reason='".." addressed another resource, and an empty identifier the whole collection.',
    ),
    edit.Edit(
        name="no-content-type-without-body",
        template=_ENDPOINT,
        old="{% set body = endpoint.bodies[0] %}\n",
        new="""{% set body = endpoint.bodies[0] %}
{% if not body.prop.required %}
    if isinstance(body, Unset):
        {% if endpoint.header_parameters %}
        _kwargs["headers"] = headers
        {% endif %}
        return _kwargs

{% endif %}
""",
        reason="A call without its optional body announced JSON, and a strict server then tries to read it.",
    ),
    edit.Edit(
        name="multipart-boundary",
        template=_ENDPOINT,
        old="""    {%- if body.content_type == "multipart/form-data" %}
    headers["Content-Type"] = "multipart/form-data; boundary=+++"
    {% else %}
    headers["Content-Type"]""",
        new="""    {%- if body.content_type != "multipart/form-data" %}
    headers["Content-Type"]""",
        reason="With the constant boundary +++ an uploaded file could forge form fields; httpx draws a random one.",
    ),
    edit.Edit(
        name="multipart-boundary-one-of-several",
        template=_ENDPOINT,
        old="""        {%- if body.content_type == "multipart/form-data" %}
        headers["Content-Type"] = "multipart/form-data; boundary=+++"
        {% else %}
        headers""",
        new="""        {%- if body.content_type != "multipart/form-data" %}
        headers""",
        reason="The same, for an operation that accepts several media types.",
    ),
    edit.Edit(
        name="multipart-file",
        template=_FILE_PROPERTY,
        old="files.append(({{ name }}, {{ source }}.to_tuple()))\n",
        new=(
            "files.append(({{ name }}, "
            "({{ source }}.file_name or {{ name }}, {{ source }}.read_all(), {{ source }}.mime_type)))\n"
        ),
        reason="A part without a file name is a text field to most servers; for the rest see upload-bytes.",
    ),
    edit.Edit(
        name="upload-required",
        template=_ENDPOINT_MACROS,
        old='    {% if body.prop.required %}\n_kwargs["content"] = body.payload\n',
        new='    {% if body.prop.required %}\n_kwargs["content"] = body.read_all()\n',
        reason="See upload-bytes.",
    ),
    edit.Edit(
        name="upload-optional",
        template=_ENDPOINT_MACROS,
        old='if not isinstance(body, Unset):\n    _kwargs["content"] = body.payload\n',
        new='if not isinstance(body, Unset):\n    _kwargs["content"] = body.read_all()\n',
        reason="See upload-bytes.",
    ),
)

EDITS: tuple[edit.Edit, ...] = (*_CLIENT_EDITS, *_TYPES_EDITS, *_MODEL_EDITS, *_REQUEST_EDITS, *answer_edits.EDITS)
