import shutil
from pathlib import Path

import pytest

from dlpulint.basics import build
from dlpulint.basics.build import build_of, code_build
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from tests.places import ROOT


def test_line_ends_do_not_matter_and_anything_else_does() -> None:
    assert build_of([b"a\nb\n"]) == build_of([b"a\r\nb\r\n"])
    assert len({build_of(texts) for texts in ([b"ab"], [b"a", b"b"], [b"b", b"a"], [])}) == 4


def test_a_wheel_has_the_id_of_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "dlpulint"
    shutil.copytree(ROOT / "dlpulint", package)
    shutil.copytree(ROOT / "rules", package / "rules")
    monkeypatch.setattr(build, "_ROOT", str(package))
    assert code_build.__wrapped__() == code_build()
    (package / "api.py").write_bytes(b"")
    assert code_build.__wrapped__() != code_build()


def test_a_pack_has_an_id_of_its_own_text_and_of_those_it_extends(tmp_path: Path) -> None:
    for name in ("artpec8", "artpec"):
        text = (ROOT / "rules" / f"{name}.toml").read_text("utf-8")
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    library = Folders((tmp_path,))
    shipped = load_pack("artpec8", Folders()).build
    assert load_pack("artpec8", library).build == shipped
    with (tmp_path / "artpec.toml").open("a", encoding="utf-8") as file:
        file.write("# A comment.\n")
    assert load_pack("artpec8", library).build != shipped
    assert load_pack("artpec9", Folders()).build != shipped
