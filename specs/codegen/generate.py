"""Write `generated/` from `specs/`, or prove that it is up to date.

    python -m specs.codegen.generate                 write every client whose inputs changed
    python -m specs.codegen.generate tikkie          only this one
    python -m specs.codegen.generate --check         regenerate into scratch and compare byte for byte

Exit code 0: up to date. 1: `--check` found a difference. 2: could not generate; nothing was changed.

Two stamps in each client say when there is nothing to do: `.inputs.sha256` over all that decides what is written, and
`.outputs.sha256` over what was written. Nothing of the generator is imported before they were read.
"""

import argparse
import hashlib
import importlib.metadata
import importlib.util
import pathlib
import shutil
import sys
import tempfile
from collections.abc import Iterable, Sequence

ROOT = pathlib.Path(__file__).resolve().parents[2]
PINS = {"openapi-python-client": "0.29.1", "ruff": "0.17.5"}
INPUTS_STAMP = ".inputs.sha256"
OUTPUTS_STAMP = ".outputs.sha256"
_PACKAGE_INIT = '"""Typed clients written by `make generate` from specs/; never edited by hand."""\n'


def main(arguments: Sequence[str] | None = None, *, root: pathlib.Path = ROOT) -> int:
    """Run the command and return its exit code.

    Args:
        arguments: Command line without the program; None takes the process's own.
        root: Folder that holds `specs/` and `generated/`.
    """
    options = _parse_arguments(arguments)
    specs = {path.stem: path for path in sorted(root.joinpath("specs").glob("*.yaml"))}
    problems = _find_wrong_pins() or _find_unknown(options.providers, specs)
    if problems:
        return _refuse(problems)
    chosen = {name: specs[name] for name in options.providers or specs}
    generated = root / "generated"
    if options.check:
        return _check(chosen, generated, expect_all=not options.providers)
    return _generate(chosen, generated)


def digest_inputs(spec: pathlib.Path) -> str:
    """SHA-256, in hex, over all that decides what is written for one spec.

    The versions of generator and formatter, the generator's templates, our settings, edits and code, and the spec.
    """
    package = importlib.util.find_spec("openapi_python_client")
    upstream = pathlib.Path(package.origin).with_name("templates") if package and package.origin else spec
    own = pathlib.Path(__file__).parent
    files = [*_files(upstream), *sorted([*own.glob("*.py"), *own.glob("*.yaml")]), spec]
    pins = "\n".join(f"{name}=={importlib.metadata.version(name)}" for name in PINS)
    return _digest([("pins", pins.encode()), *((path.name, path.read_bytes()) for path in files)])


def digest_outputs(client: pathlib.Path) -> str:
    """SHA-256, in hex, over paths and bytes of a client's files, the stamps left out."""
    return _digest((path, content) for path, content in _contents(client).items() if not path.endswith(".sha256"))


def _parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="generate", description="Write generated/ from specs/.")
    parser.add_argument("providers", nargs="*", help="names of specs/<name>.yaml; all when none is given")
    parser.add_argument("--check", action="store_true", help="compare byte for byte instead of writing")
    return parser.parse_args(arguments)


def _find_wrong_pins() -> list[str]:
    problems = []
    for name, wanted in PINS.items():
        try:
            installed = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            installed = "none"
        if installed != wanted:
            problems.append(f"{name}=={wanted} is needed, installed is {installed}; run `make setup`")
    return problems


def _find_unknown(names: Iterable[str], specs: dict[str, pathlib.Path]) -> list[str]:
    if not specs:
        return ["there is no specs/*.yaml to generate from"]
    known = ", ".join(specs)
    return [
        *(f"unknown provider {name!r}; specs/ has {known}" for name in names if name not in specs),
        *(f"specs/{name}.yaml: the name must be a Python identifier" for name in specs if not name.isidentifier()),
    ]


