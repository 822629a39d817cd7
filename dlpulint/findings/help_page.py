"""The page of each finding on the documentation site: one per rule, limit and operator row."""

from dlpulint.basics.project_address import project_addresses

SHIPPED = frozenset({
    "artpec", "artpec7", "artpec8", "artpec9", "artpec9-cpu", "common", "cpu", "cv25", "cv75",
    "cvflow", "tflite",
})  # fmt: skip
"""Packs that the site describes: ids begin with the name of their pack."""


def help_page(id: str) -> str | None:
    """Address of the page about a rule, limit or row.

    `None` for one of a user's own pack, and where the project states no address of a site.
    """
    site = project_addresses().documentation
    return f"{site}/{page_path(id)}/" if site is not None and is_shipped(id) else None


def is_shipped(id: str) -> bool:
    """Whether a rule, limit or row is one of a pack that comes with dlpulint."""
    return id.partition("/")[0] in SHIPPED


def page_path(id: str) -> str:
    """The page of an id on the site; it never changes: `rules/artpec8/conv/weights`."""
    # Colons and stars are no letters of file names everywhere: `custom:*` becomes `custom-other`.
    return f"rules/{id.lower().replace('*', 'other').replace(':', '-')}"
