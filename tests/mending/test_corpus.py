"""Every edit on every model of the corpus, without LiteRT."""

from collections import Counter

from dlpulint.basics.errors import DlpulintError
from dlpulint.loader.open_model import load_bytes
from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.registry import EDITS
from dlpulint.mending.tail import tail_of
from tests.corpus import MARKS
from tests.places import CORPUS

pytestmark = MARKS


def test_what_edits_make_of_the_corpus_can_be_read() -> None:
    assert CORPUS is not None
    made: Counter[str] = Counter()
    for path in sorted(CORPUS.rglob("*.tflite")):
        data = path.read_bytes()
        try:
            load_bytes(memoryview(data))
        except DlpulintError:
            continue
        for name, edit in EDITS.items():
            try:
                draft = Draft(data)
                if edit.apply(draft) is None:
                    continue
                result, ends = draft.written()
            except DlpulintError:
                continue
            made[name] += 1
            load_bytes(memoryview(result))
            mended = Draft(result, ends)
            assert len(ends.origins) == len(mended.tensors), (path.name, name)
            if None in ends.routes:
                origins = [ends.origins[end] for end in mended.outputs]
                sizes = {origin: () for origin in origins if origin is not None}
                made["tails"] += _has_a_tail(data, sizes)
    assert made["cut-tail"] > 20
    assert made["tails"] > 20
    assert made["quantized-inputs"] > 50
    assert set(EDITS) - set(made) <= {"odd-kernel", "constant-reshape"}


def _has_a_tail(data: bytes, sizes: dict[int, tuple[int, ...]]) -> bool:
    try:
        load_bytes(memoryview(tail_of(data, sizes).data))
    except DlpulintError:
        return False
    return True
