"""The examples of the page on --fix, run in LiteRT."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dlpulint.mending.certificate import Certificate, read_certificate
from dlpulint.mending.edits.registry import EDITS
from tests.documented import give_models
from tests.mend_page import example, sections
from tests.running import run

WITHIN_A_STEP = {"mean-to-pool", "mean-to-pool-and-quantize", "per-tensor-dense"}
"""Edits whose examples differ by one step; `per-tensor` has no such bound."""

EXAMPLES = sections()


@pytest.fixture
def models(tmp_path: Path) -> Path:
    give_models(tmp_path)
    return tmp_path


def certificates(folder: Path) -> Iterator[tuple[Path, Certificate]]:
    for path in sorted(folder.rglob("*.fix.json")):
        yield path, read_certificate(path)


@pytest.mark.parametrize("edit", [edit for edit in EXAMPLES if edit != "fixed-batch"])
def test_an_example_is_as_exact_as_the_edit_promises(edit: str, models: Path) -> None:
    done = run(*example(EXAMPLES[edit], models), cwd=models)
    assert done.returncode in (0, 1), done.stderr
    ((path, certificate),) = certificates(models)
    proof = certificate.proof
    assert edit in {change.edit for change in certificate.edits}
    assert proof.status == "compared"
    if edit in WITHIN_A_STEP:
        assert not proof.exact
        assert proof.largest <= 1
    elif not EDITS[edit].lossy:
        assert proof.exact
        assert (proof.tail_exact is None) == (certificate.tail is None)
        assert proof.tail_exact is not False
        assert (proof.application_error or 0) <= 1e-5
    verified = run("--verify-fix", str(path), cwd=models)
    assert verified.returncode == 0, verified.stdout
