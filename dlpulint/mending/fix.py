"""A mended copy of a .tflite file for a target: the edits that make it better, proven."""

from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.basics.errors import DlpulintError
from dlpulint.basics.terms import Verdict
from dlpulint.engine.model_files import STDIN
from dlpulint.engine.one_file import lint_file
from dlpulint.loader.open_model import load_bytes
from dlpulint.mending.change import Change
from dlpulint.mending.draft import Draft, Ends
from dlpulint.mending.edits.registry import EDITS
from dlpulint.mending.proof.result import (
    Comparison,
    MendedInput,
    MendedOutput,
    ProofResult,
)
from dlpulint.mending.proof.run import can_run, proof_of
from dlpulint.mending.rank import Rank, rank_of
from dlpulint.mending.refused import Refused
from dlpulint.mending.tail import tail_of
from dlpulint.packs.pack import Pack
from dlpulint.report.commands import is_compiled
from dlpulint.report.report import ModelReport

_ROUNDS = 3
"""How often the edits are tried: one may make room for another."""

_PROMISED_STEPS = {"exact": 0.0, "one-step": 1.0}
"""Largest difference by promise, in steps of the quantized output."""

_FLOAT_ERROR = 1e-5
"""Largest difference of float outputs for edits that are not exact, in parts of the largest."""


class NotMade(Struct, frozen=True):
    """An edit that was not made, with the reason as a clause."""

    edit: str
    reason: str


class Mended(Struct, frozen=True, kw_only=True):
    """A mended file, not yet written."""

    data: bytes
    tail: bytes | None
    """The part that was cut off, as a model for the CPU."""
    tail_reason: str = ""
    """Why there is no tail although something was cut off."""
    ends: Ends
    changes: tuple[Change, ...]
    comparison: Comparison
    """Which of its tensors are those of the original."""
    proof: ProofResult


class Attempt(Struct, frozen=True, kw_only=True):
    """What came of mending a file for a target."""

    before: ModelReport
    after: ModelReport | None = None
    """The report on the mended file, under the name of standard input."""
    mended: Mended | None = None
    reason: str = ""
    """Why there is no mended file: a sentence."""
    not_made: tuple[NotMade, ...] = ()


def attempt(
    data: bytes,
    pack: Pack,
    *,
    only: Collection[str] = (),
    lossy: bool = False,
    prove: bool = True,
) -> Attempt:
    """The best that the edits make of a file for a target.

    Args:
        data: The file's bytes.
        pack: The target's pack, as it holds for the stated versions.
        only: Names of the edits to try; all if empty.
        lossy: Edits that change the numbers are tried as well.
        prove: Runs both files in LiteRT where that is installed.
    """
    before = _report(data, pack)
    if reason := why_not(data, pack, before):
        return Attempt(before=before, reason=reason)
    if before.verdict is Verdict.CLEAN and not only:
        return Attempt(before=before, reason="It is clean as it is: there is nothing to mend")
    search = _Search(data, pack, before, tuple(_names(only, lossy)), run=prove and can_run())
    best = search.best()
    if best is None:
        return Attempt(before=before, reason=search.reason, not_made=search.not_made)
    mended, reason = _proven(data, best, prove)
    if mended is None:
        return Attempt(before=before, reason=reason, not_made=search.not_made)
    return Attempt(before=before, after=best.report, mended=mended, not_made=search.not_made)


def why_not(data: bytes, pack: Pack, report: ModelReport) -> str | None:
    """Why a file cannot be mended for a target at all: a sentence; `None` if it may be."""
    if report.error is not None:
        return f"It cannot be read: {report.error}"
    if report.format != "tflite":
        return "--fix mends .tflite files; change an ONNX model where it is exported"
    if report.foreign:
        return f"{pack.title} does not load .tflite files"
    if is_compiled(load_bytes(memoryview(data)), pack) or b"edgetpu-custom-op" in data:
        return "It is a compiled file; mend the .tflite file that it was compiled from"
    return None


class _State(Struct, frozen=True):
    """A file after some edits."""

    data: bytes
    ends: Ends | None
    changes: tuple[Change, ...]
    report: ModelReport
    rank: Rank


