"""The search for the edits that make a file better for a target."""

from collections.abc import Sequence

from msgspec import Struct

from dlpulint.basics.errors import DlpulintError
from dlpulint.basics.terms import Verdict
from dlpulint.engine.model_files import STDIN
from dlpulint.engine.one_file import lint_file
from dlpulint.mending.change import Change
from dlpulint.mending.draft import Draft, Ends
from dlpulint.mending.edits.registry import EDITS
from dlpulint.mending.proof.run import INSTALL
from dlpulint.mending.rank import Rank, rank_of
from dlpulint.mending.refused import Refused
from dlpulint.packs.pack import Pack
from dlpulint.report.report import ModelReport

_ROUNDS = 3
"""How often the edits are tried: one may make room for another."""


class NotMade(Struct, frozen=True):
    """An edit that was not made, with the reason as a clause."""

    edit: str
    reason: str


class State(Struct, frozen=True):
    """A file after some edits."""

    data: bytes
    ends: Ends | None
    changes: tuple[Change, ...]
    report: ModelReport
    rank: Rank


class Search:
    """Tries edits, keeps those that make a file better, and drops those it does not need."""

    def __init__(
        self, data: bytes, pack: Pack, before: ModelReport, names: Sequence[str], *, run: bool
    ) -> None:
        self._pack = pack
        self._names = names
        self._run = run
        self._start = State(data, None, (), before, rank_of(before))
        self._reasons: dict[str, str] = {}
        self._applied = False
        self.reason = ""

    @property
    def not_made(self) -> tuple[NotMade, ...]:
        """Edits that apply to the file and were refused."""
        return tuple(NotMade(name, reason) for name, reason in self._reasons.items())

    def best(self) -> State | None:
        """The best state; `None` where the file stays as it is."""
        state = self._start
        for _ in range(_ROUNDS):
            after = self._round(state, self._names)
            if after is state:
                break
            state = after
        if not self._applied:
            self.reason = "No edit of --fix applies to it"
            return None
        if state.rank <= self._start.rank:
            self.reason = self._no_gain(state)
            return None
        return self._without_the_needless(state)

    def _no_gain(self, state: State) -> str:
        """Why a mended file is no better: the finding that is left where nothing runs."""
        text = f"The edits that apply do not make it better for {self._pack.title}"
        verdict = state.report.verdict
        if verdict not in (Verdict.REJECTED, Verdict.CPU_ONLY) or not state.report.findings:
            return text
        return f"{text}, where it stays {verdict}: {state.report.findings[0].message}"

    def _round(self, state: State, names: Sequence[str]) -> State:
        for name in names:
            after = self._after(state, name)
            if after is not None and after.rank >= state.rank:
                state = after
        return state

    def _after(self, state: State, name: str) -> State | None:
        """The state after an edit; `None` where it does not apply."""
        try:
            draft = Draft(state.data, state.ends)
            change = EDITS[name].apply(draft)
            if change is None:
                return None
            if change.promise != "exact" and not self._run:
                raise Refused(f"it needs a comparison of the results in LiteRT ({INSTALL})")
            data, ends = draft.written()
            report = report_on(data, self._pack)
        except DlpulintError as error:
            self._reasons[name] = str(error)
            return None
        if report.error is not None:
            self._reasons[name] = f"the result could not be read ({report.error})"
            return None
        self._applied = True
        return State(data, ends, (*state.changes, change), report, rank_of(report))

    def _without_the_needless(self, state: State) -> State:
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

    def _made(self, state: State, names: Sequence[str]) -> State:
        """The state after all edits that apply, whatever they bring."""
        for name in names:
            state = self._after(state, name) or state
        return state


def report_on(data: bytes, pack: Pack) -> ModelReport:
    """Report on the bytes of a file, under the name of standard input."""
    return next(iter(lint_file(STDIN, [pack], data)))
