"""The command: what it writes, what it leaves alone, what it says."""

import ast
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

from specs.codegen import generate

ROOT = pathlib.Path(__file__).parents[1]
SHOP = pathlib.Path(__file__).with_name("codegen_specs") / "shop.yaml"
SPECS = sorted(ROOT.joinpath("specs").glob("*.yaml"))


def read_tree(folder: pathlib.Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def make_root(folder: pathlib.Path) -> pathlib.Path:
    folder.joinpath("specs").mkdir()
    shutil.copy(SHOP, folder / "specs")
    return folder


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A root whose clients are up to date; not to be changed."""
    root = make_root(tmp_path_factory.mktemp("written"))
    assert generate.main([], root=root) == 0
    return root


@pytest.fixture
def root(written: pathlib.Path, tmp_path: pathlib.Path) -> pathlib.Path:
    """An own copy of the root whose clients are up to date."""
    return shutil.copytree(written, tmp_path / "root")


def test_client_is_a_typed_package(written: pathlib.Path) -> None:
    """What is written can be imported as generated.<provider>, carries its types, and leaves no scratch behind."""
    assert written.joinpath("generated/__init__.py").read_text().startswith('"""')
    assert written.joinpath("generated/shop/py.typed").read_bytes() == b""
    assert sorted(path.name for path in written.joinpath("generated").iterdir()) == ["__init__.py", "shop"]


def test_check_agrees_with_what_was_written(root: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second generation gives the same bytes; compiled files beside them do not count."""
    root.joinpath("generated/shop/__pycache__").mkdir()
    root.joinpath("generated/shop/__pycache__/types.cpython-311.pyc").write_bytes(b"x")
    assert generate.main(["--check"], root=root) == 0
    assert capsys.readouterr().out == "generated/ is what specs/ give: shop\n"


def test_check_names_every_difference_and_generate_heals_it(
    root: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A hand edit, a deleted, an added and a left-over file are listed; the advice that is printed then helps."""
    generated = root / "generated"
    expected = read_tree(generated)
    generated.joinpath("shop/client.py").write_text("# edited\n")
    generated.joinpath("shop/models/order.py").unlink()
    generated.joinpath("shop/notes.txt").touch()
    generated.joinpath("old").mkdir()
    generated.joinpath("old/client.py").touch()
    assert generate.main(["--check"], root=root) == 1
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        "differs  generated/shop/client.py",
        "missing  generated/shop/models/order.py",
        "extra    generated/shop/notes.txt",
        "no spec  generated/old/client.py",
    ]
    assert printed.err == "4 files are not what specs/ give: run `make generate`, delete what has no spec\n"
    assert generate.main([], root=root) == 0
    shutil.rmtree(generated / "old")
    assert expected == read_tree(generated)


def test_check_of_one_provider_leaves_the_rest_alone(root: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a name only that client is judged, and a changed spec is a difference."""
    root.joinpath("generated/__init__.py").unlink()
    with root.joinpath("specs/shop.yaml").open("a") as spec:
        spec.write("# a comment\n")
    assert generate.main(["--check", "shop"], root=root) == 1
    assert (
        capsys.readouterr().out
        == "differs  generated/shop/.inputs.sha256 (the spec, a setting, an edit or a pin changed since)\n"
    )


def test_nothing_to_do_does_not_import_the_generator(root: pathlib.Path) -> None:
    """When the stamps agree the slow half is not even loaded, and no file is touched."""
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    program = (
        "import pathlib, sys; from specs.codegen import generate; "
        "code = generate.main([], root=pathlib.Path(sys.argv[1])); "
        "sys.exit(code or sorted({'openapi_python_client', 'jinja2', 'httpx', 'ruamel'} & set(sys.modules)) or 0)"
    )
    finished = subprocess.run([sys.executable, "-c", program, str(root)], cwd=ROOT, capture_output=True, check=False)
    assert (finished.returncode, finished.stderr, finished.stdout) == (0, b"", b"generated/ is up to date\n")
    assert before == {path: path.stat().st_mtime_ns for path in root.rglob("*")}


@pytest.mark.parametrize("changed", ["specs/shop.yaml", "generated/shop/types.py", "generated/shop/.inputs.sha256"])
def test_change_makes_a_client_stale(root: pathlib.Path, changed: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A changed spec, a hand edit or a wrong stamp has the client written again."""
    root.joinpath(changed).write_text(root.joinpath(changed).read_text() + "# changed\n")
    assert generate.main(["shop"], root=root) == 0
    assert capsys.readouterr().out == "generated/shop written\n"
    assert generate.main(["--check"], root=root) == 0


def test_failure_leaves_every_client_untouched(root: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One broken spec: its problem is named, the other new client is not written either, the old one stays."""
    before = read_tree(root / "generated")
    shutil.copy(SHOP, root / "specs/second.yaml")
    spec = root / "specs/shop.yaml"
    spec.write_text(spec.read_text().replace("operationId: putNote", "operationId: putInvoice"))
    assert generate.main([], root=root) == 2
    assert capsys.readouterr().err == (
        "generate: specs/shop.yaml: 11 operations gave 10 modules: operationIds must be unique within their tag\n"
    )
    assert before == read_tree(root / "generated")
    assert generate.main(["--check"], root=root) == 2


def test_failed_swap_puts_the_old_client_back(root: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """If the new folder cannot be moved in, the old one is where it was."""
    client = root / "generated/shop"
    before = read_tree(client)
    with pytest.raises(FileNotFoundError):
        generate._swap(tmp_path / "none", client, aside=tmp_path / "aside")
    assert before == read_tree(client)


def test_unknown_provider_is_refused(root: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name without a spec is one sentence that lists the names there are."""
    assert generate.main(["shop", "../shop"], root=root) == 2
    assert capsys.readouterr().err == "generate: unknown provider '../shop'; specs/ has shop\n"


def test_no_spec_is_refused(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without any spec there is nothing to agree with."""
    assert generate.main(["--check"], root=tmp_path) == 2
    assert capsys.readouterr().err == "generate: there is no specs/*.yaml to generate from\n"


def test_provider_that_cannot_be_imported_is_refused(root: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The name of a spec becomes the name of a package."""
    root.joinpath("specs/shop.yaml").rename(root / "specs/my-shop.yaml")
    assert generate.main([], root=root) == 2
    assert capsys.readouterr().err == "generate: specs/my-shop.yaml: the name must be a Python identifier\n"


@pytest.mark.parametrize(
    ("package", "installed"), [("ruff", "0.17.5"), ("openapi-python-client", "0.29.1"), ("no-such-package", "none")]
)
def test_wrong_pin_is_refused(
    root: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    package: str,
    installed: str,
) -> None:
    """Another version would write other bytes: it is refused even when there is nothing to do."""
    monkeypatch.setitem(generate.PINS, package, "9.9.9")
    assert generate.main([], root=root) == 2
    assert capsys.readouterr().err == (
        f"generate: {package}==9.9.9 is needed, installed is {installed}; run `make setup`\n"
    )


@pytest.mark.parametrize("seed", ["1", "42"])
def test_output_does_not_depend_on_the_hash_seed(written: pathlib.Path, tmp_path: pathlib.Path, seed: str) -> None:
    """Other processes with other hash seeds write the very same bytes, stamps included."""
    root = make_root(tmp_path)
    program = (
        "import pathlib, sys; from specs.codegen import generate; "
        "sys.exit(generate.main([], root=pathlib.Path(sys.argv[1])))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    subprocess.run(
        [sys.executable, "-c", program, str(root)], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    assert read_tree(written / "generated") == read_tree(root / "generated")


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_committed_client_is_up_to_date(spec: pathlib.Path) -> None:
    """The stamps beside every committed client agree with its inputs and its files."""
    client = ROOT / "generated" / spec.stem
    assert client.joinpath(generate.INPUTS_STAMP).read_text() == generate.digest_inputs(spec) + "\n"
    assert client.joinpath(generate.OUTPUTS_STAMP).read_text() == generate.digest_outputs(client) + "\n"


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_committed_client_imports_only_its_dependencies(spec: pathlib.Path) -> None:
    """Every module compiles and imports nothing but the standard library, httpx, attrs and dateutil."""
    imported: set[str] = set()
    for path in ROOT.joinpath("generated", spec.stem).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes(), path.name)):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                imported.add(node.module.split(".")[0])
    assert {"attrs", "httpx"} <= imported
    assert imported <= {"attrs", "dateutil", "httpx"} | sys.stdlib_module_names
