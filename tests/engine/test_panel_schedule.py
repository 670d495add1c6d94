"""How often a heavy panel is measured, on a clock that the measuring moves."""

from __future__ import annotations

import pytest

from rnn_playground.engine.running import PanelSchedule


class World:
    """A run whose updates and panels take time; ``costs`` in seconds, by panel."""

    def __init__(self, costs, share=0.25):
        self.now, self.costs, self.made = 0.0, costs, []
        self.schedule = PanelSchedule(lambda: self.now, share)

    def measure(self, panel):
        self.now += self.costs[panel]
        self.made.append(panel)
        return (panel, len(self.made))

    def ask(self, *panels, fresh=False, part=1.0):
        return self.schedule.measured(panels, self.measure, fresh=fresh, part=part)

    def spent(self, panel):
        return self.made.count(panel) * self.costs[panel]

    def run(self, *panels, until, update, part=1.0):
        while self.now < until:
            self.now += update
            self.ask(*panels, part=part)


@pytest.fixture
def world():
    return World


def test_what_was_never_measured_is_measured(world):
    here = world({"triangle": 3.0})
    assert here.ask("triangle") == {"triangle": ("triangle", 1)}


def test_a_dear_panel_is_repeated_until_it_is_paid_for(world):
    here = world({"triangle": 1.0})
    first = here.ask("triangle")
    here.now = 3.9
    assert here.ask("triangle") == first
    here.now = 4.0
    assert here.ask("triangle") == {"triangle": ("triangle", 2)}


@pytest.mark.parametrize("cost", [0.0005, 0.02, 0.7, 5.0])
def test_heavy_panels_take_a_quarter_of_the_time_and_no_more(world, cost):
    here = world({"triangle": cost, "lags": cost / 3, "ledger": cost * 2})
    here.run("triangle", "lags", "ledger", until=100 * cost, update=cost / 40)
    shares = [here.spent(panel) / here.now for panel in here.costs]
    assert sum(shares) == pytest.approx(0.25, abs=0.04)
    assert max(shares) - min(shares) < 0.05


def test_a_cheap_panel_does_not_wait_for_a_dear_one(world):
    here = world({"triangle": 1.0, "lags": 0.001})
    here.run("triangle", "lags", until=60.0, update=0.005)
    assert here.made.count("lags") > 50 * here.made.count("triangle")


def test_a_run_that_has_half_of_the_processor_measures_half_as_often(world):
    alone, beside = world({"triangle": 0.01}), world({"triangle": 0.01})
    alone.run("triangle", until=40.0, update=0.001)
    beside.run("triangle", until=40.0, update=0.001, part=0.5)
    assert len(beside.made) == pytest.approx(len(alone.made) / 2, rel=0.1)


def test_what_has_to_be_fresh_is_measured_at_once(world):
    here = world({"triangle": 1.0})
    here.ask("triangle")
    assert here.ask("triangle", fresh=True) == {"triangle": ("triangle", 2)}


def test_a_panel_that_nobody_watched_meanwhile_is_measured_anew(world):
    here = world({"triangle": 1.0})
    here.ask("triangle")
    here.ask()
    assert here.ask("triangle") == {"triangle": ("triangle", 2)}
