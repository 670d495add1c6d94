"""torch's training steps: its fused module, of which nothing is kept, and a loop over its cell that keeps ∂L/∂h_t."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from rnn_playground.tasks import TaskBatch

MODULES: dict[str, type[nn.RNN | nn.LSTM | nn.GRU]] = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
CELLS: dict[str, Any] = {"rnn": nn.RNNCell, "lstm": nn.LSTMCell, "gru": nn.GRUCell}


class Learner:
    """Backward, clip, Adam, for a recurrent module and its read-out."""

    def __init__(self, recurrent: nn.Module, hidden: int, outputs: int) -> None:
        self.recurrent, self.read_out = recurrent, nn.Linear(hidden, outputs)
        self.parameters = [*self.recurrent.parameters(), *self.read_out.parameters()]
        self.optimizer = torch.optim.Adam(self.parameters, lr=1e-3)

    def start_from(self, values: Sequence[Tensor]) -> None:
        """Take the parameters: W_xh, W_hh, b_xh, b_hh, W_hy, b_y."""
        with torch.no_grad():
            for parameter, value in zip(self.parameters, values, strict=True):
                parameter.copy_(value)

    def learn(self, loss: Tensor) -> None:
        """Go back from the loss and update."""
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimizer.step()


class ModuleStep(Learner):
    """Forward, loss, backward, clip, Adam with torch's fused module; nothing is kept of it."""

    def __init__(self, kind: str, inputs: int, hidden: int, outputs: int) -> None:
        super().__init__(MODULES[kind](inputs, hidden), hidden, outputs)

    def on_the_last_step(self, inputs: Tensor, target: Tensor) -> Tensor:
        """Learn the target (batch, output) of the last step; return the loss before."""
        loss = functional.mse_loss(self.read_out(self.recurrent(inputs)[0][-1]), target)
        self.learn(loss)
        return loss

    def on(self, batch: TaskBatch) -> None:
        """Learn a task's batch."""
        predictions = self.read_out(self.recurrent(batch.inputs)[0][batch.loss_mask])
        classes = not batch.targets.is_floating_point()
        loss = functional.cross_entropy if classes else functional.mse_loss
        self.learn(loss(predictions, batch.targets[batch.loss_mask]))


class LoopStep(Learner):
    """The same step as a loop over torch's cell that keeps the gradient of every state."""

    def __init__(self, kind: str, inputs: int, hidden: int, outputs: int) -> None:
        super().__init__(CELLS[kind](inputs, hidden), hidden, outputs)
        self.hidden = hidden

    def on_the_last_step(self, inputs: Tensor, target: Tensor) -> Tensor:
        """Learn the target of the last step, and read every state's gradient norm; return the loss before."""
        h = torch.zeros(inputs.shape[1], self.hidden)
        state, kept = ((h, h.clone()) if isinstance(self.recurrent, nn.LSTMCell) else h), []
        for x in inputs:
            state = self.recurrent(x, state)
            h = state[0] if isinstance(state, tuple) else state
            h.retain_grad()
            kept.append(h)
        loss = functional.mse_loss(self.read_out(h), target)
        self.learn(loss)
        torch.stack([h.grad for h in kept if h.grad is not None]).norm(dim=2).mean(dim=1)
        return loss
