"""The command line, and the only reader of the environment.

Exit status: 0 the target agrees with its contract; 1 it does not; 2 it could not be judged, or the input was wrong.
"""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import sys
import tempfile
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from conformance import registry
from conformance.provider import Provider

if TYPE_CHECKING:
    from conformance.run import Order

ALL = "all"

_UNWRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO})


class _ProviderName(click.ParamType[str]):
    """A provider's name, or `all` where several are allowed."""

    name = "provider"

    def __init__(self, *, several: bool) -> None:
        self._known = (*registry.PROVIDERS, ALL) if several else registry.PROVIDERS

    def get_missing_message(self, param: click.Parameter, ctx: click.Context | None) -> str:  # noqa: ARG002 - click's
        return f"Known are {', '.join(self._known)}."

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self._known:
            self.fail(f"{value!r} is not a provider; known are {', '.join(self._known)}", param, ctx)
        return value


def _read_rate(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"[1-9][0-9]{0,5}/[smhd]", value):
        raise click.BadParameter(f"{value!r} is no rate; write for example 5/s or 100/m")
    return value


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="payment-contract-kit")
def cli() -> None:
    """Contracts of payment APIs: judge servers against them, run sandboxes, review the documents."""


@cli.command()
@click.argument("provider", type=_ProviderName(several=True), default=ALL)
@click.option(
    "--profile",
    type=click.Choice(["quick", "full", "live"]),
    help="quick: examples, coverage, scenarios. full: adds fuzzing and sequences. live: as a guest, slowly.  "
    "[default: full on this machine, live elsewhere]",
)
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=1, show_default=True, help="Same seed, same run.")
@click.option("--base-url", help="The server to judge; without it the embedded sandbox.")
@click.option("--control-url", help="Its control plane, as in http://127.0.0.1:8080/_sandbox; the run empties it.")
@click.option("--allow-host", "allowed_host", help="Allow this host although it is no documented test host.")
@click.option("--read-only", is_flag=True, help="Only operations that change nothing.")
@click.option(
    "--rate-limit", callback=_read_rate, help="At most so many requests, for example 5/s; the live profile has 2/s."
)
@click.option(
    "--examples",
    type=click.IntRange(1, 100_000),
    default=100,
    show_default=True,
    help="Generated cases per operation when fuzzing.",
)
@click.option(
    "--report-dir", type=click.Path(file_okay=False, path_type=Path), default=Path("report"), show_default=True
)
def run(
    *,
    provider: str,
    profile: str | None,
    seed: int,
    base_url: str | None,
    control_url: str | None,
    allowed_host: str | None,
    read_only: bool,
    rate_limit: str | None,
    examples: int,
    report_dir: Path,
) -> None:
    """Judge a server against the contract of PROVIDER; credentials come from <PROVIDER>_* variables."""
    from conformance import report, safety
    from conformance.run import Order
    from conformance.together import run_all

    names = registry.PROVIDERS if provider == ALL else (provider,)
    if base_url is None and (control_url or allowed_host or read_only):
        raise click.UsageError("--control-url, --allow-host and --read-only go with --base-url")
    if base_url is not None and len(names) > 1:
        raise click.UsageError("--base-url is one server: name its provider")
    try:
        kind = safety.HostKind.LOOPBACK if base_url is None else safety.classify_host(base_url, documented={})
    except safety.RefusedTarget as error:
        raise _Refused(str(error)) from error
    is_guest = kind is not safety.HostKind.LOOPBACK
    profile = profile or ("live" if is_guest else "full")
    orders = [
        Order(
            provider=name,
            profile=profile,
            seed=seed,
            base_url=base_url.rstrip("/") if base_url else None,
            control_url=control_url,
            credentials=_credentials(name) if base_url is not None else {},
            allowed_host=allowed_host,
            read_only=read_only,
            rate_limit=rate_limit or ("2/s" if profile == "live" and is_guest else None),
            examples=examples,
            report_folder=report_dir,
        )
        for name in names
    ]
    for order in orders:
        _check_order(order)
    _check_folder(report_dir)
    console = Console(stderr=True, highlight=False)
    # An older verdict must not stand beside the traffic of a run that was interrupted.
    report.remove_reports(report_dir)
    try:
        results = run_all(orders, console=console)
        report.write_reports(results, report_dir)
    except OSError as error:
        if error.errno not in _UNWRITABLE:
            raise
        report.remove_reports(report_dir)
        raise _Refused(f"--report-dir {report_dir}: cannot be written: {error.strerror}") from error
    except KeyboardInterrupt:
        report.remove_reports(report_dir)
        raise
    report.print_results(results, Console(highlight=False), folder=report_dir)
    sys.exit(max((result.verdict.exit_status for result in results), key=_severity))


