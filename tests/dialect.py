"""Words that the texts for users do without, and a count of them: `python -m tests.dialect`."""

import re
import sys
from collections import Counter
from collections.abc import Iterable

from tests.user_text import Text, user_texts

WORDS: dict[str, str] = {
    "tell": r"\b(told|tell|tells|telling)\b",
    "say": r"\b(said|say|says|saying)\b",
    "speak": r"\bspeaks?\b",
    "behind": r"\bbehind\b",
    "in front of": r"\bin front of\b",
    "turned": r"\bturn(s|ed)? (maps?|(it )?to channels|what|small|a map)|\bturned\b",
    "take": (
        r"\b(taken|takes|took)\b"
        r"(?! (about |up to |at most )?"
        r"([\d…]+ (ms|s|minutes|seconds)|a (while|second|minute)|long|time|minutes))"
    ),
    "place": r"\bplaces\b|\(\d+ places?\)",
    "a frame": r"\b(bytes|MACs|ms|times|each|one) a (frame|layer|channel|tensor|second|model)\b",
    "one a": r"\bone an? (channel|tensor|layer|row|file|line|model|kind|target|block)\b",
    "crushed": r"\bcrush(ed|es)?\b",
    "stands for": r"\bst(ands?|ood) for\b",
    "side file": r"\bside files?\b",
    "fall into": r"\bfalls? into\b",
    "nobody": r"\bnobody\b",
    "meant": r"\bmeant\b",
    "of those": r"\b(that which|of those)\b",
    "what-opening": r"(^|[.:;!?] +|\n\s*)(What|what) (?!is\b[^.]*\?|are\b[^.]*\?|[^.?]*\?|it\b)\w+",
    "what keeps": r"\b(of|for|from|by|with|to) what (?!if\b)",
    "maps": r"\bmaps turned\b",
    "cannot tell": r"\bcannot (be told|tell)\b",
    "asked": r"\basked\b",
}
_PATTERNS = {name: re.compile(pattern) for name, pattern in WORDS.items()}

EXCEPTIONS: dict[str, frozenset[str]] = {
    # The table of CONTRIBUTING lists words to replace.
    "say": frozenset({"| said, told |"}),
    "tell": frozenset({"| said, told |"}),
    "meant": frozenset({"| the user named this target | meant |", "exit code | meant |"}),
}
"""Right uses of a word: parts of the texts in which it may stand."""


def dialect(texts: Iterable[str] | None = None) -> list[tuple[str, Text, str]]:
    """Each use of a word of the dialect: the word, the text, and the use with its surroundings.

    Without `texts`, in all that users read.
    """
    found = []
    for text in user_texts() if texts is None else (Text("", 0, text) for text in texts):
        for word, pattern in _PATTERNS.items():
            for match in pattern.finditer(text.text):
                near = text.text[max(0, match.start() - 30) : match.end() + 30].replace("\n", " ")
                if not any(part in text.text for part in EXCEPTIONS.get(word, ())):
                    found.append((word, text, near))
    return found


if __name__ == "__main__":
    chosen = tuple(sys.argv[1:])
    uses = [use for use in dialect() if not chosen or use[1].file.startswith(chosen)]
    for word, text, near in uses:
        print(f"{text.file}:{text.line}: {word}: {near}")
    print(Counter(word for word, _, _ in uses))
    print(Counter(text.file.rsplit("/", 1)[0] if ".py" in text.file else text.file
                  for _, text, _ in uses))  # fmt: skip
