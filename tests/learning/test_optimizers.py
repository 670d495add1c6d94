"""The update rules on one vector: the textbook's, in float64, and those of torch.optim, to the last bit."""

import math
import subprocess
import sys

import pytest
import torch

from rnn_playground.experiment.learning import (
    Adam,
    AdamW,
    Momentum,
    Nesterov,
    NoClip,
    NormClip,
    Optimizer,
    RmsProp,
    Sgd,
    ValueClip,
)
from rnn_playground.learning.clipping import clip_gradient
from rnn_playground.learning.optimizers import UpdateRule

RATE, STEPS = 0.1, 5
GRADIENTS = [0.5, -1.5, 2.0, 0.1, -0.3]


def sgd(w: float, gradients: list[float]) -> float:
    return w - RATE * sum(gradients)


def momentum(w: float, gradients: list[float], nesterov: bool = False) -> float:
    v = 0.0
    for g in gradients:
        v = 0.8 * v + g
        w -= RATE * (g + 0.8 * v if nesterov else v)
    return w


def rmsprop(w: float, gradients: list[float]) -> float:
    s = 0.0
    for g in gradients:
        s = 0.95 * s + 0.05 * g * g
        w -= RATE * g / (math.sqrt(s) + 1e-8)
    return w


def adam(w: float, gradients: list[float], decay: float = 0.0) -> float:
    m = v = 0.0
    for t, g in enumerate(gradients, 1):
        w -= RATE * decay * w
        m = 0.8 * m + 0.2 * g
        v = 0.99 * v + 0.01 * g * g
        w -= RATE * (m / (1 - 0.8**t)) / (math.sqrt(v / (1 - 0.99**t)) + 1e-8)
    return w


RULES = [
    (Sgd(learning_rate=RATE), sgd),
    (Momentum(learning_rate=RATE, momentum=0.8), momentum),
    (Nesterov(learning_rate=RATE, momentum=0.8), lambda w, g: momentum(w, g, nesterov=True)),
    (RmsProp(learning_rate=RATE, decay=0.95), rmsprop),
    (Adam(learning_rate=RATE, beta1=0.8, beta2=0.99), adam),
    (AdamW(learning_rate=RATE, beta1=0.8, beta2=0.99, weight_decay=0.2), lambda w, g: adam(w, g, decay=0.2)),
]


@pytest.mark.parametrize(("document", "rule"), RULES, ids=[document.kind for document, _ in RULES])
def test_updates_follow_the_rule(document: Optimizer, rule) -> None:
    vector = torch.tensor([1.0, -2.0], dtype=torch.float64)
    update = UpdateRule(document, vector)
    for gradient in GRADIENTS:
        vector.grad = torch.tensor([gradient, -gradient], dtype=torch.float64)
        update.step()
    expected = [rule(1.0, GRADIENTS), rule(-2.0, [-g for g in GRADIENTS])]
    assert vector.tolist() == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("document", [document for document, _ in RULES], ids=lambda document: document.kind)
def test_a_new_learning_rate_takes_effect_at_once(document: Optimizer) -> None:
    vector = torch.ones(2)
    update = UpdateRule(document, vector)
    update.learning_rate = 0.0
    vector.grad = torch.ones(2)
    update.step()
    assert vector.tolist() == [1.0, 1.0]


PEERS = {
    "sgd": lambda vector: torch.optim.SGD([vector], lr=RATE),
    "momentum": lambda vector: torch.optim.SGD([vector], lr=RATE, momentum=0.8),
    "nesterov": lambda vector: torch.optim.SGD([vector], lr=RATE, momentum=0.8, nesterov=True),
    "rmsprop": lambda vector: torch.optim.RMSprop([vector], lr=RATE, alpha=0.95),
    "adam": lambda vector: torch.optim.Adam([vector], lr=RATE, betas=(0.8, 0.99)),
    "adamw": lambda vector: torch.optim.AdamW([vector], lr=RATE, betas=(0.8, 0.99), weight_decay=0.2),
}
CLIPS = [NoClip(), NormClip(threshold=1.0), ValueClip(threshold=0.5)]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.kind)
@pytest.mark.parametrize("document", [document for document, _ in RULES], ids=lambda document: document.kind)
def test_fifty_updates_are_torchs_to_the_last_bit(document: Optimizer, clip, dtype: torch.dtype) -> None:
    stream = torch.Generator().manual_seed(1)
    vector = torch.randn(101, generator=stream, dtype=dtype)
    peer = vector.clone()
    update, optimizer = UpdateRule(document, vector), PEERS[document.kind](peer)
    for number in range(50):
        if number == 30:
            update.learning_rate = optimizer.param_groups[0]["lr"] = 0.03
        size = 10.0 ** (number % 7 - 4)  # of gradients that vanish, and of some that explode
        vector.grad = size * torch.randn(101, generator=stream, dtype=dtype)
        peer.grad = vector.grad.clone()
        for each in (vector, peer):
            clip_gradient(clip, each)
        update.step()
        optimizer.step()
        assert torch.equal(vector, peer), number
    kept = {name: value for name, value in optimizer.state[peer].items() if value is not None}
    assert update.state.keys() == kept.keys()
    assert all(torch.equal(update.state[name], value) for name, value in kept.items())


@pytest.mark.parametrize("document", [document for document, _ in RULES], ids=lambda document: document.kind)
def test_it_goes_on_from_the_state_of_torch(document: Optimizer) -> None:
    stream = torch.Generator().manual_seed(2)
    peer = torch.randn(33, generator=stream)
    optimizer = PEERS[document.kind](peer)
    gradients = torch.randn(8, 33, generator=stream)
    for gradient in gradients[:4]:
        peer.grad = gradient
        optimizer.step()
    vector = peer.clone()
    update = UpdateRule(document, vector)
    update.state = {name: value for name, value in optimizer.state[peer].items() if value is not None}
    for gradient in gradients[4:]:
        vector.grad = peer.grad = gradient
        update.step()
        optimizer.step()
    assert torch.equal(vector, peer)


def test_a_vector_without_a_gradient_is_not_updated() -> None:
    with pytest.raises(ValueError, match=r"set vector\.grad first"):
        UpdateRule(Sgd(), torch.ones(2)).step()


NO_COMPILER = """
import sys
from rnn_playground.training.warm_up import use_one_thread, warm_up

use_one_thread()
warm_up()
sys.exit(", ".join(name for name in sys.modules if name in ("sympy", "scipy", "torch._dynamo")) or 0)
"""


def test_a_run_of_every_optimiser_loads_neither_a_compiler_nor_symbols() -> None:
    done = subprocess.run([sys.executable, "-c", NO_COMPILER], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
