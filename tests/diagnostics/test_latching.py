"""What holds a bit against noise lets no gradient through (Bengio, Simard and Frasconi, 1994), and the other way round.

The linear network of the claim "inevitable" keeps its gradient and every disturbance alike; a single tanh unit that
has two resting points forgets a disturbance, and with it the gradient.
"""

import json
import math
from pathlib import Path

import pytest
import torch

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.cells import RnnCell
from rnn_playground.experiment.tasks import AddingTask
from rnn_playground.learning.unroll import unroll
from rnn_playground.training.trainer import Trainer

LEDGER = Path(__file__).parents[2] / "frontend" / "src" / "learn" / "claims" / "claims.json"
NUDGE = 0.1


@pytest.fixture(scope="module")
def trained() -> Trainer:
    """The claim's two networks after as many updates as its page waits for."""
    (claim,) = [claim for claim in json.loads(LEDGER.read_text(encoding="utf-8")) if claim["id"] == "inevitable"]
    trainer = Trainer(Experiment.model_validate(claim["experiment"]), dtype=torch.float64)
    while trainer.step < claim["updates"]:
        trainer.advance()
    return trainer


@pytest.mark.parametrize(("lane", "least", "most"), [(0, 0.0, 1e-9), (1, 0.2, 5.0)], ids=["tanh", "linear"])
def test_of_the_claims_networks_the_linear_one_keeps_a_disturbance_and_the_other_loses_it(
    lane: int, least: float, most: float, trained: Trainer
) -> None:
    network, parameters, batch, *_ = trained.problem(lane)
    first, last = unroll(network, parameters, batch.inputs), []
    for nudge in (0.0, NUDGE):
        start = tuple(tuple(tensor + nudge for tensor in layer[0].state) for layer in first.layers)
        last.append(unroll(network, parameters, batch.inputs[1:], start, 1).top[-1].state[0].detach())
    kept = ((last[1] - last[0]).norm(dim=1) / (NUDGE * math.sqrt(16))).mean()
    assert least <= float(kept) <= most


def test_a_unit_that_latches_a_bit_forgets_a_disturbance_and_its_gradient_vanishes(make_problem) -> None:
    problem = make_problem(RnnCell(hidden_size=1), AddingTask(length=50), 2)
    for name, value in (("W_hh.0", 2.0), ("W_xh.0", 0.0), ("b_xh.0", 0.0), ("b_hh.0", 0.0)):
        problem.parameters[name].detach().fill_(value)
    rest = 0.9575040240772687  # h = tanh(2 h), the resting point above 0
    assert math.tanh(2 * rest) == pytest.approx(rest, rel=1e-12)
    start = torch.tensor([[0.3], [-0.3]], dtype=torch.float64, requires_grad=True)
    trajectory = unroll(problem.network, problem.parameters, problem.batch.inputs, ((start,),))
    torch.testing.assert_close(trajectory.top[-1].state[0][:, 0].detach(), torch.tensor([rest, -rest]).double())
    (gradient,) = torch.autograd.grad(trajectory.top[-1].state[0].sum(), start)
    slope = 2 * (1 - rest**2)  # of a step at rest: 0.166
    assert float(gradient.abs().max()) < 10 * slope**45