def _generate(specs: dict[str, pathlib.Path], generated: pathlib.Path) -> int:
    stale = {name: spec for name, spec in specs.items() if not _is_fresh(spec, generated / name)}
    if stale:
        generated.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=generated, prefix=".scratch-") as scratch:
            problems = _build(stale, pathlib.Path(scratch))
            if problems:
                return _refuse(problems)
            for name in stale:
                _swap(pathlib.Path(scratch, name), generated / name, aside=pathlib.Path(scratch, f"{name}.old"))
    init = generated / "__init__.py"
    if not init.is_file() or init.read_text(encoding="utf-8") != _PACKAGE_INIT:
        init.write_text(_PACKAGE_INIT, encoding="utf-8")
    written = ", ".join(f"generated/{name}" for name in stale)
    print(f"{written} written" if stale else "generated/ is up to date")  # noqa: T201 - a command line
    return 0


def _check(specs: dict[str, pathlib.Path], generated: pathlib.Path, *, expect_all: bool) -> int:
    with tempfile.TemporaryDirectory(prefix="generated-") as scratch:
        problems = _build(specs, pathlib.Path(scratch))
        if problems:
            return _refuse(problems)
        differences = [
            difference
            for name in specs
            for difference in _compare(
                _contents(pathlib.Path(scratch, name)), _contents(generated / name), prefix=f"generated/{name}/"
            )
        ]
    if expect_all:
        others = {path: content for path, content in _contents(generated).items() if path.split("/")[0] not in specs}
        init = {"__init__.py": _PACKAGE_INIT.encode()}
        differences += _compare(init, others, prefix="generated/", extra="no spec")
    for difference in differences:
        print(difference)  # noqa: T201 - a command line
    if differences:
        advice = f"{len(differences)} files are not what specs/ give: run `make generate`, delete what has no spec"
        print(advice, file=sys.stderr)  # noqa: T201 - a command line
        return 1
    print(f"generated/ is what specs/ give: {', '.join(specs)}")  # noqa: T201 - a command line
    return 0


def _compare(expected: dict[str, bytes], found: dict[str, bytes], *, prefix: str, extra: str = "extra") -> list[str]:
    differences = []
    for path in sorted(expected.keys() | found.keys()):
        if path not in found:
            differences.append(f"missing  {prefix}{path}")
        elif path not in expected:
            differences.append(f"{extra:8} {prefix}{path}")
        elif expected[path] != found[path]:
            why = " (the spec, a setting, an edit or a pin changed since)" if path == INPUTS_STAMP else ""
            differences.append(f"differs  {prefix}{path}{why}")
    return differences


def _is_fresh(spec: pathlib.Path, client: pathlib.Path) -> bool:
    return _read_stamp(client / INPUTS_STAMP) == digest_inputs(spec) and (
        _read_stamp(client / OUTPUTS_STAMP) == digest_outputs(client)
    )


def _read_stamp(stamp: pathlib.Path) -> str:
    return stamp.read_text(encoding="ascii").strip() if stamp.is_file() else ""


def _build(specs: dict[str, pathlib.Path], scratch: pathlib.Path) -> list[str]:
    """Build every client below `scratch`; all problems of all specs together."""
    from specs.codegen import build  # noqa: PLC0415 - takes longer to import than all the rest to run

    problems = []
    for name, spec in specs.items():
        client = scratch / name
        found = build.build_client(spec, client)
        problems += [f"specs/{spec.name}: {problem}" for problem in found]
        if not found:
            client.joinpath(OUTPUTS_STAMP).write_text(digest_outputs(client) + "\n", encoding="ascii")
            client.joinpath(INPUTS_STAMP).write_text(digest_inputs(spec) + "\n", encoding="ascii")
    return problems


def _swap(new: pathlib.Path, client: pathlib.Path, *, aside: pathlib.Path) -> None:
    """Put `new` in the place of `client`: two renames, the first undone if the second fails."""
    existed = client.exists()
    if existed:
        client.rename(aside)
    try:
        new.rename(client)
    except OSError:
        if existed:
            aside.rename(client)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _files(folder: pathlib.Path) -> list[pathlib.Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def _contents(folder: pathlib.Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files(folder)}


def _digest(parts: Iterable[tuple[str, bytes]]) -> str:
    digest = hashlib.sha256()
    for name, content in parts:
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _refuse(problems: Sequence[str]) -> int:
    for problem in problems:
        print(f"generate: {problem}", file=sys.stderr)  # noqa: T201 - a command line
    return 2


if __name__ == "__main__":
    sys.exit(main())
