"""Edits that decide what a call makes of an answer: the model of a success, or a typed error.

`sync` and `asyncio` return the documented success or raise; the `_detailed` variants return documented errors as well.
"""

from specs.codegen import edit

_ENDPOINT = "endpoint_module.py.jinja"
_ENDPOINT_MACROS = "endpoint_macros.py.jinja"

EDITS: tuple[edit.Edit, ...] = (
    edit.Edit(
        name="typed-errors",
        template="errors.py.jinja",
        old='''class UnexpectedStatus(Exception):
    """Raised by api functions when the response status an undocumented status and '''
        '''Client.raise_on_unexpected_status is True"""

    def __init__(self, status_code: int, content: bytes):
        self.status_code = status_code
        self.content = content

        super().__init__(
            f"Unexpected status code: {status_code}\\n\\nResponse content:\\n{content.decode(errors='ignore')}"
        )

__all__ = ["UnexpectedStatus"]
''',
        new='''from collections.abc import Mapping
from typing import Any


class ApiError(Exception):
    """The server did not answer with a documented success

    ApiError                a documented error
    +-- UnexpectedStatus    a status that the contract does not document
    +-- UnexpectedBody      a documented success whose body is not what the contract says
{% if located_operations %}
    +-- MissingLocation     a documented success that does not say where the new thing is
{% endif %}

    Its text never holds what was sent or answered.

    Attributes:
        operation: Method and path template.
        status_code: HTTP status of the answer.
        content: Body of the answer as received.
        headers: Headers of the answer.
        parsed: The documented error model, or None if the body is not one.
    """

    summary = "answered"

    def __init__(
        self,
        operation: str,
        status_code: int,
        content: bytes,
        headers: Mapping[str, str],
        parsed: Any,
        detail: str = "",
    ) -> None:
        super().__init__(f"{operation} {self.summary} {status_code}{detail}")
        self.operation = operation
        self.status_code = status_code
        self.content = content
        self.headers = headers
        self.parsed = parsed
        self.detail = detail

    def __reduce__(self) -> tuple[Any, ...]:
        values = (self.operation, self.status_code, self.content, self.headers, self.parsed, self.detail)
        return type(self), values


class UnexpectedStatus(ApiError):
    """The server answered with a status that the contract does not document"""

    summary = "answered with the undocumented status"


class UnexpectedBody(ApiError):
    """The server answered with a documented success, but not with the body that the contract says"""


{% if located_operations %}
class MissingLocation(ApiError):
    """The server answered with a documented success, but without the Location header that goes with it"""


__all__ = ["ApiError", "MissingLocation", "UnexpectedBody", "UnexpectedStatus"]
{% else %}
__all__ = ["ApiError", "UnexpectedBody", "UnexpectedStatus"]
{% endif %}
''',
        reason="The only exception put the answer, and so a token, into its text.",
    ),
    edit.Edit(
        name="documented-raises",
        template=_ENDPOINT_MACROS,
        old="Raises:\n    errors.UnexpectedStatus: If the server returns an undocumented status code and "
        "Client.raise_on_unexpected_status is True.\n",
        new="""Raises:
{% if is_detailed %}
    errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
    errors.UnexpectedBody: If the body of a documented success is not what the contract says.
{% else %}
    errors.ApiError: If the server answers with anything but a documented success.
{% endif %}
{% if endpoint.path_parameters %}
    ValueError: If a path parameter is empty, "." or "..".
{% endif %}
""",
        reason="The docstring said that errors are returned.",
    ),
    edit.Edit(
        name="description-indent",
        template=_ENDPOINT_MACROS,
        old="{%- if endpoint.description %} {{ endpoint.description",
        new="{%- if endpoint.description %}{{ endpoint.description",
        reason="The second paragraph of every docstring began with a stray space.",
    ),
    edit.Edit(
        name="success-types",
        template=_ENDPOINT,
        old='{% set parsed_responses = (endpoint.responses | length > 0) and return_string != PythonCode("Any") %}\n',
        new="""{% set parsed_responses = (endpoint.responses | length > 0) and return_string != PythonCode("Any") %}
{% set answers = namespace(types=[], successes=[], errors=[]) %}
{% for answer in endpoint.responses.patterns %}
    {% set first, last = answer.status_code.range %}
    {% set statuses = [first | string if first == last else "*range(%d, %d)" | format(first, last + 1)] %}
    {% if first < 400 %}
        {% set answers.successes = answers.successes + statuses %}
        {% if answer.source.attribute == "None" %}
            {% set answers.types = answers.types + ["None"] %}
        {% else %}
            {% set answers.types = answers.types + [answer.prop.get_type_string() | as_unembedded_code] %}
        {% endif %}
    {% else %}
        {% set answers.errors = answers.errors + statuses %}
    {% endif %}
{% endfor %}
{% set located = endpoint.name in located_operations %}
{% set success_string = "str" if located else answers.types | unique | sort | join(" | ") or "None" %}
{% set success_text = "str: the Location header, the URL of what was created" if located else success_string %}

_OPERATION = "{{ endpoint.method | upper }} {{ endpoint.path | in_double_quote_literal }}"
{% for name, statuses in [("_SUCCESSES", answers.successes), ("_ERRORS", answers.errors)] %}
{{ name }}: frozenset[int] = frozenset({% if statuses %}{ {{- statuses | join(", ") -}} }{% endif %})
{% endfor %}
""",
        reason="A caller wants Platform, not Platform | ErrorList | None, and where the answer is empty its Location.",
    ),
    edit.Edit(
        name="undocumented-status",
        template=_ENDPOINT,
        old="raise errors.UnexpectedStatus(response.status_code, response.content)",
        new=(
            "raise errors.UnexpectedStatus(\n"
            "            _OPERATION, response.status_code, response.content, response.headers, None)"
        ),
        reason="The constructor of the edit typed-errors.",
    ),
    edit.Edit(
        name="unreadable-answer",
        template=_ENDPOINT,
        old="""    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )
""",
        new="""    try:
        parsed = _parse_response(client=client, response=response)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        if response.status_code in _SUCCESSES:
            reason = f"no property {error}" if isinstance(error, KeyError) else type(error).__name__
            raise errors.UnexpectedBody(
                _OPERATION, response.status_code, response.content, response.headers, None,
                f" with a body that is not what the contract says: {reason}",
            ) from None  # the cause may quote the answer
        parsed = None
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=parsed,
    )


def _expect_success(response: Response[{{ return_string | as_unembedded_code }}]) -> {{ success_string }}:
    if response.status_code in _SUCCESSES:
        {% if located %}
        location = response.headers.get("Location")
        if not location:
            raise errors.MissingLocation(
                _OPERATION, response.status_code, response.content, response.headers, None,
                " without a Location header",
            )
        return location
        {% elif success_string == "None" %}
        return None
        {% else %}
        return cast({{ success_string }}, response.parsed)
        {% endif %}
    error = errors.ApiError if response.status_code in _ERRORS else errors.UnexpectedStatus
    raise error(_OPERATION, response.status_code, response.content, response.headers, response.parsed)
""",
        reason="An HTML error page raised JSONDecodeError, 520 ValueError, a missing field KeyError.",
    ),
    edit.Edit(
        name="sync-raises",
        template=_ENDPOINT,
        old="""{% if parsed_responses %}
def sync(
    {{ arguments(endpoint) | indent(4) }}
) -> {{ return_string | as_unembedded_code }} | None:
    {{ docstring(endpoint, return_string, is_detailed=false) | indent(4) }}

    return sync_detailed(
        {{ kwargs(endpoint) }}
    ).parsed
{% endif %}
""",
        new="""def sync(
    {{ arguments(endpoint) | indent(4) }}
) -> {{ success_string }}:
    {{ docstring(endpoint, PythonCode(success_text), is_detailed=false) | indent(4) }}

    return _expect_success(sync_detailed(
        {{ kwargs(endpoint) }}
    ))

""",
        reason="sync() returned errors as if they were results, and did not exist for empty answers.",
    ),
    edit.Edit(
        name="asyncio-raises",
        template=_ENDPOINT,
        old="""{% if parsed_responses %}
async def asyncio(
    {{ arguments(endpoint) | indent(4) }}
) -> {{ return_string | as_unembedded_code }} | None:
    {{ docstring(endpoint, return_string, is_detailed=false) | indent(4) }}

    return (await asyncio_detailed(
        {{ kwargs(endpoint) }}
    )).parsed
{% endif %}
""",
        new="""async def asyncio(
    {{ arguments(endpoint) | indent(4) }}
) -> {{ success_string }}:
    {{ docstring(endpoint, PythonCode(success_text), is_detailed=false) | indent(4) }}

    return _expect_success(await asyncio_detailed(
        {{ kwargs(endpoint) }}
    ))
""",
        reason="asyncio() returned errors as if they were results, and did not exist for empty answers.",
    ),
    edit.Edit(
        name="success-without-refusals",
        template=_ENDPOINT,
        old="            {% set answers.types = answers.types + "
        "[answer.prop.get_type_string() | as_unembedded_code] %}\n",
        new="""            {% set parts = namespace(errors=[], types=[], refusals=[]) %}
            {% for other in endpoint.responses.patterns if other.status_code.range[0] >= 400 %}
                {% set parts.errors = parts.errors + [other.prop.get_type_string() | as_unembedded_code] %}
            {% endfor %}
            {% for part in answer.prop.inner_properties | default([]) %}
                {% set type = part.get_type_string(no_optional=True) | as_unembedded_code %}
                {% if part.class_info and type in parts.errors %}
                    {% set parts.refusals = parts.refusals + [type] %}
                {% else %}
                    {% set parts.types = parts.types + [type] %}
                {% endif %}
            {% endfor %}
            {% if parts.types and parts.refusals %}
                {% set answers.types = answers.types + parts.types %}
                {% set answers.refusals = (answers.refusals | default([])) + parts.refusals %}
            {% else %}
                {% set answers.types = answers.types + [answer.prop.get_type_string() | as_unembedded_code] %}
            {% endif %}
""",
        reason="Where a refusal may come with a success status, sync() was typed as if it were a result.",
    ),
    edit.Edit(
        name="refusal-as-success-raises",
        template=_ENDPOINT,
        old="""    if response.status_code in _SUCCESSES:
        {% if located %}""",
        new="""    {% if answers.refusals %}
    if response.status_code in _SUCCESSES and isinstance(response.parsed, {{ answers.refusals | join(" | ") }}):
        raise errors.ApiError(
            _OPERATION, response.status_code, response.content, response.headers, response.parsed, " with a refusal")
    {% endif %}
    if response.status_code in _SUCCESSES:
        {% if located %}""",
        reason="A refused login with status 200 was returned as if it were a session.",
    ),
)
