"""docs/reproductions.md: a section a part, of which those that were measured are written anew."""

from __future__ import annotations

import re
from pathlib import Path

from paper.part import Part, Section, table
from paper.results import Results

PICTURES = "images/reproductions"
DISAGREES = r"^\|(.*)\|(.*)\|(.*)\| \*\*no\*\* \|.*\|$"
HEAD = """# Reproductions

What the literature and the tutorial that the lessons follow say of such networks, measured by `make paper`. Every run
is an experiment document that the page can open; its batches and weights follow from its seeds. Where a fused kernel
computes the cell, it trained the network. Budgets are small: who never solves a task here may solve it later.

*Agrees* is **yes** or **no** only where a test with p below 0.05 says so, and *not distinguishable* otherwise. *Fisher*
is his exact test of how many seeds solved a task, *ranks* the exact rank test of Mann and Whitney, a figure a seed,
both two-sided. *Signs* is for what is said to hold always: the chance of as many seeds on one side if it held for half
of them. To ranks three seeds against three tell nothing apart (p = 0.1 at best), four against four may (0.029); where
runs take hours, *Welch* is his t test of two means.
"""


def section_text(part: Part, section: Section) -> str:
    """Return the section of ``part`` between the marks by which it is found again."""
    pictures = "\n\n".join(f"![{part.title}]({PICTURES}/{name})" for name in section.figures)
    claims = "\n".join(claim.row() for claim in section.claims)
    parts = [
        f"<!-- part {part.letter} -->",
        f"## ({part.letter}) {part.title}",
        section.body.strip(),
        pictures,
        table(("who says", "what", "measured here", "agrees", "test"), []) + "\n" + claims,
        f"{len(part.runs)} runs. `make paper PARTS={part.letter}`",
        f"<!-- end of part {part.letter} -->",
    ]
    return "\n\n".join(filter(None, parts))


def with_section(page: str, letter: str, text: str) -> str:
    """Return the page with a section put in its place, in the order of the letters."""
    sections = {**_sections(page), letter: text}
    return "\n\n".join([_head(sections), *(sections[letter] for letter in sorted(sections))]) + "\n"


def _sections(page: str) -> dict[str, str]:
    found = re.finditer(r"<!-- part (\w) -->.*?<!-- end of part \1 -->", page, flags=re.DOTALL)
    return {match[1]: match[0] for match in found}


def _head(sections: dict[str, str]) -> str:
    """Return what stands above all sections: what the page is, and every disagreement in them."""
    rows = [
        f"- ({letter}) {source.strip()}: {says.strip()}. Here: {here.strip()}."
        for letter in sorted(sections)
        for source, says, here in re.findall(DISAGREES, sections[letter], re.MULTILINE)
    ]
    return "\n".join([HEAD, "## What disagrees", "", *(rows or ["Nothing."])])


def write_report(docs: Path, part: Part, results: Results) -> None:
    """Write the section of ``part``, all of whose runs are finished, and its pictures below ``docs``."""
    page, section = docs / "reproductions.md", part.section(results, part.runs)
    pictures = docs / PICTURES
    pictures.mkdir(parents=True, exist_ok=True)
    for name, picture in section.figures.items():
        (pictures / name).write_text(picture, encoding="utf-8")
    old = page.read_text(encoding="utf-8") if page.exists() else ""
    page.write_text(with_section(old, part.letter, section_text(part, section)), encoding="utf-8")
