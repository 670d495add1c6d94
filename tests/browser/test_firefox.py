"""The page in Firefox: one visit that goes by everything that a browser might do in its own way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from firefox import FirefoxPage, firefox, installed_firefox

pytestmark = pytest.mark.long

TEXTS = Path(__file__).parents[2] / "frontend" / "dist" / "files" / "text"
FILES = (TEXTS / "en.json", TEXTS / "after" / "en.json")
WORDS = {key: text for file in FILES for key, text in json.loads(file.read_text(encoding="utf-8")).items()}
UPDATE = "Number(document.querySelector('.counter-now').textContent.replace(/\\D/g, ''))"
SURFACE = "getComputedStyle(document.body).backgroundColor"


def test_firefox_shows_a_run_a_lesson_and_both_languages_and_themes(address: str, tmp_path: Path) -> None:
    executable = installed_firefox()
    if executable is None:
        pytest.skip("no Firefox on this machine: as root, scripts/install_browser.sh PYTHON firefox installs Debian's")
    with firefox(executable, tmp_path) as page:
        page.size(1440, 900)
        page.open(address)
        page.wait("'ready' in document.documentElement.dataset")
        assert not page.evaluate("document.querySelector('.unsupported').checkVisibility()")
        plays(page)
        changes_its_theme(page)
        opens_a_lesson(page)
        changes_its_language(page)
        assert page.errors == []


def plays(page: FirefoxPage) -> None:
    page.press(WORDS["story.train"])
    page.wait(f"{UPDATE} > 3")
    before = page.evaluate(UPDATE)
    page.wait(f"{UPDATE} > {before}")


def changes_its_theme(page: FirefoxPage) -> None:
    before = page.evaluate(SURFACE)
    page.press(WORDS["topbar.more"])
    page.press(WORDS["theme.auto"])
    page.wait(f"{SURFACE} !== '{before}'")


def opens_a_lesson(page: FirefoxPage) -> None:
    page.press(WORDS["learn.title"])
    page.press(WORDS["learn.lessons.label"])
    page.wait("document.querySelector('.lessons-row')?.checkVisibility()")
    page.evaluate("document.querySelector('.lessons-row').click()")
    page.wait("document.querySelector('#lesson .lesson-title')?.checkVisibility()")


def changes_its_language(page: FirefoxPage) -> None:
    page.press("한국어")
    page.wait("document.documentElement.lang === 'ko'")
