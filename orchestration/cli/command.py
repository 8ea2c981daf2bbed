"""``compute-divide COMMAND``: every command of the platform, from a clone or an installed wheel.

Commands import what they need when they run, so that ``--help`` is quick.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import click

from ingestion import sources
from ingestion.errors import IngestionError
from orchestration.run import settings as configuration
from orchestration.run.settings import PUBLICATIONS_KEPT, RUNS_KEPT, Settings, SettingsError

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
COUNT = click.IntRange(1)
NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


def _sources() -> str:
    """Return a line for each source and each group of sources, as ``--help`` shows them."""
    texts = {
        name: str(import_module(f"{sources.__name__}.{name}").__doc__) for name in sources.NAMES
    }
    texts |= {f"{group} (group)": ", ".join(names) for group, names in sources.GROUPS.items()}
    return "\b\nSources:\n" + "\n".join(f"  {name:<15}{text}" for name, text in texts.items())


@click.group()
@click.version_option(package_name="compute-divide")
def main() -> None:
    """Measure the compute divide in machine learning.

    The folder `data` in the working folder keeps everything, unless COMPUTE_DIVIDE_HOME names
    another.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may lack letters of an answer
            stream.reconfigure(errors="replace")


@main.command(epilog=_sources())
@click.option(
    "--only",
    multiple=True,
    metavar="SOURCE",
    help="Count only this source or group of sources; repeatable. COMPUTE_DIVIDE_ONLY=a,b does the"
    " same for every command.",
)
@click.option("--full", is_flag=True, help="Fetch all files again, due or not.")
@click.option(
    "--accept", default="", metavar="NAMES", help="Checks or files that must not stop this run."
)
@click.option("--reason", default="", help="Why you accept them; the site shows it.")
@click.option("--long", is_flag=True, help="Print whole answers, not one line each.")
def report(only: tuple[str, ...], full: bool, accept: str, reason: str, long: bool) -> None:
    """Read new files, build and publish if there are any, and print the answers.

    COMPUTE_DIVIDE_SOURCES says where files come from: `record` (the default) is the published
    record that the platform carries, `live` asks the publishers, and the path of a directory reads
    your files, in folders named after sources. Each choice of --only has tables of its own: no
    stored file of another source counts, and the tables of other runs stay.
    """
    if only:
        os.environ[configuration.ONLY] = ",".join(only)
    if bool(accept.strip()) != bool(reason.strip()):
        raise click.UsageError("--accept and --reason go together")
    settings = _settings(prepare=True)
    from orchestration.cli.report import Options, run

    run(settings, Options(full, accept, reason, long))


@main.command(name="what-if")
@click.argument("rules", type=FOLDER)
def what_if(rules: Path) -> None:
    """Show the answers under rules of your own.

    RULES holds CSV files with the names and columns of our tables, such as organisation_alias.csv.
    A row replaces ours with the same key, or adds one; `yes` in a column `remove` only removes
    ours. The last publication stays as it is.
    """
    from orchestration.cli.what_if import run

    with _one_line(IngestionError):
        run(_settings(), rules)


@main.command(context_settings={"show_default": True})
@click.option(
    "--host",
    default="127.0.0.1",
    help="Address to listen on; others than 127.0.0.1 let other machines connect.",
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=3001,
    envvar="COMPUTE_DIVIDE_PORT",
    help="Or COMPUTE_DIVIDE_PORT.",
)
def serve(host: str, port: int) -> None:
    """Show the report in a browser."""
    from reports.serve import serve

    serve(_settings().latest, host, port)


@main.command()
@click.argument("file", type=FILE)
@click.argument("out", type=NEW_FILE)
def classify(file: Path, out: Path) -> None:
    """Classify the affiliations in a CSV file.

    FILE has a column 'affiliation'; the new file OUT gets one row for each row of FILE; blank lines
    are skipped.
    """
    from orchestration.cli.classify import classify, registered

    with _one_line(IngestionError):
        organisations = registered(_settings().warehouse.parent)
        rows = classify(file, out, organisations)
    register = "with" if organisations else "without"
    click.echo(f"{rows} affiliations classified, {register} ROR: {out}")


@main.command()
@click.option("--gold", type=FOLDER, help="Folder with other people's labels.")
@click.option("--labels", type=FILE, multiple=True, help="CSV with 'affiliation' and 'sectors'.")
@click.option("--ror", is_flag=True, help="Use ROR, from the newest warehouse that has it.")
@click.option("--out", type=NEW_FILE, help="Write the measures to this new CSV file.")
@click.option(
    "--calibrate", is_flag=True, help="Write how sure each kind of evidence is into its seed."
)
def accuracy(
    gold: Path | None, labels: tuple[Path, ...], ror: bool, out: Path | None, calibrate: bool
) -> None:
    """Measure how well we classify labelled strings: ours, and any others."""
    from orchestration.cli.accuracy import measure
    from orchestration.cli.classify import registered

    with _one_line(IngestionError):
        organisations = registered(_settings().warehouse.parent) if ror else []
        measure(gold, labels, organisations, out, calibrate=calibrate)


