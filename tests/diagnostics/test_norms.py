import pytest
import torch

from rnn_playground.diagnostics.norms import norms
from rnn_playground.experiment.cells import LstmCell
from rnn_playground.experiment.learning import (
    Adam,
    AdamW,
    Clip,
    Momentum,
    Nesterov,
    NoClip,
    NormClip,
    Optimizer,
    RmsProp,
    Sgd,
    ValueClip,
)
from rnn_playground.experiment.tasks import HelloTask
from rnn_playground.learning.clipping import clip_gradient
from rnn_playground.learning.optimizers import UpdateRule
from rnn_playground.learning.update_preview import preview_update

OPTIMIZERS = [Sgd(), Momentum(), Nesterov(), RmsProp(), Adam(), AdamW()]


@pytest.mark.parametrize("document", OPTIMIZERS, ids=lambda document: document.kind)
@pytest.mark.parametrize("clip", [NoClip(), NormClip(threshold=0.5), ValueClip(threshold=0.1)], ids=lambda c: c.kind)
def test_the_norms_are_those_of_the_update_that_then_happens(document: Optimizer, clip: Clip, make_problem) -> None:
    parameters = make_problem(LstmCell(hidden_size=3), HelloTask()).parameters
    vector, stream = parameters.vector, torch.Generator().manual_seed(0)
    rule = UpdateRule(document, vector)
    for _ in range(3):  # the third has a history behind it
        gradient = torch.randn(len(vector), generator=stream, dtype=torch.float64)
        found = norms(parameters, gradient, preview_update(rule, gradient, clip, 0.07))
        before = {name: value.detach().clone() for name, value in parameters.items()}
        vector.grad = gradient.clone()
        rule.learning_rate = 0.07
        clip_gradient(clip, vector)
        rule.step()
        for place, (name, value) in enumerate(before.items()):
            moved = float((parameters[name].detach() - value).norm() / value.norm())
            assert float(found.update_ratio[place]) == pytest.approx(moved, rel=1e-12)
            assert float(found.parameter[place]) == pytest.approx(float(value.norm()), rel=1e-12)
            piece = parameters.split(gradient)[name]
            assert float(found.gradient[place]) == pytest.approx(float(piece.norm()), rel=1e-12)
        assert float(found.clip_ratio) == pytest.approx(float(vector.grad.norm() / gradient.norm()), rel=1e-12)
        assert (float(found.clip_ratio) == 1.0) == (clip.kind == "none")


def test_a_preview_leaves_everything_as_it_was(make_problem) -> None:
    vector = make_problem(LstmCell(hidden_size=3), HelloTask()).parameters.vector
    rule = UpdateRule(Adam(), vector)
    vector.grad = torch.ones_like(vector)
    rule.step()
    gradient, kept = torch.full_like(vector, 9.0), vector.clone()
    state = rule.state
    seen = preview_update(rule, gradient, NormClip(threshold=1.0), 0.5)
    assert not torch.equal(seen.vector, kept)
    assert torch.equal(vector, kept)
    assert torch.equal(gradient, torch.full_like(vector, 9.0))
    assert rule.learning_rate == Adam().learning_rate
    assert all(torch.equal(value, rule.state[name]) for name, value in state.items())


def test_without_a_gradient_nothing_is_clipped(make_problem) -> None:
    parameters = make_problem(LstmCell(hidden_size=3), HelloTask()).parameters
    gradient = torch.zeros_like(parameters.vector)
    rule = UpdateRule(Sgd(), parameters.vector)
    found = norms(parameters, gradient, preview_update(rule, gradient, NormClip(), 0.1))
    assert float(found.clip_ratio) == 1.0
    assert not found.update_ratio.any()
