"""Micro-models in float ONNX, for chips whose toolchain compiles a whole model or refuses it."""

from collections.abc import Iterable

from dlpulint.basics.errors import ModelFileError
from dlpulint.basics.terms import Effect, Evidence
from dlpulint.engine.judge import judge
from dlpulint.engine.place import place
from dlpulint.facts.facts import Facts
from dlpulint.loader.open_model import load_bytes
from dlpulint.model.graph import Model, Operator
from dlpulint.packs.pack import Pack
from dlpulint.probing.entries import Entry
from dlpulint.probing.forms import ALONE, UNDEFINED, Form, forms_of, written_forms
from dlpulint.probing.micro import LARGEST, Micro
from dlpulint.probing.onnx_writing import written_model
from dlpulint.probing.writing import Unwritable

SUFFIX = ".onnx"


class FloatMicro(Micro, frozen=True):
    """A probe's file in float ONNX, or the reason why there is none."""

    needs: str = ""
    """Name of a model that has to compile for a refusal of this one to count; empty for none."""


class FloatMicroMaker:
    """Makes the micro-models of a pack."""

    repeats = 1
    """One operator that the toolchain refuses is enough."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._forms = written_forms()
        self._beside = {form.name: form for form in self._forms if form.name}

    def of(self, entry: Entry) -> FloatMicro:
        """The micro-model of a row or limit."""
        reason = "no ONNX model of it could be made"
        for kind in _kinds(entry):
            for form in forms_of(kind, self._forms):
                made = self._checked(form, entry)
                if not made.reason:
                    return made
                reason = made.reason
        if entry.limit is not None:
            reason = "no model is known that it alone refuses"
        return FloatMicro(reason=reason)

    def all_on_dlpu(self) -> FloatMicro:
        """A model that the toolchain compiles for certain."""
        return FloatMicro(written_model(ALONE))

    def known_on_cpu(self) -> FloatMicro:
        """A model that every toolchain refuses: nobody has defined its operator."""
        return FloatMicro(written_model(UNDEFINED))

    def beside(self, name: str) -> bytes:
        """The model that has to compile for a refusal of others to count."""
        return written_model(self._beside[name])

    def _checked(self, form: Form, entry: Entry) -> FloatMicro:
        """The probe of a form, or why its outcome would decide nothing."""
        try:
            data = written_model(form)
            model = _read(data)
            beside = None if not form.needs else _read(self.beside(form.needs))
        except Unwritable as error:
            return FloatMicro(reason=f"a probe cannot be written: {error}")
        except ModelFileError as error:
            return FloatMicro(reason=f"its model cannot be read: {error}")
        if len(data) > LARGEST:
            return FloatMicro(reason=f"its smallest model has {len(data):,} bytes")
        sure = set() if beside is None else {operator.kind for operator in beside.operators}
        for operator in model.operators:
            if operator.kind not in (*form.kinds, *sure) and not self._is_certain(operator.kind):
                return FloatMicro(reason=f"{operator.native} beside it is not sure either")
        settled = {entry.id} if entry.expected == "unknown" or entry.limit is not None else set()
        open_ids = self._objections(model)
        if beside is not None:
            open_ids -= self._objections(beside)
        if open_ids != settled:
            return FloatMicro(
                reason=f"its model hangs on {', '.join(sorted(open_ids)) or 'nothing'}"
            )
        about = [operator for operator in model.operators if operator.kind in form.kinds]
        against = self._against(entry, model)
        probed = next((operator for operator in about if operator in against), about[-1])
        kinds = dict.fromkeys((probed.kind, *(operator.kind for operator in against)))
        return FloatMicro(data, probed.native, self.repeats, needs=form.needs, kinds=tuple(kinds))

    def _is_certain(self, kind: str) -> bool:
        """Whether a network that runs has such operators."""
        return any(
            row.status == "dlpu" and row.evidence is not Evidence.INFERRED
            for row in self._pack.rows_for(kind)
        )

    def _objections(self, model: Model) -> set[str]:
        """Ids of rows, limits and rules that a compilation hangs on."""
        judgement = judge(Facts(model), self._pack)
        decisive = (Effect.REJECTED, Effect.WRONG)
        return {finding.rule for finding in judgement.findings if finding.effect in decisive}

    def _against(self, entry: Entry, model: Model) -> list[Operator]:
        """Operators that the row or limit objects to."""
        placed = place(Facts(model), self._pack).operators
        return [p.operator for p in placed if entry.id in {reason.id for reason in p.reasons}]


def _read(data: bytes) -> Model:
    return load_bytes(memoryview(data), SUFFIX)


def _kinds(entry: Entry) -> Iterable[str]:
    """Kinds of an entry, each once; of a limit of all operators those of certain rows first."""
    certain = [row.kind for row in entry.rows if row.evidence is not Evidence.INFERRED]
    return dict.fromkeys((*certain, *(row.kind for row in entry.rows)))
