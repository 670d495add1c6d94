"""A race in lock-step: what was changed, size and time of each lane, the flags on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Visit

HELLO = "v=1&task=hello&a=rnn&a.hidden_size=8&a.optimizer.learning_rate=0.03&batch_size=1&steps=400&pace=max"
LANGUAGES = pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en-US", ("as A: change one thing", "as A, but activation ReLU", "weights")),
        ("ko-KR", ("A 복사본: 하나만 바꿔 보세요", "A 대비: 활성화 함수 ReLU", "가중치")),
    ],
)


@LANGUAGES
def test_a_duplicate_says_what_was_changed(visit: Callable[..., Visit], locale: str, words: tuple[str, ...]) -> None:
    same, changed, weights = words
    here = visit(locale=locale)
    page = here.open(HELLO)
    page.locator(".hero-title[data-lane='0']").wait_for()
    page.locator(".lane-tools .tool").first.click()
    second = page.locator(".hero-title[data-lane='1']")
    expect(second.locator(".hero-comparison")).to_have_text(same)
    expect(page.locator(".hero-title[data-lane='0'] .hero-comparison")).to_have_text("")
    page.locator(".field[data-field='activation'] select").select_option("relu")
    expect(second.locator(".hero-comparison")).to_have_text(changed)
    expect(second.locator(".hero-cost")).to_have_text(re.compile(weights))
    page.keyboard.press("Escape")
    page.locator(".play").click()
    expect(second.locator(".hero-cost")).to_have_text(re.compile(r"\d ms$"))


@pytest.mark.parametrize(
    ("locale", "said", "flag"),
    [("en-US", r"solved at update (\d+)", "solved the task"), ("ko-KR", r"학습 (\d+)회에 해결", "과제 해결")],
)
def test_a_flag_rises_where_the_task_is_solved_is_announced_and_leads_back_there(
    visit: Callable[..., Visit], locale: str, said: str, flag: str
) -> None:
    here = visit(locale=locale)
    page = here.open(HELLO)
    page.evaluate("""() => {
      globalThis.said = [];
      new MutationObserver(() => said.push(document.getElementById('announcer').textContent))
        .observe(document.getElementById('announcer'), { childList: true, characterData: true, subtree: true });
    }""")
    page.locator(".hero-title").first.wait_for()
    page.keyboard.press("Space")
    solved = page.locator(".hero-title .flag[data-kind=solved]")
    expect(solved).to_have_attribute("aria-label", re.compile(flag))
    expect(page.locator(".loss-flag[data-kind=solved]")).to_have_count(1)
    page.wait_for_function("(pattern) => said.some((text) => new RegExp(pattern).test(text))", arg=said)
    update = int(solved.inner_text())
    assert any(re.search(said, text) and str(update) in text for text in page.evaluate("said"))
    solved.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "(update) => Number(document.querySelector('.counter-now').textContent.replace(/\\D/g, '')) <= update",
        arg=update,
    )


def test_no_flag_travels_where_motion_is_to_be_reduced(visit: Callable[..., Visit]) -> None:
    page = visit(reduced_motion="reduce").open(HELLO)
    page.locator(".hero-title").first.wait_for()
    page.keyboard.press("Space")
    flag = page.locator(".hero-title .flag[data-kind=solved]")
    flag.wait_for()
    assert flag.evaluate("(flag) => getComputedStyle(flag).animationName") == "flag-fades"


TWO = "v=1&task=hello&a=rnn&a.hidden_size=20&b=lstm&batch_size=1&steps=400&pace=max"


@pytest.mark.parametrize(
    ("locale", "label", "units"),
    [
        ("en-US", "As many weights as A", r"A 604 \(20 units\) · B 580 \((\d+) units\)"),
        ("ko-KR", "가중치 수를 A 모델에 맞추기", r"A 604개 \(유닛 20개\) · B 580개 \(유닛 (\d+)개\)"),
    ],
)
def test_the_others_are_made_as_large_as_the_selected_lane(
    visit: Callable[..., Visit], locale: str, label: str, units: str
) -> None:
    here = visit(locale=locale)
    page = here.open(TWO)
    page.get_by_label(label).check()
    counts = page.locator(".race-counts")
    expect(counts).to_have_text(re.compile(units))
    expect(page).to_have_url(re.compile("b.hidden_size=9.*equal=a"))
    link = page.url
    page.get_by_label(label).uncheck()
    expect(page).not_to_have_url(re.compile("equal"))
    expect(counts).to_have_text(re.compile(units))
    again = visit(locale=locale).open(link.split("#")[1])
    expect(again.get_by_label(label)).to_be_checked()


@pytest.mark.parametrize(
    ("locale", "label", "equal", "differs"),
    [
        ("en-US", "Difference B − A", "Exactly equal.", "Largest difference"),
        ("ko-KR", "차이 B − A", "완전히 같습니다.", "가장 큰 차이"),
    ],
)
def test_copies_begin_equal_and_differ_by_what_was_changed(
    visit: Callable[..., Visit], locale: str, label: str, equal: str, differs: str
) -> None:
    here = visit(locale=locale)
    page = here.open("v=1&task=hello&a=rnn&b=rnn&b.optimizer.learning_rate=0.1&batch_size=1&pace=30")
    page.locator(".hero-title[data-lane='1']").wait_for()
    before = here.drawing()
    page.get_by_label(label).check()
    row = page.locator(".hero-difference")
    expect(row).to_contain_text("B − A")
    expect(row).to_contain_text(equal)
    here.wait_for_another(before)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowRight")
    expect(row).to_contain_text(differs)
    expect(page.locator("#hero table").nth(1).locator("tbody tr")).to_have_count(17)
    expect(page).to_have_url(re.compile("difference=1"))
    page.get_by_label(label).uncheck()
    expect(row).to_have_count(0)


def test_lanes_of_other_sizes_say_why_only_their_gradients_are_compared(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{TWO}&difference=1")
    row = page.locator(".hero-difference")
    expect(row).to_contain_text("cannot be subtracted: units B 16 · A 20")
    expect(row).to_contain_text(re.compile("the gradient of B is .* times that of A"))
    expect(page.get_by_label("Difference B − A")).to_be_checked()


def test_on_a_narrow_screen_the_verdict_stays_in_sight_with_the_question(visit: Callable[..., Visit]) -> None:
    here = visit(viewport={"width": 400, "height": 800}, has_touch=True)
    page = here.open()
    here.wait_for_update(1)
    verdict = page.locator(".question-verdict")
    expect(verdict).to_have_text(re.compile(r"reaches \d+ of 44"))
    page.mouse.wheel(0, 600)
    page.wait_for_function("() => scrollY > 300")
    expect(verdict).to_be_in_viewport()
    expect(page.locator(".question-title")).to_be_in_viewport()
    assert page.locator(".hero-title .hero-verdict").is_hidden()