@main.command()
@click.argument("source")
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--population", type=FILE, help="Which works to keep, instead of population.toml.")
@click.option("--workers", type=COUNT, help="Processes; as many as cores, unless you say so.")
@click.option("--spark", default="", metavar="MASTER", help="Run on Spark, such as 'local[2,4]'.")
def reduce(
    source: str, out: Path, population: Path | None, workers: int | None, spark: str
) -> None:
    """Reduce lists of papers, or OpenAlex's release, to facts without text in the folder OUT.

    SOURCE is a directory of lists, a copy of the release, or s3://openalex/data/parquet. You can
    pass OUT/reduced on, and a run reads OUT as its sources. A release continues where it stopped.
    Exit code 2 says that some parts cannot be read, and names them.
    """
    from orchestration.cli.release import is_release, reduce_release

    with _one_line(IngestionError):
        if not is_release(source):
            _reduce_lists(source, out)
            return
        made = reduce_release(source, out, population, workers or 0, spark)
    click.echo(f"{made.works} works, {made.read} parts read, {made.kept} kept: {made.facts}")
    for fault in made.faults:
        click.echo(f"not read: {fault}", err=True)
    if made.faults:
        sys.exit(2)


def _reduce_lists(source: str, out: Path) -> None:
    """Reduce a directory of lists. Raises IngestionError if it is none."""
    from orchestration.cli.reduce import reduce

    if not Path(source).is_dir():
        raise IngestionError(source, "there is no such folder")
    listings = reduce(Path(source), out)
    click.echo(f"{listings} listings of papers: {out / 'reduced'}")


@main.command()
def check() -> None:
    """Test each publisher with a small request. Exit with 1 if any has a fault."""
    from ingestion.check import show

    with _one_line(IngestionError):
        settings = _settings()
        show(settings.raw, settings.selected)


@main.command()
def verify() -> None:
    """Compare each file of each publication, and each stored file, with its hash."""
    from ingestion.stored import verify_all
    from orchestration.run.home import HomeError
    from orchestration.run.home import verify as verify_published

    settings = _settings()
    with _one_line(IngestionError, HomeError):
        verify_published(settings.published)
        verify_all(settings.raw)


@main.command()
@click.argument("source")
@click.argument("snapshot")
@click.option("--reason", required=True, help="Why you withdraw it; the page Data shows it.")
def withdraw(source: str, snapshot: str, reason: str) -> None:
    """Take the stored file SNAPSHOT of SOURCE out of use, but keep it."""
    from ingestion.stored import withdraw
    from orchestration.run.warehouse import warehouse_lock

    settings = _settings()
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with _one_line(IngestionError), warehouse_lock(settings.warehouse.parent, click.echo):
        kept = withdraw(settings.raw, source, snapshot, reason)
    click.echo(f"withdrawn: {snapshot}, now in {kept}; the next run rebuilds its tables")


@main.command()
@click.argument("file", type=NEW_FILE)
def backup(file: Path) -> None:
    """Save stored files, publications and the run history in FILE, while nothing is running."""
    from orchestration.cli.backup import BackupError, backup

    with _one_line(BackupError, OSError):
        backup(_settings(), file)
    click.echo(f"saved: {file}, {file.stat().st_size / 1e6:,.0f} MB")


@main.command()
@click.argument("file", type=FILE)
def restore(file: Path) -> None:
    """Restore a complete backup FILE into an empty home. A run builds everything else."""
    from orchestration.cli.backup import BackupError, restore

    settings = _settings()
    with _one_line(BackupError, OSError):
        restore(settings, file)
    click.echo(f"restored: {settings.home}")


@main.command()
@click.option("--runs", type=COUNT, default=RUNS_KEPT, help="Runs and logs to keep.")
@click.option("--publications", type=COUNT, default=PUBLICATIONS_KEPT, help="Publications to keep.")
@click.option("--delete", is_flag=True, help="Delete what is listed.")
def prune(runs: int, publications: int, delete: bool) -> None:
    """List old runs, logs and publications, or delete them.

    The last publication of each kind of sources and the stored vintages always stay.
    """
    settings = _settings(prepare=True)
    from orchestration.publish.prune import prune

    prune(settings, runs, publications, delete=delete)


def _settings(*, prepare: bool = False) -> Settings:
    """Read the settings of the environment. An invalid one is a wrong use of the command."""
    try:
        settings = configuration.load()
        if prepare:
            configuration.prepare(settings)
    except (SettingsError, OSError) as error:
        raise click.UsageError(str(error)) from error
    return settings


@contextmanager
def _one_line(*errors: type[Exception]) -> Iterator[None]:
    """Show an error that a user can mend as one line."""
    try:
        yield
    except errors as reason:
        raise click.ClickException(str(reason)) from reason
