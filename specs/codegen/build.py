"""One client from one spec: the pinned generator with edited templates, and nothing lost without a word."""

import contextlib
import copy
import io
import pathlib
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import openapi_python_client
from openapi_python_client import config as generator_config
from openapi_python_client import parser, strings
from openapi_python_client.parser import errors as parser_errors
from ruamel import yaml
from ruamel.yaml import error as yaml_errors

from specs.codegen import edit
from specs.codegen import edits as named_edits

SETTINGS = pathlib.Path(__file__).with_name("generator.yaml")
_SCHEMAS = "#/components/schemas/"
_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})


def build_client(
    spec: pathlib.Path,
    out: pathlib.Path,
    *,
    edits: Sequence[edit.Edit] = named_edits.EDITS,
    formatted: bool = True,
) -> tuple[str, ...]:
    """Write a client package, or say why not.

    Args:
        spec: The OpenAPI document.
        out: Folder of the package; must not exist.
        edits: Changes to the generator's own templates.
        formatted: Whether to run the post hooks; without them the code works but looks raw.

    Returns:
        One text for each problem. Every problem is fatal, a mere warning of the generator too: it then leaves out part
        of the contract. The folder is of use only when there is none.
    """
    document, problem = _load_document(spec)
    if problem:
        return (problem,)
    problems = _find_unsupported(document)
    if problems:
        return problems
    document = leave_out_xml(document)
    changed, problems = edit.apply_edits(_read_templates(), edits)
    if problems:
        return problems
    settings = generator_config.ConfigFile.load_from_path(SETTINGS)
    hooks, settings.post_hooks = settings.post_hooks or [], []
    with tempfile.TemporaryDirectory(prefix="templates-") as scratch:
        for name, text in changed.items():
            target = pathlib.Path(scratch, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        problems = _run_generator(spec, document, out, settings=settings, templates=pathlib.Path(scratch))
    if problems:
        return problems
    (out / "py.typed").touch()
    return _run_hooks(hooks if formatted else [], out) or _find_losses(document, out)


def find_secret_names(document: Mapping[str, Any]) -> frozenset[str]:
    """Names of all properties that the contract marks with `x-secret: true`, on themselves or on what they refer to.

    A name is secret in every model that has it: merging `allOf`, the generator forgets where a property came from.
    """
    return frozenset(
        name
        for holder in _walk(document)
        if isinstance(properties := holder.get("properties"), dict)
        for name, schema in properties.items()
        if _is_secret(schema, document, seen=())
    )


def find_located_operations(document: Mapping[str, Any]) -> frozenset[str]:
    """Names of all operations whose every success is an empty body with a required Location header.

    The generator passes over response headers; what such an operation creates is named nowhere else.
    """
    return frozenset(
        operation["operationId"]
        for _, operation in _operations(document)
        if "operationId" in operation
        and (successes := [answer for status, answer in operation.get("responses", {}).items() if str(status) < "4"])
        and all(_is_located(_resolve(answer, document), document) for answer in successes)
    )


def _is_located(answer: Mapping[str, Any], document: Mapping[str, Any]) -> bool:
    headers = {name.lower(): _resolve(header, document) for name, header in answer.get("headers", {}).items()}
    return "content" not in answer and headers.get("location", {}).get("required") is True


def _resolve(node: Any, document: Mapping[str, Any]) -> dict[str, Any]:
    """What `node` refers to, the node itself when it refers to nothing, nothing when that is not there."""
    seen: list[str] = []
    while isinstance(node, dict) and isinstance(reference := node.get("$ref"), str) and reference not in seen:
        seen.append(reference)
        node = document
        for key in reference.removeprefix("#/").split("/"):
            node = node.get(key, {}) if isinstance(node, Mapping) else {}
    return node if isinstance(node, dict) else {}


def leave_out_xml(document: dict[str, Any]) -> dict[str, Any]:
    """The document without XML where JSON is documented beside it, and without the schemas that only the XML needed.

    The generator has one way to write a body and to read an answer: a client speaks JSON wherever the provider does.
    """
    spoken = copy.deepcopy(document)
    for holder in _walk(spoken):
        content = holder.get("content")
        if isinstance(content, dict) and "application/json" in content:
            content.pop("application/xml", None)
    schemas = spoken.get("components", {}).get("schemas", {})
    needed_before = _references(document)
    while lost := {name for name in schemas if f"{_SCHEMAS}{name}" in needed_before - _references(spoken)}:
        for name in lost:
            del schemas[name]
    return spoken


def _references(document: Mapping[str, Any]) -> set[str]:
    return {holder["$ref"] for holder in _walk(document) if isinstance(holder.get("$ref"), str)}


def _is_secret(schema: object, document: Mapping[str, Any], *, seen: tuple[str, ...]) -> bool:
    if not isinstance(schema, dict):
        return False
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference not in seen:
        return _is_secret(_resolve({"$ref": reference}, document), document, seen=(*seen, reference))
    parts = [schema.get("items"), *(part for word in ("allOf", "anyOf", "oneOf") for part in schema.get(word, ()))]
    return schema.get("x-secret") is True or any(_is_secret(part, document, seen=seen) for part in parts)


def _walk(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _walk(child)


def _load_document(spec: pathlib.Path) -> tuple[dict[str, Any], str]:
    try:
        document = yaml.YAML(typ="safe").load(spec.read_bytes())
    except OSError as error:
        return {}, f"cannot be read: {error.strerror}"
    except (yaml_errors.YAMLError, UnicodeDecodeError) as error:
        return {}, f"is not YAML: {' '.join(str(error).split())}"
    if not isinstance(document, dict) or not isinstance(document.get("paths"), dict):
        return {}, "is not an OpenAPI document: it has no paths"
    return document, ""


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items() if isinstance(item, dict) else ():
            if method in _METHODS and isinstance(operation, dict):
                yield f"{method.upper()} {path}", operation


def _find_unsupported(document: Mapping[str, Any]) -> tuple[str, ...]:
    """With `default` any status is documented, so no call could tell a success from an error."""
    return tuple(
        f"{operation_name}: the response 'default' is not supported, list the statuses"
        for operation_name, operation in _operations(document)
        if "default" in operation.get("responses", {})
    )


def _read_templates() -> dict[str, str]:
    root = pathlib.Path(openapi_python_client.__file__).with_name("templates")
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in root.rglob("*.jinja")}


def _run_generator(
    spec: pathlib.Path,
    document: dict[str, Any],
    out: pathlib.Path,
    *,
    settings: generator_config.ConfigFile,
    templates: pathlib.Path,
) -> tuple[str, ...]:
    config = generator_config.Config.from_sources(
        config_file=settings,
        meta_type=generator_config.MetaType.NONE,
        document_source=spec,
        file_encoding="utf-8",
        overwrite=False,
        output_path=out,
    )
    try:
        data = parser.GeneratorData.from_dict(document, config=config)
        if isinstance(data, parser_errors.GeneratorError):
            return (_describe(data),)
        project = openapi_python_client.Project(openapi=data, config=config, custom_template_path=templates)
        project.env.globals["secret_names"] = find_secret_names(document)
        project.env.globals["located_operations"] = frozenset(
            strings.PythonIdentifier(name, prefix=config.field_prefix) for name in find_located_operations(document)
        )
        with contextlib.redirect_stdout(io.StringIO()):
            return tuple(_describe(error) for error in project.build())
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        # The generator reports what it foresaw; the rest, such as two enum values of one name, it raises.
        return (f"the generator failed with {type(error).__name__}: {error}",)


def _describe(error: parser_errors.GeneratorError) -> str:
    return " ".join(f"{error.header.strip().rstrip(':')}: {error.detail or 'no detail'}".split())


def _run_hooks(hooks: Sequence[str], out: pathlib.Path) -> tuple[str, ...]:
    for hook in hooks:
        # As a module it is the pinned one, not the first in PATH; isolated, it does not find the client's `types.py`.
        command = [sys.executable, "-I", "-m", *shlex.split(hook)]
        finished = subprocess.run(  # noqa: S603 - the command is in generator.yaml
            command, cwd=out, capture_output=True, text=True, check=False
        )
        if finished.returncode:
            return (f"post hook {hook!r} failed: {' '.join((finished.stderr or finished.stdout).split())}",)
    return ()


def _find_losses(document: Mapping[str, Any], out: pathlib.Path) -> tuple[str, ...]:
    """What the generator loses in silence: operations of one file name, and parameters that make invalid Python."""
    problems = []
    expected = sum(1 for _ in _operations(document))
    written = sum(1 for path in out.glob("api/*/*.py") if path.name != "__init__.py")
    if written != expected:
        problems.append(f"{expected} operations gave {written} modules: operationIds must be unique within their tag")
    for path in sorted(out.rglob("*.py")):
        try:
            compile(path.read_bytes(), path.name, "exec")
        except SyntaxError as error:
            problems.append(f"{path.relative_to(out).as_posix()} is not Python: {error.msg}")
    return tuple(problems)