class _Search:
    """Tries edits, keeps those that make a file better, and drops those it does not need."""

    def __init__(
        self, data: bytes, pack: Pack, before: ModelReport, names: Sequence[str], *, run: bool
    ) -> None:
        self._pack = pack
        self._names = names
        self._run = run
        self._start = _State(data, None, (), before, rank_of(before))
        self._reasons: dict[str, str] = {}
        self.reason = ""

    @property
    def not_made(self) -> tuple[NotMade, ...]:
        """Edits that apply to the file and were refused."""
        return tuple(NotMade(name, reason) for name, reason in self._reasons.items())

    def best(self) -> _State | None:
        """The best state; `None` where the file stays as it is."""
        state = self._start
        for _ in range(_ROUNDS):
            after = self._round(state, self._names)
            if after is state:
                break
            state = after
        if state is self._start:
            self.reason = "No edit of --fix applies to it"
            return None
        if state.rank <= self._start.rank:
            self.reason = f"The edits that apply do not make it better for {self._pack.title}"
            return None
        return self._without_the_needless(state)

    def _round(self, state: _State, names: Sequence[str]) -> _State:
        for name in names:
            after = self._after(state, name)
            if after is not None and after.rank >= state.rank:
                state = after
        return state

    def _after(self, state: _State, name: str) -> _State | None:
        """The state after an edit; `None` where it does not apply."""
        try:
            draft = Draft(state.data, state.ends)
            change = EDITS[name].apply(draft)
            if change is None:
                return None
            if change.promise != "exact" and not self._run:
                raise Refused("it has to be compared in LiteRT, which is not installed")
            data, ends = draft.written()
            report = _report(data, self._pack)
        except DlpulintError as error:
            self._reasons[name] = str(error)
            return None
        if report.error is not None:
            self._reasons[name] = f"the result could not be read ({report.error})"
            return None
        return _State(data, ends, (*state.changes, change), report, rank_of(report))

    def _without_the_needless(self, state: _State) -> _State:
        """The state with as few edits as give the same rank, cuts dropped first."""
        names = list(dict.fromkeys(change.edit for change in state.changes))
        for name in sorted(names, key=self._names.index, reverse=True):
            fewer = [kept for kept in names if kept != name]
            shorter = self._start
            for _ in range(_ROUNDS):
                after = self._made(shorter, fewer)
                if after is shorter:
                    break
                shorter = after
            if shorter.rank >= state.rank and shorter is not self._start:
                state, names = shorter, fewer
        return state

    def _made(self, state: _State, names: Sequence[str]) -> _State:
        """The state after all edits that apply, whatever they bring."""
        for name in names:
            state = self._after(state, name) or state
        return state


def _names(only: Collection[str], lossy: bool) -> Iterator[str]:
    for name, edit in EDITS.items():
        if (not only or name in only) and (lossy or not edit.lossy):
            yield name


def _report(data: bytes, pack: Pack) -> ModelReport:
    return next(iter(lint_file(STDIN, [pack], data)))


def _proven(original: bytes, state: _State, prove: bool) -> tuple[Mended | None, str]:
    """The mended file with its tail, compared with the original, or the reason against it."""
    ends = state.ends
    assert ends is not None, "an edit was made"
    mended = mended_file(original, state.data, ends, state.changes, prove=prove)
    reason = broken_promise(mended.proof, state.changes)
    return (None, reason) if reason else (mended, "")


def mended_file(
    original: bytes, data: bytes, ends: Ends, changes: tuple[Change, ...], *, prove: bool
) -> Mended:
    """A mended file with its tail, compared with the original."""
    tail, tail_reason, comparison = comparison_of(original, data, ends)
    if not prove:
        proof = ProofResult(status="not-run", reason="left out")
    else:
        proof = proof_of(comparison, original, data, tail)
    if proof.status == "tail-fails":
        tail, tail_reason = (
            None,
            f"LiteRT does not run the operators that were cut off ({proof.reason})",
        )
        comparison = replace(comparison, tail_ends=(), tail_inputs=())
        proof = proof_of(comparison, original, data, None)
    return Mended(
        data=data,
        tail=tail,
        tail_reason=tail_reason,
        ends=ends,
        changes=changes,
        comparison=comparison,
        proof=proof,
    )


def broken_promise(proof: ProofResult, changes: Sequence[Change]) -> str:
    """Why a mended file must not be written; empty where it keeps its promise."""
    if proof.status == "mended-fails":
        return f"The mended file does not run in LiteRT ({proof.reason}), so it was not written"
    if proof.status == "neither-loads":
        return f"LiteRT loads neither the file nor a mended one ({proof.reason})"
    if proof.status != "compared":
        return ""
    promises = {change.promise for change in changes}
    if "measured" in promises:
        return ""
    promise = "one-step" if "one-step" in promises else "exact"
    for output in proof.outputs:
        allowed = _PROMISED_STEPS[promise] if output.integers else _FLOAT_ERROR
        if not output.exact and (promise == "exact" or output.steps > allowed):
            return (
                f"The mended file gave other results than the original ('{output.name}', by "
                f"{output.steps:g}), so it was not written"
            )
    if proof.tail_exact is False and promise == "exact":
        return "Mended file and tail together gave other results, so nothing was written"
    return ""


def comparison_of(original: bytes, data: bytes, ends: Ends) -> tuple[bytes | None, str, Comparison]:
    """The tail of a mended file, why there is none, and what to compare."""
    mended = Draft(data, ends)
    outputs = [ends.origins[tensor] for tensor in mended.outputs]
    inputs = [ends.origins[tensor] for tensor in mended.inputs]
    comparison = Comparison(
        inputs=tuple(
            MendedInput(origin=origin, position=at, steps=ends.input_steps[at])
            for at, origin in enumerate(inputs)
            if origin is not None
        ),
        outputs=tuple(
            MendedOutput(origin=origin, route=route)
            for origin, route in zip(outputs, ends.routes, strict=True)
            if origin is not None
        ),
    )
    if None not in ends.routes:
        return None, "", comparison
    origins = [origin for origin in outputs if origin is not None]
    try:
        tail = tail_of(original, origins)
    except DlpulintError as error:
        return None, str(error), comparison
    return tail.data, "", replace(comparison, tail_ends=tail.ends, tail_inputs=tail.inputs)
