"""The texts that a user reads: those of packs, of the code, of templates and of documents."""

import ast
import html
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

ROOT = Path(__file__).resolve().parents[1]

_PACK_KEYS = {
    "title", "message", "why", "fix", "note", "notes", "about", "reason", "unlisted_why",
    "unlisted_fix", "statement", "text", "written",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]{2,}")
_FENCE = re.compile(r"^( *)(```|~~~).*?^\1\2", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_TAGS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>", re.DOTALL)
_GENERATED = {"checks.md"}
_SHOWN_FIELDS = {"checks", "report", "compare", "packs"}
"""Packages whose fields' docstrings become descriptions in schemas and pages."""


class Text(NamedTuple):
    """A text, the file it stands in, relative to the project's root, and its line there.

    Line 0: the line is not known.
    """

    file: str
    line: int
    text: str


@cache
def user_texts() -> tuple[Text, ...]:
    """All texts that users read, code in backquotes left out."""
    texts = (
        *pack_texts(), *code_texts(), *template_texts(), *document_texts(), *description_texts()
    )  # fmt: skip
    return tuple(text._replace(text=_CODE.sub("`…`", text.text)) for text in texts)


def pack_texts() -> Iterator[Text]:
    """Texts of the packs; sources' titles are quotations and left out."""
    for path in sorted((ROOT / "rules").glob("*.toml")):
        if ".examples." in path.name:
            continue
        raw = path.read_text("utf-8")
        data = tomllib.loads(raw)
        data.pop("sources", None)
        for text in _strings(data):
            first = text.strip().split("\n")[0][:30].replace("\\", "\\\\").replace('"', '\\"')
            offset = raw.find(first)
            yield Text(str(path.relative_to(ROOT)), raw.count("\n", 0, max(offset, 0)) + 1, text)


def _strings(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _strings(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part, key)
    elif isinstance(value, str) and key in _PACK_KEYS:
        yield value


def code_texts() -> Iterator[Text]:
    """String literals of several words in the package, without docstrings.

    The docstrings of checks, and of fields that a schema or the manual shows, are texts too.
    """
    for path in sorted((ROOT / "dlpulint").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        firsts = {
            id(node.body[0])
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body
        }
        shown = path.parent.name in _SHOWN_FIELDS
        docstrings = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and (id(node) in firsts or not shown)
        }
        joined = {
            id(part)
            for node in ast.walk(tree)
            if isinstance(node, ast.JoinedStr)
            for part in ast.walk(node)
            if part is not node
        }
        for node in ast.walk(tree):
            if id(node) in docstrings or id(node) in joined:
                continue
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value
            elif isinstance(node, ast.JoinedStr):
                text = "".join(
                    part.value if isinstance(part, ast.Constant) else "…" for part in node.values
                )
            else:
                continue
            if len(_WORD.findall(text)) >= 3 and " " in text:
                yield Text(str(path.relative_to(ROOT)), node.lineno, text)
        if path.parent.name == "checks":
            for node in ast.walk(tree):
                decorated = isinstance(node, ast.FunctionDef) and node.decorator_list
                if decorated and (text := ast.get_docstring(node)):
                    yield Text(str(path.relative_to(ROOT)), node.lineno, text)


def template_texts() -> Iterator[Text]:
    """Texts of HTML templates, line by line."""
    for path in sorted((ROOT / "dlpulint").rglob("*.j2")):
        plain = _TAGS.sub(lambda m: "\n" * m[0].count("\n"), path.read_text("utf-8"))
        for number, line in enumerate(plain.split("\n"), 1):
            if len(_WORD.findall(line)) >= 2:
                yield Text(str(path.relative_to(ROOT)), number, html.unescape(line))


def description_texts() -> Iterator[Text]:
    """Descriptions of the GitHub Action, of the pre-commit hook and of the package."""
    package = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    yield Text("pyproject.toml", 0, package["description"])
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    yield Text(".pre-commit-hooks.yaml", 0, hook["description"])
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    yield Text("action.yml", 0, action["description"])
    for part in (*action["inputs"].values(), *action["outputs"].values()):
        yield Text("action.yml", 0, part["description"])


def document_texts() -> Iterator[Text]:
    """Paragraphs of README, CHANGELOG and the pages written by hand, without code."""
    names = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
    paths = [ROOT / name for name in names]
    paths += sorted((ROOT / "docs").glob("*.md"))
    for path in paths:
        if path.name in _GENERATED:
            continue
        raw = _FENCE.sub(lambda m: "\n" * m[0].count("\n"), path.read_text("utf-8"))
        for number, line in enumerate(raw.split("\n"), 1):
            if _WORD.search(line):
                yield Text(str(path.relative_to(ROOT)), number, line)
