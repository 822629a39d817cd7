"""Annotations that Python 3.14 reads late, when fields of their class have taken names of types."""

import ast
from collections.abc import Iterator

from tests.places import ROOT


def shadowed(source: str) -> Iterator[str]:
    """Fields whose type has the name of a field: 3.14 takes the field for the type."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            fields = [one for one in node.body if isinstance(one, ast.AnnAssign)]
            names = {one.target.id for one in fields if isinstance(one.target, ast.Name)}
            for one in fields:
                words = {word.id for word in ast.walk(one.annotation) if isinstance(word, ast.Name)}
                if words & names:
                    yield f"{node.name}: {ast.unparse(one)}"


def test_no_field_has_the_name_of_a_type_of_its_class() -> None:
    assert list(shadowed("class A:\n    date: date\n    day: date")) == [
        "A: date: date",
        "A: day: date",
    ]
    found = [
        f"{file.relative_to(ROOT).as_posix()}: {text}"
        for file in (ROOT / "dlpulint").rglob("*.py")
        for text in shadowed(file.read_text("utf-8"))
    ]
    assert found == []
