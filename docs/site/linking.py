"""Links of pages as they are on the site: those of files in the project become those of pages."""

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path

_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\\.)*)\]\(([^)\s]+)\)")
_CODE = re.compile(r"(?<![`\[])`([^`\n]+)`(?![`\]])")
_FENCE = re.compile(r" *(```+|~~~+)")
_ITEM = re.compile(r"(?:[-*]|\d+\.) +")
_COMMENT = re.compile(r"\A<!--.*?-->\s*", re.DOTALL)
"""A comment for those who edit a file; MkDocs takes a page's title from its beginning."""
_ELSEWHERE = re.compile(r"[a-z][a-z+.-]*:|#")


class Links:
    """The pages and files of a site, and the names of rules that lead to pages."""

    def __init__(
        self, pages: Mapping[str, str], rules: Mapping[str, str], root: Path, repository: str | None
    ) -> None:
        """`root` is the project's folder; `repository` its address, if it has one."""
        self._pages = pages
        self._rules = rules
        self._root = root
        self._repository = repository

    def written(self, text: str, origin: str, page: str) -> str:
        """The text of a file, `origin` in the project, as that of a page on the site."""
        lines: list[str] = []
        fence = ""
        # Width of the marker of the list item that the line may belong to.
        marker, several = 0, False
        for line in _COMMENT.sub("", text).split("\n"):
            if not fence and line[:1].strip():
                item = _ITEM.match(line)
                # After an item of several paragraphs the next one needs a blank line before it.
                if item and marker and several and lines[-1]:
                    lines.append("")
                several, marker = False, len(item[0]) if item else 0
            several = several or not line
            found = _FENCE.match(line)
            if found and not fence:
                fence = found[1]
            elif found and line.strip() == fence:
                fence = ""
            elif not fence and not line.startswith(" " * (marker + 4)):
                line = self._linked(line, origin, page)
            # Python-Markdown knows what belongs to an item by four spaces, whatever its marker.
            inside = marker and line.startswith(" " * marker)
            lines.append(" " * (4 - marker) + line if inside else line)
        return "\n".join(lines)

    def _linked(self, line: str, origin: str, page: str) -> str:
        line = _LINK.sub(lambda link: self._link(link, origin, page), line)
        if line.startswith("#"):
            return line
        return _CODE.sub(lambda code: self._code(code, page), line)

    def _link(self, link: re.Match[str], origin: str, page: str) -> str:
        mark, label, target = link.groups()
        if _ELSEWHERE.match(target):
            return link[0]
        path, hash, anchor = target.partition("#")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(origin), path))
        if path in self._pages:
            return f"{mark}[{label}]({_relative(self._pages[path], page)}{hash}{anchor})"
        if not (self._root / path).exists():
            return link[0]  # MkDocs reports it as dead.
        if self._repository is not None:
            return f"{mark}[{label}]({self._repository}/blob/main/{path}{hash}{anchor})"
        # Nothing to lead to: a page that is not on the site, of a project without an address.
        return f"{label}"

    def _code(self, code: re.Match[str], page: str) -> str:
        rule = self._rules.get(code[1])
        return code[0] if rule is None or rule == page else f"[{code[0]}]({_relative(rule, page)})"


def _relative(page: str, of: str) -> str:
    return posixpath.relpath(page, posixpath.dirname(of) or ".")
