"""The ways between findings and operators in a real browser: clicks, search, addresses."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.outside.browser import chosen, inside, settle, watched


def test_a_finding_lights_its_operators_and_they_list_it(page: Page) -> None:
    page.locator(".tabs a").first.click()
    finding = page.locator(".finding:visible", has_text="Per-channel weights").first
    finding.locator(".what").click()
    settle(page)
    details = page.locator("aside.details")
    expect(details.locator("h2")).to_have_text("Finding")
    expect(details).to_contain_text("Cure")
    operators = [
        int((link.get_attribute("href") or "").rpartition("o")[2])
        for link in details.locator(".where a").all()
    ]
    assert len(operators) > 5
    assert all(inside(page, operator) for operator in operators)
    details.locator(".where a").nth(2).click()
    settle(page)
    assert chosen(page) == operators[2]
    assert inside(page, operators[2])
    details.get_by_role("link", name="Per-channel weights").first.click()
    settle(page)
    assert finding.get_attribute("id") == page.locator(".finding.chosen").get_attribute("id")


def test_search_finds_operators_tensors_kinds_and_rules(page: Page) -> None:
    found = page.locator(".found")
    page.locator(".tabs a").first.click()

    def look(text: str) -> str:
        page.locator(".find").fill(text)
        return found.inner_text()

    page.keyboard.press("/")
    expect(page.locator(".find")).to_be_focused()
    assert look("depthwise_conv") == "5 found"
    page.keyboard.press("Enter")
    assert found.inner_text() == "1 of 5"
    page.get_by_role("button", name="Next match").click()
    assert found.inner_text() == "2 of 5"
    page.get_by_role("button", name="Previous match").click()
    page.get_by_role("button", name="Previous match").click()
    assert found.inner_text() == "5 of 5"
    assert look("artpec8/per-channel-weights").endswith(" found")
    assert look("pool").endswith(" found")
    tensor = page.locator("#m1g1o9 li[data-t] code").text_content() or ""
    assert look(tensor) == "1 found"
    page.keyboard.press("Enter")
    settle(page)
    assert chosen(page) == 9
    assert look("no such thing") == "none"
    page.keyboard.press("Escape")
    assert found.inner_text() == ""
    assert chosen(page) == 9


@pytest.mark.parametrize(
    ("address", "title", "text"),
    [
        ("m1/artpec9/op/7", "Operator", "CONV_2D"),
        ("m1g1o7", "Operator", "CONV_2D"),
        ("m1/artpec8/finding/1", "Finding", "Cure"),
        ("m1-2", "About the model", "Format"),
    ],
)
def test_an_address_survives_a_reload(
    browser: Browser, classifier: str, address: str, title: str, text: str
) -> None:
    for tab in watched(browser, f"{classifier}#{address}"):
        for _ in range(2):
            settle(tab)
            expect(tab.locator("aside.details h2")).to_have_text(title)
            expect(tab.locator("aside.details")).to_contain_text(text)
            if "artpec9" in address or address == "m1-2":
                assert tab.locator(".tabs a[aria-current]").inner_text().startswith("artpec9")
            if title == "Operator":
                assert chosen(tab) == 7
                assert inside(tab, 7)
            tab.reload()