def _check_order(order: Order) -> None:
    """Refuse wrong input before anything is sent or written: a report is of a target, not of a slip of the pen."""
    import httpx

    from auth_hooks import errors
    from conformance import contract, safety, target
    from conformance.provider import BadCredentials, name_variable
    from conformance.run import check_target

    provider: Provider = registry.load_provider(order.provider)
    try:
        document = contract.load_contract(registry.spec_path(order.provider))
        if order.base_url is None:
            return
        check_target(order, document)
        with httpx.Client() as http:
            for prefix in ("", target.SECOND) if target.has_second_client(order.credentials) else ("",):
                provider.open_access(order.credentials, prefix=prefix, base_url=order.base_url, http=http, clock=float)
    except BadCredentials as error:
        raise _Refused(name_variable(provider, str(error))) from error
    except errors.OriginRefused as error:
        raise _Refused(f"--base-url {order.base_url}: {error}") from error
    except (contract.BadContract, safety.RefusedTarget) as error:
        raise _Refused(str(error)) from error


def _check_folder(folder: Path) -> None:
    """Refuse a report folder that cannot be written, before minutes of judging end in nothing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _Refused(f"--report-dir {folder}: cannot be written: {error.strerror}") from error


def _severity(status: int) -> int:
    """A disagreement is the worst news, then what could not be judged."""
    return (0, 2, 1)[status]


def _credentials(name: str) -> dict[str, str]:
    provider: Provider = registry.load_provider(name)
    prefix = f"{name.upper()}_"
    found = _read_variables(provider, provider.variables)
    seconds = {key for key in provider.variables if key.startswith("second_")}
    if seconds & found.keys() and (lacking := sorted(seconds - found.keys())):
        raise _Refused(f"{prefix}{lacking[0].upper()} is not set, but another {prefix}SECOND_ variable is")
    return found


def _read_variables(provider: Provider, names: Iterable[str]) -> dict[str, str]:
    """Those of the named variables that are set; one that is not, and must be, is named."""
    found = {}
    for key in names:
        variable = f"{provider.name.upper()}_{key.upper()}"
        if value := os.environ.get(variable):
            found[key] = value
        elif key not in provider.optional:
            raise _Refused(f"{variable} is not set: {provider.variables[key]}")
    return found


@cli.command()
@click.argument("provider", type=_ProviderName(several=True), default=ALL)
@click.option("--only", multiple=True, metavar="FAULT", help="Only this fault; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document for programs.")
@click.option("--list", "as_list", is_flag=True, help="List the faults with what they do.")
def faults(provider: str, only: Sequence[str], as_json: bool, as_list: bool) -> None:
    """Arm every fault of the sandbox of PROVIDER in turn; the check that claims it must catch it."""
    from conformance import faultcheck, together
    from conformance.run import CannotJudge

    names = registry.PROVIDERS if provider == ALL else (provider,)
    if as_list:
        for name in names:
            for fault in registry.load_sandbox(name).FAULTS.values():
                click.echo(f"{name} {fault.name:36} {fault.summary}")
        return
    try:
        results = together.check_all_faults(names, only=only, show=(lambda _: None) if as_json else _print_fault)
    except (faultcheck.UnknownFault, *CannotJudge) as error:
        raise _Refused(str(error)) from error
    missed = [result.fault for result in results if result.caught_by is None]
    for name in () if as_json or len(names) == 1 else names:
        own = [result for result in results if result.provider == name]
        caught = sum(result.caught_by is not None for result in own)
        click.echo(f"{name}: {caught} of {len(own)} faults caught")
    if as_json:
        document = {
            "total": len(results),
            "caught": len(results) - len(missed),
            "missed": missed,
            "faults": [asdict(result) for result in results],
        }
        click.echo(json.dumps(document, indent=2))
    else:
        click.echo(f"{len(results) - len(missed)} of {len(results)} faults caught by the check that claims them")
    sys.exit(1 if missed else 0)


def _print_fault(result: object) -> None:
    from conformance.faultcheck import FaultResult

    assert isinstance(result, FaultResult)
    verdict = f"caught by {result.caught_by}" if result.caught_by else "MISSED"
    click.echo(f"{result.provider} {result.fault:36} {verdict:44} {result.message}")


@cli.command()
@click.argument("specs", nargs=-1, type=click.Path(path_type=Path))
@click.option("--inventory", is_flag=True, help="List every documented, proven and assumed statement.")
def review(specs: Sequence[Path], inventory: bool) -> None:
    """Review contracts: validity, examples, generator traps, provenance. SPECS are files or providers; default all."""
    from conformance import review as reviewing

    paths = [registry.spec_path(str(spec)) if str(spec) in registry.PROVIDERS else spec for spec in specs]
    problems = 0
    for path in paths or registry.list_specs():
        try:
            result = reviewing.review_file(_short(path))
        except reviewing.SpecUnreadable as error:
            raise _Refused(str(error)) from error
        click.echo(reviewing.render(result, full=inventory))
        problems += len(result.problems)
    sys.exit(1 if problems else 0)


def _short(path: Path) -> Path:
    """The path as a person in the current folder would write it."""
    absolute = path.resolve()
    return absolute.relative_to(Path.cwd()) if absolute.is_relative_to(Path.cwd()) else path


@cli.command()
@click.argument("provider", type=_ProviderName(several=False))
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0 takes a free one.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line when ready.")
@click.option("--registration", type=click.Path(path_type=Path), help="A JSON file with the clients to know.")
@click.option(
    "--fault", "orders", multiple=True, metavar="NAME[@OPERATION][*TIMES]", help="Arm a fault; may be repeated."
)
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=1, show_default=True, help="Fixes all identifiers.")
@click.option("--frozen", is_flag=True, help="Let time stand still but for the control plane.")
def serve(
    *,
    provider: str,
    port: int,
    as_json: bool,
    registration: Path | None,
    orders: Sequence[str],
    seed: int,
    frozen: bool,
) -> None:
    """Run the sandbox of PROVIDER by hand until it is interrupted."""
    from conformance import serving

    try:
        serving.serve(
            provider, port=port, as_json=as_json, registration=registration, orders=orders, seed=seed, frozen=frozen
        )
    except serving.CannotServe as error:
        raise _Refused(str(error)) from error


@cli.command()
@click.argument("provider", type=_ProviderName(several=False))
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0 takes a free one.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line when ready, and one for each callback.")
@click.option("--count", type=click.IntRange(1), help="Stop after so many callbacks.")
def listen(*, provider: str, port: int, as_json: bool, count: int | None) -> None:
    """Receive callbacks of PROVIDER on this machine, verify them and hold them against the contract.

    Credentials that verify come from <PROVIDER>_* variables. Exit status 1 says that a callback was not authentic or
    not as documented.
    """
    from conformance import listening
    from conformance.contract import BadContract, load_contract

    module: Provider = registry.load_provider(provider)
    names = module.callbacks.variables if module.callbacks is not None else ()
    try:
        order = listening.Order(port=port, as_json=as_json, credentials=_read_variables(module, names), count=count)
        agrees = listening.listen(module, load_contract(registry.spec_path(provider)), order)
    except (listening.CannotListen, BadContract) as error:
        raise _Refused(str(error)) from error
    sys.exit(0 if agrees else 1)


@cli.command()
@click.argument("provider", type=_ProviderName(several=True), default=ALL)
def coverage(provider: str) -> None:
    """List every documented answer of PROVIDER: the goal of a run."""
    from conformance.contract import BadContract, load_contract

    for name in registry.PROVIDERS if provider == ALL else (provider,):
        try:
            contract = load_contract(registry.spec_path(name))
        except BadContract as error:
            raise _Refused(str(error)) from error
        for answer in contract.answers:
            click.echo(f"{name} {answer}")


class _Refused(click.ClickException):
    """Wrong input: one sentence, exit status 2."""

    exit_code = 2


def main() -> None:
    """Entry point of the console script: one sentence for wrong input, and never status 1 for a failure of our own."""
    # Whoever stops a job, as CI does, gets what Ctrl-C gets: one sentence, and no keys left in a temporary folder.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        status = cli.main(prog_name="conformance", standalone_mode=False)
    except click.ClickException as error:
        click.echo(f"Error: {error.format_message()}", err=True)
        status = 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("Error: interrupted; no report was written", err=True)
        status = 2
    except Exception:  # noqa: BLE001 - Python's own status for a crash is 1, which says that a target disagrees
        traceback.print_exc()
        click.echo("Error: this is a defect of the kit, not of the target; nothing was judged", err=True)
        status = 2
    sys.exit(status)
