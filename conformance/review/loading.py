"""A YAML file as JSON values, with the line of each of them.

PyYAML follows YAML 1.1: an unquoted `no` is false, an unquoted date is a date and the last of two equal keys wins.
None of that can be seen in the result, so it is looked for in the node tree.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from conformance.review.problem import Problem, SpecUnreadable

_JSON_SCALARS = (str, int, float, bool, type(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The content of one file.

    Attributes:
        data: The root mapping.
        lines: Line (from 1) of every JSON pointer in it.
        problems: Where YAML says something else than it seems to say.
    """

    data: dict[str, Any]
    lines: dict[str, int]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One file while it is read."""

    path: str
    construct: yaml.SafeLoader
    lines: dict[str, int]
    problems: list[Problem]


def load(path: Path) -> Loaded:
    """Read `path`.

    Raises:
        SpecUnreadable: The file is missing, is not UTF-8, is not YAML, uses aliases, or is not a mapping.
    """
    name = str(path)
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except OSError as error:
        raise SpecUnreadable(f"{name}: cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SpecUnreadable(f"{name}: is not UTF-8 text: byte {error.start} is wrong.") from error
    except yaml.YAMLError as error:
        raise SpecUnreadable(f"{name}{_position(error)}: is not YAML: {_reason(error)}.") from error
    if not isinstance(root, yaml.MappingNode):
        raise SpecUnreadable(f"{name}:1: is not an OpenAPI document: the root must be a mapping.")
    reading = _Reading(path=name, construct=yaml.SafeLoader(""), lines={"": 1}, problems=[])
    _reject_aliases(root, name)
    data = _value(root, "", reading)
    return Loaded(data=data, lines=reading.lines, problems=tuple(reading.problems))


def child(pointer: str, key: str | int) -> str:
    """The JSON pointer of `key` below `pointer`."""
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def _position(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f":{mark.line + 1}" if mark is not None else ""


def _reason(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or getattr(error, "reason", None) or "unknown error")


def _reject_aliases(root: yaml.Node, name: str) -> None:
    seen: set[int] = set()
    pending = [root]
    while pending:
        node = pending.pop()
        if id(node) in seen:
            line = node.start_mark.line + 1
            raise SpecUnreadable(f"{name}:{line}: is used again by a YAML alias; write a $ref to a component instead.")
        seen.add(id(node))
        pending.extend(_children(node))


def _children(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from (key, value)
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


def _value(node: yaml.Node, pointer: str, reading: _Reading) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, pointer, reading)
    if isinstance(node, yaml.SequenceNode):
        items = []
        for index, item in enumerate(node.value):
            below = child(pointer, index)
            reading.lines[below] = item.start_mark.line + 1
            items.append(_value(item, below, reading))
        return items
    return _scalar(node, pointer, reading)


def _mapping(node: yaml.MappingNode, pointer: str, reading: _Reading) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = key_node.value
        if key_node.tag != "tag:yaml.org,2002:str":
            kind = key_node.tag.rpartition(":")[2]
            below = child(pointer, str(key))
            message = f"the key {key} is read as {kind}; put it in quotes"
            reading.problems.append(_problem(reading, line, below, "yaml-key", message))
        name = str(key)
        below = child(pointer, name)
        if name in result:
            message = f"the key {name} is written twice; only the last one counts"
            reading.problems.append(_problem(reading, line, below, "yaml-duplicate-key", message))
        reading.lines[below] = line
        result[name] = _value(value_node, below, reading)
    return result


def _scalar(node: yaml.Node, pointer: str, reading: _Reading) -> Any:
    try:
        value = reading.construct.construct_object(node)
    except (yaml.YAMLError, ValueError):
        value = None
        readable = False
    else:
        readable = isinstance(value, _JSON_SCALARS)
    if readable:
        return value
    line = node.start_mark.line + 1
    kind = node.tag.rpartition(":")[2]
    message = f"the value {node.value} is read as {kind}, which JSON does not have; put it in quotes"
    reading.problems.append(_problem(reading, line, pointer, "yaml-value", message))
    return str(node.value)


def _problem(reading: _Reading, line: int, pointer: str, rule: str, message: str) -> Problem:
    return Problem(path=reading.path, line=line, pointer=pointer, rule=rule, message=message)
