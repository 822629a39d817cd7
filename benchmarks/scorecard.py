"""How often a placement is right: packs against what real compilers and support libraries answered.

    python -m benchmarks.scorecard MODELS TRUTH...

MODELS is a folder of model files; each TRUTH is a folder of JSON files that say, per operator of
one model, what a compiler mapped (`mapped`: the Edge TPU compiler, target artpec7) or what a
library takes (`supported`: Arm's Ethos-N support library, target artpec9, or VeriSilicon's TFLite
delegate, target artpec8; `library` says which), or a folder of random graphs with a `cases.json`.
Prints the figures and writes docs/scorecard.md.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from benchmarks import random_graphs
from benchmarks.litert_figures import section as litert_section
from benchmarks.refusals import percent, refusals
from dlpulint.basics.terms import Device
from dlpulint.engine.many_files import lint_with
from dlpulint.packs.library import Folders
from dlpulint.packs.pack import Pack
from dlpulint.packs.shelf import load_packs
from dlpulint.report.report import PlacedOperator

PAGE = Path(__file__).parent.parent / "docs" / "scorecard.md"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of truth: who answered, for which target, under which key."""

    key: str
    target: str
    title: str
    library: str = ""
    """Beginning of the answering library's name, where several answer under the same key."""
    refusals_only: bool = False
    """Whether only its refusals are true of the camera: what it takes is not sure to run there."""


KINDS = (
    Kind("mapped", "artpec7", "operators that Google's Edge TPU compiler mapped"),
    Kind(
        "supported",
        "artpec8",
        "operators that VeriSilicon's public delegate refuses",
        library="VeriSilicon",
        refusals_only=True,
    ),
    Kind("supported", "artpec9", "operators that Arm's Ethos-N support library accepts"),
)


@dataclass(frozen=True, slots=True)
class Truth:
    """What one file of truth says of one model."""

    kind: Kind
    model: str
    """Path below the folder of models."""
    on_dlpu: dict[int, bool]
    """By operator index; operators that nobody answered for are left out."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One model, told and true."""

    truth: Truth
    told: dict[int, PlacedOperator]

    @property
    def wrong(self) -> list[int]:
        """Operators that we place differently, or cannot place."""
        return [
            index
            for index, on_dlpu in self.truth.on_dlpu.items()
            if self.told[index].device is not (Device.DLPU if on_dlpu else Device.CPU)
        ]

    @property
    def share(self) -> float:
        """The share of operators placed right."""
        return 1 - len(self.wrong) / len(self.truth.on_dlpu)

    @property
    def unknown(self) -> int:
        """Operators that we cannot place."""
        return sum(self.told[index].device is Device.UNKNOWN for index in self.truth.on_dlpu)

    @property
    def refused(self) -> list[int]:
        """Operators that the library refuses."""
        return [index for index, taken in self.truth.on_dlpu.items() if not taken]

    @property
    def misplaced(self) -> list[int]:
        """Refused operators that we place on the DLPU."""
        return [index for index in self.refused if self.told[index].device is Device.DLPU]

    @property
    def whole(self) -> bool:
        """Whether all of it truly runs on the DLPU."""
        return all(self.truth.on_dlpu.values())

    @property
    def first_right(self) -> bool:
        """Whether the lowest-indexed operator on the CPU is the true one."""
        true = min(index for index, on_dlpu in self.truth.on_dlpu.items() if not on_dlpu)
        told = [i for i in self.truth.on_dlpu if self.told[i].device is Device.CPU]
        return bool(told) and min(told) == true


def truths(folders: Iterable[Path]) -> Iterator[Truth]:
    """The files that can be measured against, in the order of their names.

    Left out are files that tell of no single partition (an option split the graph), or only of
    names: their operators cannot be compared one by one.
    """
    for folder in folders:
        for file in sorted(folder.rglob("*.json")):
            if file.name.startswith("_") or file.name == random_graphs.CASES:
                continue
            raw = json.loads(file.read_text("utf-8"))
            if raw.get("quality", "exact") not in ("exact", "same-structure"):
                continue
            if raw.get("edgetpu_custom_op_nodes", 1) > 1:
                continue
            library = raw.get("library", "")
            named = [k for k in KINDS if k.library and library.startswith(k.library)]
            for kind in named or [k for k in KINDS if not k.library]:
                answers = {o["index"]: o[kind.key] for o in raw["ops"] if o.get(kind.key) in (0, 1)}
                if answers:
                    yield Truth(kind, raw["model"], answers)


def judge(models: Path, found: Sequence[Truth], pack: Pack) -> list[Judged]:
    """Every model of the truths, placed by a pack.

    Compilers and libraries answer operator by operator: that a delegate refuses a whole file for
    a computed size is left out.
    """
    asked = tuple(limit for limit in pack.limits if limit.check.name != "fixed-sizes-around")
    pack = replace(pack, limits=asked)
    report = lint_with([str(models / truth.model) for truth in found], [pack])
    judged = []
    for truth, one in zip(found, report.reports, strict=True):
        if one.placement is None:
            raise SystemExit(f"{truth.model}: {one.error}")
        told = {o.index: o for o in one.placement.operators if o.subgraph == 0}
        judged.append(Judged(truth, told))
    return judged


def section(kind: Kind, judged: Sequence[Judged], pack: Pack) -> Iterator[str]:
    """The figures of one target."""
    return refusals(kind, judged, pack) if kind.refusals_only else _answers(kind, judged, pack)


