"""The update rules on one flat vector of parameters: the operations of ``torch.optim``, in its order, to the last bit.

``torch.optim`` itself would load ``torch._dynamo`` with its first optimiser: a second and 70 MB a process, for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, assert_never, final

import torch
from torch import Tensor

from rnn_playground.experiment.learning import Adam, AdamW, Momentum, Nesterov, Optimizer, RmsProp, Sgd

AVERAGES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "sgd": (),
        "momentum": ("momentum_buffer",),
        "nesterov": ("momentum_buffer",),
        "rmsprop": ("square_avg",),
        "adam": ("exp_avg", "exp_avg_sq"),
        "adamw": ("exp_avg", "exp_avg_sq"),
    }
)
"""What torch calls the running averages that a rule keeps."""
EPSILON = 1e-8


@final
class UpdateRule:
    """The rule that ``document`` describes; ``learning_rate`` is that of the next update of ``vector``.

    It changes the numbers of ``vector`` from ``first`` on; averages and clipping know of no others. ``averages`` holds
    the running averages by the names that torch gives them, nothing before the first update;
    ``count`` is the number of updates that went into them.
    """

    def __init__(self, document: Optimizer, vector: Tensor, first: int = 0) -> None:
        self.document, self.vector, self.first = document, vector, first
        self.learning_rate = document.learning_rate
        self.averages: dict[str, Tensor] = {}
        self.count = 0

    @torch.no_grad()
    def step(self) -> None:
        """Update ``vector`` by ``vector.grad``. Raises ValueError where it has none."""
        if self.vector.grad is None:
            raise ValueError("the parameters have no gradient to update them by; set vector.grad first")
        vector, gradient, rate = self.vector[self.first :], self.vector.grad[self.first :], self.learning_rate
        self.count += 1
        match self.document:
            case Sgd():
                vector.add_(gradient, alpha=-rate)
            case Momentum(momentum=momentum):
                vector.add_(self._velocity(gradient, momentum), alpha=-rate)
            case Nesterov(momentum=momentum):
                vector.add_(gradient.add(self._velocity(gradient, momentum), alpha=momentum), alpha=-rate)
            case RmsProp(decay=decay):
                root = self._mean_square("square_avg", gradient, decay).sqrt()
                vector.addcdiv_(gradient, root.add_(EPSILON), value=-rate)
            case Adam(beta1=beta1, beta2=beta2):
                self._adam(vector, gradient, beta1, beta2)
            case AdamW(beta1=beta1, beta2=beta2, weight_decay=decay):
                vector.mul_(1 - rate * decay)
                self._adam(vector, gradient, beta1, beta2)
            case _ as unreachable:
                assert_never(unreachable)

    def _velocity(self, gradient: Tensor, momentum: float) -> Tensor:
        is_first = not self.averages
        velocity = self.average("momentum_buffer")[self.first :]
        return velocity.copy_(gradient) if is_first else velocity.mul_(momentum).add_(gradient)

    def _mean_square(self, name: str, gradient: Tensor, decay: float) -> Tensor:
        return self.average(name)[self.first :].mul_(decay).addcmul_(gradient, gradient, value=1 - decay)

    def _adam(self, vector: Tensor, gradient: Tensor, beta1: float, beta2: float) -> None:
        """Kingma and Ba, 2015; both corrections as torch places them."""
        mean = self.average("exp_avg")[self.first :].lerp_(gradient, 1 - beta1)
        root = self._mean_square("exp_avg_sq", gradient, beta2).sqrt()
        root = (root / (1 - beta2**self.count) ** 0.5).add_(EPSILON)
        vector.addcdiv_(mean, root, value=-self.learning_rate / (1 - beta1**self.count))

    def used(self, gradient: Tensor) -> Tensor:
        """Return ``gradient`` with 0 in the place of what this rule does not change, in place."""
        gradient[: self.first] = 0
        return gradient

    def average(self, name: str) -> Tensor:
        """Return a running average itself; zeros before the first update."""
        if name not in self.averages:
            self.averages[name] = torch.zeros_like(self.vector)
        return self.averages[name]

    @property
    def state(self) -> dict[str, Tensor]:
        """Return copies of what it holds, under the names that ``torch.optim`` gives them; nothing before an update."""
        held = {name: average.clone() for name, average in self.averages.items()}
        if held and self.document.kind not in ("momentum", "nesterov"):
            held["step"] = torch.tensor(self.count, dtype=torch.float32)
        return held

    @state.setter
    def state(self, state: Mapping[str, Tensor]) -> None:
        self.count = int(state.get("step", 0))
        self.averages = {name: value.clone() for name, value in state.items() if name != "step"}
