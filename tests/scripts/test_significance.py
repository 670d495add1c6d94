"""The tests behind a verdict, against counting; and a verdict needs one."""

from __future__ import annotations

from itertools import combinations, product
from math import comb

import pytest
from scipy.stats import t as students

from paper.part import Claim
from paper.significance import Significance, fisher, ranks, sign, welch


@pytest.mark.parametrize(("solved", "of"), [(3, 3), (2, 3), (9, 10), (4, 10)])
def test_fisher_counts_the_tables_that_are_no_likelier(solved: int, of: int) -> None:
    first, second = [True] * solved + [False] * (of - solved), [False] * (of - 1) + [True]

    def likelihood(among: int) -> float:
        return comb(of, among) * comb(of, solved + 1 - among) / comb(2 * of, solved + 1)

    possible = [likelihood(among) for among in range(solved + 2)]
    counted = sum(p for p in possible if p <= likelihood(solved) * (1 + 1e-9))
    assert fisher(first, second).p == pytest.approx(counted)


@pytest.mark.parametrize("above", [(5, 6, 7, 8, 9), (4, 6, 7, 8, 9), (0, 2, 4, 6, 8)])
def test_ranks_count_the_ways_to_deal_ten_figures_to_two_networks(above: tuple[int, ...]) -> None:
    def wins(own: tuple[int, ...]) -> float:
        return abs(sum(one > other for one, other in product(own, set(range(10)) - set(own))) - 12.5)

    ways = list(combinations(range(10), 5))
    counted = sum(wins(own) >= wins(above) for own in ways) / len(ways)
    assert ranks(map(float, above), map(float, set(range(10)) - set(above))).p == pytest.approx(counted)


def test_three_seeds_against_three_are_never_enough_and_four_may_be() -> None:
    assert ranks([4, 5, 6], [1, 2, 3]).p == pytest.approx(0.1)
    assert ranks([5, 6, 7, 8], [1, 2, 3, 4]).p == pytest.approx(1 / 35)


def test_a_figure_that_is_none_is_left_out() -> None:
    assert ranks([5, 6, 7, 8, None, float("nan")], [1, 2, 3, 4]).p == pytest.approx(1 / 35)
    assert ranks([None], [1, 2, 3]).p == 1.0


def test_what_is_said_to_hold_always_falls_with_five_seeds_of_five_and_not_with_four() -> None:
    assert sign([False] * 5).p == sign([True] * 5).p == pytest.approx(1 / 32)
    assert sign([True] + [False] * 4).p == pytest.approx(6 / 32)


@pytest.mark.parametrize(
    ("agrees", "p", "verdict"),
    [
        (True, 0.01, "yes"),
        (False, 0.01, "**no**"),
        (True, 0.05, "not distinguishable"),
        (False, 1.0, "not distinguishable"),
    ],
)
def test_a_verdict_is_as_good_as_its_test(agrees: bool, p: float, verdict: str) -> None:
    claim = Claim("who", "says", "measured", agrees, Significance("ranks", p))
    assert claim.verdict == verdict
    assert claim.row() == f"| who | says | measured | {verdict} | ranks, p = {p:.2g} |"


def test_welch_is_students_t_where_both_spread_alike_and_leaves_out_who_has_no_figure() -> None:
    assert welch((1.0, 2.0, 3.0, None), (4.0, 5.0, 6.0)).p == pytest.approx(2 * students.sf(3 / (2 / 3) ** 0.5, 4))


@pytest.mark.parametrize("first", [(), (1.0,), (1.0, None), (1.0, 1.0)])
def test_welch_tells_nothing_of_one_figure_or_of_seeds_that_are_all_alike(first: tuple[float | None, ...]) -> None:
    assert welch(first, (2.0, 2.0, 2.0)).p == 1.0
