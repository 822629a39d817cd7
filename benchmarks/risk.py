"""The estimate of the risk of one weight scale per tensor, beside the damage that LiteRT shows.

    python -m benchmarks.risk [--page] FOLDER [FOLDER …]

Of each trained .tflite file with one weight scale per channel and a picture as its input, one copy
gets one scale per tensor. Both run on ten pictures, without custom operators that list detections.
The damage is the signal-to-noise ratio after the last eighth of the layers, where the signal is
what varies between pictures and places; below 6 dB a model counts as ruined. Needs `ai-edge-litert`
and `scikit-image`, which has the pictures. Folders `made-*` hold models that nobody trained.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from dlpulint.basics.errors import DlpulintError
from dlpulint.basics.terms import RiskGrade
from dlpulint.facts.weights.risk import Risk, risk_of
from dlpulint.loader.tflite.weights import stored_weights
from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.cuts import cut_postprocess
from dlpulint.mending.edits.rescalable import layers_of, refuse_unfit
from dlpulint.mending.edits.rescaling import Rescaling
from dlpulint.model.stored_weights import StoredWeights

RUINED = 6.0
"""Damage in dB below which a model is ruined."""

_PICTURES = (
    "astronaut", "coffee", "chelsea", "rocket", "retina", "camera", "coins", "colorwheel",
    "hubble_deep_field", "immunohistochemistry",
)  # fmt: skip
_PAGE = Path(__file__).parents[1] / "docs/per-tensor-risk.md"

_FORMER_RATIO = 30
"""Ratio of channel scales above which a rule warned before there was an estimate."""

_FEWEST = 5
"""Fewest layers of a model that counts: the others are exercises."""

_PLACES = 400
"""Most places of a feature map that are compared, per picture."""


class Row(Struct, frozen=True, kw_only=True):
    """One model."""

    file: str
    layers: int
    ratio: float
    """The largest ratio of two channel scales in a layer."""
    decibels: float
    weak: float
    grade: RiskGrade
    damage: float
    seconds: float
    """Processor time of the estimate."""
    megabytes: float

    @property
    def ruined(self) -> bool:
        """Whether one scale per tensor ruined the model."""
        return self.damage < RUINED


def row_of(path: Path, name: str) -> Row | None:
    """Estimate and damage of a file; `None` where it does not count."""
    try:
        data = _without_decoder(path.read_bytes())
        draft = Draft(data)
        layers = layers_of(draft)
        refuse_unfit(draft, layers)
    except DlpulintError:
        return None
    if len(layers) < _FEWEST or len(draft.inputs) != 1 or not _is_picture(draft):
        return None
    weights = list(stored_weights(memoryview(data), draft.model))
    risk_of(weights[:1])  # Imports what it needs.
    start = time.process_time()
    risk = risk_of(weights)
    seconds = time.process_time() - start
    if risk is None:
        return None
    Rescaling(draft, layers).rewrite()
    results = [layer.operator.numbers("outputs")[0] for layer in layers]
    written, ends = draft.written()
    numbers = [(origin, new) for new, origin in enumerate(ends.origins) if origin in set(results)]
    ordered = sorted(numbers, key=lambda pair: results.index(pair[0] or 0))
    return Row(
        file=name,
        layers=len(layers),
        ratio=_largest_ratio(risk, weights),
        decibels=risk.decibels,
        weak=risk.weak,
        grade=risk.grade,
        damage=_damage(data, written, [(origin or 0, new) for origin, new in ordered]),
        seconds=seconds,
        megabytes=len(data) / 1e6,
    )


def _without_decoder(data: bytes) -> bytes:
    """The file without a custom operator that lists the detections."""
    draft = Draft(data)
    return draft.written()[0] if cut_postprocess(draft) else data


def _largest_ratio(risk: Risk, weights: Iterable[StoredWeights]) -> float:
    from dlpulint.facts.weights.layer_noise import layer_noise

    found = [noise for stored in weights if (noise := layer_noise(*stored))]
    assert len(found) == risk.layers
    return max(noise.ratio for noise in found)


def _is_picture(draft: Draft) -> bool:
    shape = draft.shape(draft.inputs[0])
    return len(shape) == 4 and shape[3] in (1, 3) and min(shape[1:3]) > 8


def _damage(before: bytes, after: bytes, layers: Sequence[tuple[int, int]]) -> float:
    """Signal-to-noise ratio in dB after the last eighth of the layers: the median of these."""
    import numpy as np

    original, changed = _Runner(before), _Runner(after)
    results: tuple[list[list[Any]], list[list[Any]]] = ([], [])
    for picture in _pictures():
        original.run(picture)
        changed.run(picture)
        results[0].append([original.tensor(number) for number, _ in layers])
        results[1].append([changed.tensor(number) for _, number in layers])
    ratios = []
    for at in range(len(layers)):
        a, b = (np.concatenate([run[at] for run in runs]) for runs in results)
        signal, noise = ((a - a.mean(0)) ** 2).sum(), ((a - b) ** 2).sum()
        ratios.append(10 * np.log10(max(signal, 1e-12) / max(noise, 1e-12)))
    return float(np.median(ratios[-max(3, len(ratios) // 8) :]))


class _Runner:
    """A file in LiteRT that keeps all tensors."""

    def __init__(self, data: bytes) -> None:
        from ai_edge_litert.interpreter import Interpreter, OpResolverType

        self._interpreter: Any = Interpreter(
            model_content=data,
            num_threads=1,
            experimental_preserve_all_tensors=True,
            experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
        )
        self._interpreter.allocate_tensors()
        self._details = {d["index"]: d for d in self._interpreter.get_tensor_details()}
        self._input = self._interpreter.get_input_details()[0]

    def run(self, picture: Any) -> None:
        """Runs on a picture, whose values between 0 and 1 fill the range of the input."""
        import numpy as np
        from skimage.transform import resize

        _, height, width, channels = self._input["shape"]
        value = resize(picture, (height, width, 3), anti_aliasing=True).astype("float32")[None]
        if channels == 1:
            value = value.mean(-1, keepdims=True)
        if self._input["dtype"] != np.float32:
            limits = np.iinfo(self._input["dtype"])
            value = np.rint(limits.min + (limits.max - limits.min) * value)
        self._interpreter.set_tensor(self._input["index"], value.astype(self._input["dtype"]))
        self._interpreter.invoke()

    def tensor(self, number: int) -> Any:
        """A tensor in real numbers: a row per place, a column per channel."""
        value = self._interpreter.get_tensor(number).astype("float32")
        scale, zero_point = self._details[number]["quantization"]
        if scale:
            value = (value - zero_point) * scale
        rows = value.reshape(-1, value.shape[-1])
        return rows[:: max(1, len(rows) // _PLACES)]


def _pictures() -> Iterator[Any]:
    """Pictures in colour, with values between 0 and 1."""
    import numpy as np
    from skimage import data

    for name in _PICTURES:
        picture = np.asarray(getattr(data, name)())
        picture = picture[..., :3] if picture.ndim == 3 else np.stack([picture] * 3, -1)
        yield picture.astype("float32") / 255


def _asked(path: Path, name: str) -> Row | None:
    """Row of a file from a process of its own, which LiteRT may end."""
    command = [sys.executable, "-m", "benchmarks.risk", "--one", name, str(path)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        print(f"{name}: not compared: {done.stderr.decode().strip().splitlines()[-1:]}")
        return None
    return msgspec.json.decode(done.stdout, type=Row | None)


def page(rows: Sequence[Row], today: date, litert: str) -> str:
    """The page: how often the grades are right, and a row per model, the most damaged first."""
    ruined = [row for row in rows if row.ruined]
    flagged = [row for row in rows if row.grade == "likely-ruined"]
    false = sum(not row.ruined for row in flagged)
    fine = [row for row in rows if row.grade == "likely-fine"]
    worst = min((row.damage for row in fine), default=float("nan"))
    by_ratio = sum(not row.ruined for row in rows if row.ratio > _FORMER_RATIO)
    seconds = sum(row.seconds for row in rows) / sum(row.megabytes for row in rows)
    table = [
        f"| `{row.file}` | {row.layers} | {row.ratio:.0f} | {row.weak:.2f} | {row.decibels:.1f} "
        f"| {row.grade.replace('-', ' ')} | {row.damage:.1f}{' (ruined)' * row.ruined} |"
        for row in sorted(rows, key=lambda row: row.damage)
    ]
    return f"""\