def _answers(kind: Kind, judged: Sequence[Judged], pack: Pack) -> Iterator[str]:
    """The figures of a target whose truth is a device for every operator."""
    operators = sum(len(one.truth.on_dlpu) for one in judged)
    wrong = sum(len(one.wrong) for one in judged)
    exact = sum(not one.wrong for one in judged)
    unknown = sum(one.unknown for one in judged)
    true_cpu, told_cpu, both = _on_cpu(judged)
    whole = [one for one in judged if one.whole]
    partly = [one for one in judged if not one.whole]
    yield f"## {pack.target}: {kind.title}"
    yield ""
    yield f"{len(judged)} models, {operators:,} operators; rules {pack.version}."
    yield ""
    yield "| figure | value |"
    yield "|---|---|"
    yield f"| share of operators right, mean over the models | {mean_share(judged):.4f} |"
    yield f"| operators right | {operators - wrong:,} of {operators:,} |"
    yield f"| models with every operator right | {exact} of {len(judged)} |"
    yield f"| operators with an unknown device | {unknown} ({percent(unknown, operators)}) |"
    yield f'| precision of "runs on the CPU" | {percent(both, told_cpu)} |'
    yield f'| recall of "runs on the CPU" | {percent(both, true_cpu)} |'
    if whole:
        right = sum(not one.wrong for one in whole)
        yield f"| models that run whole on the DLPU, predicted | {right} of {len(whole)} |"
    if partly:
        right = sum(not one.wrong for one in partly)
        first = sum(one.first_right for one in partly)
        yield f"| models partly on the CPU, every operator right | {right} of {len(partly)} |"
        yield f"| of these, the first operator on the CPU right | {first} of {len(partly)} |"
    yield ""
    yield from _disagreements(judged)


def _disagreements(judged: Sequence[Judged]) -> Iterator[str]:
    apart = [one for one in judged if one.wrong]
    if not apart:
        yield "No disagreement."
        yield ""
        return
    yield "Every disagreement:"
    yield ""
    for one in apart:
        yield f"- `{one.truth.model}`: {one.share:.4f}"
        groups: dict[tuple[str, str, str, str], list[int]] = {}
        for index in one.wrong:
            told = one.told[index]
            true = "DLPU" if one.truth.on_dlpu[index] else "CPU"
            because = ", ".join(told.because) or ("dragged along" if told.direct is False else "")
            groups.setdefault((told.op, told.device.value, true, because), []).append(index)
        for (op, told_device, true, because), places in groups.items():
            where = ", ".join(map(str, places[:8])) + (" …" if len(places) > 8 else "")
            reason = f" ({because})" if because else ""
            yield f"  - {op} {where}: reported as {told_device}{reason}, in truth {true}"
    yield ""


def _on_cpu(judged: Sequence[Judged]) -> tuple[int, int, int]:
    """Operators truly on the CPU, told to be there, and both."""
    true_cpu = told_cpu = both = 0
    for one in judged:
        for index, on_dlpu in one.truth.on_dlpu.items():
            told = one.told[index].device is Device.CPU
            true_cpu += not on_dlpu
            told_cpu += told
            both += told and not on_dlpu
    return true_cpu, told_cpu, both


def mean_share(judged: Sequence[Judged]) -> float:
    """The share of operators right, as a mean over the models."""
    return sum(one.share for one in judged) / len(judged)


def body(models: Path, folders: Sequence[Path]) -> list[str]:
    """The scorecard without its date, a section a target."""
    found = list(truths(folders))
    lines: list[str] = []
    for kind in KINDS:
        measured = [truth for truth in found if truth.kind is kind]
        if measured:
            (pack,) = load_packs([kind.target], Folders())
            lines += section(kind, judge(models, measured, pack), pack)
    for folder in folders:
        if (folder / random_graphs.CASES).is_file():
            lines += random_graphs.section(folder)
    lines += litert_section()
    if not lines:
        raise SystemExit("no file of truth in " + ", ".join(map(str, folders)))
    return lines


def page(lines: Sequence[str], day: date) -> str:
    """The page docs/scorecard.md."""
    head = [
        "# Scorecard",
        "",
        "How often dlpulint predicts the device that a real compiler or support library chooses.",
        "Generated by `benchmarks/scorecard.py` from a corpus of public models; do not edit.",
        "",
        f"Measured on {day}.",
        "",
        "The references: for `artpec7`, public models with a published compiled version or",
        "compiler log, compared operator by operator. For `artpec9`, the answers of Arm's",
        "Ethos-N support library (25.03); that ARTPEC-9 follows this code is inferred. For",
        "`artpec8`, the answers of VeriSilicon's public TFLite delegate (3f4759e), whose log",
        "lines the cameras print: an operator that it refuses runs on the CPU. An operator that",
        "it accepts may still run on the CPU, because Axis lists fewer operators, and only 8-bit",
        "ones.",
        "",
        "dlpulint's rules were built with these models, so these figures do not predict the result",
        "on others; on models unseen before, 0.98 to 1.00 of the operators agreed. No figure here",
        "was measured on a camera, and none is about accuracy or speed. To measure on your own",
        "models, write the answers of a compiler or library into JSON files (`docs/internals.md`)",
        "and run `python -m benchmarks.scorecard MODELS TRUTH --output FILE`; for LiteRT run",
        "`python -m benchmarks.differential MODELS` after `pip install ai-edge-litert`.",
        "",
    ]
    return "\n".join([*head, *lines]).rstrip() + "\n"


def main() -> None:
    """Print the scorecard and write its page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("models", type=Path, metavar="MODELS")
    parser.add_argument("truth", type=Path, nargs="+", metavar="TRUTH")
    parser.add_argument("--output", type=Path, default=PAGE, metavar="FILE")
    arguments = parser.parse_args()
    text = page(body(arguments.models, arguments.truth), date.today())
    sys.stdout.write(text)
    arguments.output.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
