"""The counterexample to the rule of the eigenvalues: both of them 0, and the gradient doubles at every step back."""

from __future__ import annotations

from rnn_playground.experiment.activations import ActivationKind
from rnn_playground.experiment.cells import RnnCell
from rnn_playground.experiment.clips import NoClip
from rnn_playground.experiment.experiment import Experiment, Lane
from rnn_playground.experiment.initialisations import MatrixInit
from rnn_playground.experiment.optimizers import Sgd
from rnn_playground.experiment.presets.preset import Preset
from rnn_playground.experiment.tasks import HelloTask

LETTERS = 8
Z = 0.5493059158325195
"""artanh ½, but for 2e-7: z with tanh z = H, so rounded that float32 sits on the fixed point, which repels."""
H = 0.4999998211860657
SURE = 20.0
"""How far above the others the read-out puts b, by its bias: only where b is wrong does the loss have a gradient."""


def _lane(activation: ActivationKind) -> Lane:
    """Return a network of two units with W = [[8, 8], [−8, −8]], nilpotent: W² = 0.

    The bias b = z* − W h* makes h* = tanh(z*) = (0, ½) a fixed point: z* = (0, artanh ½). A sequence begins at 0, not
    there, so its first letter, which comes once, brings W h* along. With tanh J = diag(1, ¾) W and J² = 2 J. The loss
    at the end pulls along (1, 1), an eigenvector of Jᵀ for 2, and one that Wᵀ sends to 0.
    """
    at_rest = 8.0 * H
    return Lane(
        cell=RnnCell(
            hidden_size=2, activation=activation, recurrent_init=MatrixInit(matrix=((8.0, 8.0), (-8.0, -8.0)))
        ),
        optimizer=Sgd(learning_rate=0.0),
        clip=NoClip(),
        initial_weights={
            "W_xh.0": ((at_rest, 0.0, 0.0), (-at_rest, 0.0, 0.0)),
            "b_xh.0": (-at_rest, Z + at_rest),
            "b_hh.0": (0.0, 0.0),
            "W_hy": ((0.0, 0.0), (0.5, 0.5), (-0.5, -0.5)),
            "b_y": (0.0, SURE, 0.0),
        },
    )


def nilpotent() -> Preset:
    """Return the preset: the tanh network, and beside it the linear one, whose gradient is gone after one step.

    After Pascanu, Mikolov and Bengio, 2013, whose condition on the eigenvalues this matrix breaks. ‖∂h_T/∂h_{T−k}‖ is
    14.1 · 2^{k − 1}. Nothing is learnt (learning rate 0), so that the picture stands still.
    """
    task = HelloTask(text="a" + "b" * (LETTERS - 1), targets="b" * (LETTERS - 1) + "c")
    experiment = Experiment(task=task, lanes=(_lane("tanh"), _lane("identity")), batch_size=1, steps=1000)
    return Preset("nilpotent", experiment, 2.0, panels=("jacobian",))