# The risk of per-tensor weights

<!-- Generated by `python -m benchmarks.risk --page MODELS` on {today}. -->

The estimate that reports state as [Risk](usage.md#the-risk-of-per-tensor-weights), beside the
real damage. In a copy of each trained model with one weight scale per channel, all weights got
one scale per tensor; both ran on {len(_PICTURES)} pictures in LiteRT {litert}.
Damage is the signal-to-noise ratio after the last eighth of the layers, where the signal is what
varies between pictures and positions. Below {RUINED:.0f} dB a model counts as ruined.

- {len(rows)} models, {len(ruined)} of them ruined; {len(flagged) - false} of these are graded
  likely ruined.
- False alarms: {false} of the {len(rows) - len(ruined)} others. The former hint, channel scales
  that differ by more than a factor of {_FORMER_RATIO} in one layer, had {by_ratio}.
- {len(fine)} are graded likely fine. Ruined of these: {sum(row.ruined for row in fine)}; the most
  damaged has {worst:.1f} dB.
- {len(rows) - len(flagged) - len(fine)} are graded unknown: their weights alone do not show it.
- The estimate needs {1000 * seconds:.1f} ms per MB.

The limits were found on such models, partly on these, and some are of one family: expect more
mistakes on others. Models with random weights are left out. Weak: part of the channels below 20 dB
in the worst layer. Ratio: largest ratio of two channel scales in a layer.

| model | layers | ratio | weak | estimate in dB | grade | damage in dB |
|---|--:|--:|--:|--:|---|--:|
{chr(10).join(table)}
"""


def sections(page: str) -> str:
    """The sections of the page, which `benchmarks.what_helps` and people write."""
    _, heading, rest = page.partition("\n## ")
    return heading + rest


def main() -> None:
    """Writes a row per model that counts; the same weights count once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--one", metavar="NAME", help=argparse.SUPPRESS)
    parser.add_argument("--page", action="store_true", help=f"write {_PAGE.name} anew")
    options = parser.parse_args()
    if options.one is not None:
        sys.stdout.buffer.write(msgspec.json.encode(row_of(options.paths[0], options.one)))
        return
    rows: dict[tuple[int, float, float], Row] = {}
    for folder in options.paths:
        for path in sorted(folder.rglob("*.tflite")):
            name = path.relative_to(folder).as_posix()
            row = None if name.startswith("made-") else _asked(path, name)
            if row is not None:
                rows.setdefault((row.layers, round(row.decibels, 3), round(row.weak, 3)), row)
    text = page(tuple(rows.values()), date.today(), version("ai-edge-litert"))
    if options.page:
        _PAGE.write_text(text + sections(_PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
