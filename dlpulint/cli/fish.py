"""Completion in fish, where click's own cuts words at commas and forgets `--option=`."""

import os

from click.shell_completion import CompletionItem, FishComplete, add_completion_class


class Fish(FishComplete):
    """Click's, for words with commas (`artpec8,cv25`) and options in one word (`--target=cv`)."""

    source_template = FishComplete.source_template.replace(
        'string split ","', 'string split --max 1 ","'
    )

    def format_completion(self, item: CompletionItem) -> str:
        """The whole word: fish takes the place of what is typed, the option included."""
        option, equals, _ = os.environ.get("COMP_CWORD", "").partition("=")
        if equals and option.startswith("--") and not item.value.startswith("--"):
            item = CompletionItem(f"{option}={item.value}", type=item.type, help=item.help)
        return super().format_completion(item)


def complete_in_fish() -> None:
    """Have click use it."""
    add_completion_class(Fish)
