"""The JSON report on a registry of models, checked by the workers of a Dask cluster.

    pip install dlpulint "dask[distributed]"
    python registry.py models --target artpec8 --output report.json

checks them with two workers on this machine, `--scheduler tcp://HOST:8786` with those of a cluster,
which reach the files by the same paths and have the same dlpulint. The bytes are those of
`dlpulint models --target artpec8 --format json` without a config.
"""

import argparse
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from dask.distributed import Client, LocalCluster
from msgspec.structs import replace

import dlpulint
from dlpulint.engine.model_files import model_files
from dlpulint.report import contract as json

SHARE = 25
"""Models that a worker checks in a row: a task costs some milliseconds, as a small model does."""


def lint_registry(client: Client, models: Sequence[str], targets: Sequence[str]) -> dlpulint.Report:
    """Report on all models, in their order."""
    shares = [models[start : start + SHARE] for start in range(0, len(models), SHARE)]
    # A pure function would check files that have changed no second time.
    tasks = client.map(dlpulint.lint, shares, targets=list(targets), pure=False)
    return joined(client.gather(tasks))


def joined(reports: Iterable[dlpulint.Report]) -> dlpulint.Report:
    """One report of several on the same targets."""
    parts = list(reports)
    every = chain.from_iterable(part.reports for part in parts)
    return replace(parts[0], reports=tuple(every))


def main() -> None:
    """Check what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("models", nargs="+", help="files, folders or globs")
    parser.add_argument("--target", action="append", required=True)
    parser.add_argument("--scheduler", help="address of a cluster; without it two local workers")
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    files = list(model_files(options.models))
    cluster = options.scheduler or LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    )
    with Client(cluster) as client:
        report = lint_registry(client, files, options.target)
    if isinstance(cluster, LocalCluster):
        cluster.close()
    options.output.write_text(json.write(report), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
