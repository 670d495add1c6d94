"""Every cell once more by somebody else's code, or by another form of its equation, which autograd goes through."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch
import torchrecurrent
from scipy.signal import cont2discrete
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn import functional

from rnn_playground.experiment.cells import (
    AntisymmetricCell,
    CellConfig,
    CornnCell,
    CwrnnCell,
    DeltanetCell,
    GruCell,
    IndrnnCell,
    IrnnCell,
    LemCell,
    LmuCell,
    LruCell,
    LstmCell,
    MingruCell,
    MinlstmCell,
    MlstmCell,
    NprnnCell,
    OrthogonalCell,
    RglruCell,
    RnnCell,
    ScrnCell,
    SlstmCell,
    UgrnnCell,
)

H, I = 4, 3

Weights = dict[str, Tensor]
State = tuple[Tensor, ...]
Parameters = Callable[[Weights], Weights]
States = Callable[[Weights, State, Tensor], Tensor]


class Oracle(NamedTuple):
    """``document``'s cell by other means.

    ``states`` takes weights by base name, a state for the beginning, inputs (time_step, batch, input) and returns the
    states h (time_step, batch, hidden). ``source`` says in words whose code or which form it is.
    """

    document: CellConfig
    source: str
    states: States


def torch_layer(make: Callable[..., nn.RNNBase], **more: str) -> States:
    """A layer of torch, whose layout of weights is ours."""
    module = make(I, H, **more).double()
    names = {"W_xh": "weight_ih_l0", "W_hh": "weight_hh_l0", "b_xh": "bias_ih_l0", "b_hh": "bias_hh_l0"}

    def states(weights: Weights, state: State, inputs: Tensor) -> Tensor:
        parameters = {theirs: weights.get(ours, torch.zeros(H).double()) for ours, theirs in names.items()}
        begin = tuple(tensor[None] for tensor in state)
        return functional_call(module, parameters, (inputs, begin if len(begin) > 1 else begin[0]))[0]

    return states


def stepped(cell: nn.Module, parameters: Parameters, after: Callable[[State], State] = lambda state: state) -> States:
    """A cell of torchrecurrent step by step. Of its parameters, those that ``parameters`` leaves out are 0."""
    cell = cell.double()

    def states(weights: Weights, state: State, inputs: Tensor) -> Tensor:
        zeros = {name: torch.zeros_like(value) for name, value in cell.named_parameters()}
        given, found = parameters(weights), []
        assert all(zeros[name].shape == value.shape for name, value in given.items())
        for x in inputs:
            new = functional_call(cell, {**zeros, **given}, (x, state if len(state) > 1 else state[0]))
            state = after(new if isinstance(new, tuple) else (new,))
            found.append(state[0])
        return torch.stack(found)

    return states


def with_residual_path(alpha: float, step: States) -> States:
    """h + α times what a step of another implementation makes of h, one time step after the other."""

    def states(weights: Weights, state: State, inputs: Tensor) -> Tensor:
        h, found = state[0], []
        for x in inputs:
            h = h + alpha * step(weights, (h,), x[None])[0]
            found.append(h)
        return torch.stack(found)

    return states


def normalised(bend: Callable[[Tensor], Tensor]) -> States:
    """torch.nn.LayerNorm around the sum of two of torch.nn.Linear."""
    entering, returning, norm = nn.Linear(I, H, bias=False), nn.Linear(H, H, bias=False), nn.LayerNorm(H)

    def states(w: Weights, state: State, inputs: Tensor) -> Tensor:
        h, found = state[0], []
        for x in inputs:
            read, carried = (functional_call(layer, {"weight": w[name]}, value) for layer, name, value in (
                (entering, "W_xh", x), (returning, "W_hh", h),
            ))  # fmt: skip
            h = bend(functional_call(norm, {"weight": w["g_ln"], "bias": w["b_xh"]}, read + carried))
            found.append(h)
        return torch.stack(found)

    return states


def swapped(value: Tensor) -> Tensor:
    """The two blocks of rows in the other order."""
    return torch.cat(value.chunk(2)[::-1])


def scrn_parameters(w: Weights) -> Weights:
    """Two layers in one matrix: the second passes the hidden units on, so the identity stands there."""
    return {
        "weight_ih": torch.cat([w["W_xs"], w["W_xh"]]),
        "weight_hh": torch.cat([w["W_hh"], torch.eye(H).double()]),
        "weight_ch": torch.cat([w["W_sh"], torch.zeros(H, H).double()]),
        "alpha": torch.tensor(0.7, dtype=torch.float64),
    }


def clockwork(w: Weights, state: State, inputs: Tensor) -> Tensor:
    """Two modules, of which the second ticks at every other time step and is all that it hears."""
    h, found, half = state[0], [], H // 2
    for time_step, x in enumerate(inputs):
        entering = functional.linear(x, w["W_xh"], w["b_xh"])
        fast = torch.tanh(entering[:, :half] + h @ w["W_hh"][:half].T)
        slow = torch.tanh(entering[:, half:] + h[:, half:] @ w["W_hh"][half:, half:].T)
        h = torch.cat([fast, h[:, half:] if time_step % 2 else slow], dim=1)
        found.append(h)
    return torch.stack(found)


def rotated(w: Weights, state: State, inputs: Tensor) -> Tensor:
    """torch's matrix exponential, and modReLU as the shrinking of a length."""
    h, found, rotation = state[0], [], torch.matrix_exp(w["A"] - w["A"].T)
    for x in inputs:
        z = x @ w["W_xh"].T + h @ rotation.T
        h = z * functional.relu(1.0 + w["b_mod"] / z.abs())
        found.append(h)
    return torch.stack(found)


def unstabilised(w: Weights, state: State, inputs: Tensor) -> Tensor:
    """Equations 8 to 12 of the paper of the sLSTM, with i itself: no logarithm, no m, which is the unit at first."""
    h, c, n, m = state
    c, n, found = c * m.exp(), n * m.exp(), []
    for x in inputs:
        z_i, z_f, z_g, z_o = (x @ w["W_xh"].T + w["b_xh"] + h @ w["W_hh"].T).split(H, dim=1)
        f, o = (1.0 / (1.0 + torch.exp(-z)) for z in (z_f, z_o))
        c, n = f * c + torch.exp(z_i) * torch.tanh(z_g), f * n + torch.exp(z_i)
        h = o * c / n
        found.append(h)
    return torch.stack(found)


def long_expressive(w: Weights, state: State, inputs: Tensor) -> Tensor:
    """The paper's equations, a matrix at a time: W_1, W_2, W_z see y, W_y sees the new z; Δt is 0.6."""
    (y, z), found = state, []
    v_1, v_2, v_z = w["W_xh"].split(H)
    w_1, w_2, w_z = w["W_hh"].split(H)
    b_1, b_2, b_z = w["b_xh"].split(H)
    for u in inputs:
        slow = 0.6 / (1.0 + torch.exp(-(y @ w_1.T + u @ v_1.T + b_1)))
        fast = 0.6 / (1.0 + torch.exp(-(y @ w_2.T + u @ v_2.T + b_2)))
        z = (1.0 - slow) * z + slow * torch.tanh(y @ w_z.T + u @ v_z.T + b_z)
        y = (1.0 - fast) * y + fast * torch.tanh(z @ w["W_zc"].T + u @ w["W_xc"].T + w["b_c"])
        found.append(y)
    return torch.stack(found)


def summed(kept: Tensor, entering: Tensor, begin: Tensor) -> Tensor:
    """All states of h_t = k_t h_{t−1} + e_t at once: h_t = Σ_s (k_{s+1} … k_t) e_s with e_0 = h_0.

    ``kept`` and ``entering`` are (time_step, batch, hidden), all k above 0 or complex.
    """
    decayed = functional.pad(kept.log().cumsum(0), (0, 0, 0, 0, 1, 0))
    between = (decayed[:, None] - decayed[None]).exp()
    later = torch.ones(len(between), len(between), dtype=torch.bool).tril()
    entering = torch.cat([begin[None], entering])
    return torch.where(later[:, :, None, None], between, 0.0).mul(entering[None]).sum(1)[1:]


def minimal_gru(w: Weights, state: State, inputs: Tensor) -> Tensor:
    """The sum, with the paper's z, which writes."""
    z_k, candidate = functional.linear(inputs, w["W_xh"], w["b_xh"]).chunk(2, dim=2)
    return summed(1.0 - torch.sigmoid(-z_k), torch.sigmoid(-z_k) * candidate, state[0])


def minimal_lstm(w: Weights, state: State, inputs: Tensor) -> Tensor:
    """The parallel form in log space of the paper's appendix B, of positive and of negative parts."""
    z_f, z_i, candidate = functional.linear(inputs, w["W_xh"], w["b_xh"]).chunk(3, dim=2)
    difference = functional.softplus(-z_f) - functional.softplus(-z_i)
    log_kept, log_written = -functional.softplus(difference), -functional.softplus(-difference)
    kept = functional.pad(log_kept.cumsum(0), (0, 0, 0, 0, 1, 0))

    def scan(sign: float) -> Tensor:
        log_h, log_c = ((sign * part).clamp(min=1e-300).log() for part in (state[0][None], candidate))
        written = torch.cat([log_h, log_written + log_c])
        return (kept + torch.logcumsumexp(written - kept, dim=0)).exp()[1:]

    return scan(1.0) - scan(-1.0)


def real_gated_lru(w: Weights, state: State, inputs: Tensor) -> Tensor:
    """The sum; a_t = σ(−Λ)^(8 r_t) as section 2.4 of the paper has it."""
    z_r, z_i, u = functional.linear(inputs, w["W_xh"], w["b_xh"]).chunk(3, dim=2)
    a = torch.sigmoid(-w["Lambda"]) ** (8.0 * torch.sigmoid(z_r))
    return summed(a, (1.0 - a.square()).sqrt() * torch.sigmoid(z_i) * u, state[0])


def linear_unit(w: Weights, state: State, inputs: Tensor) -> Tensor:
    """The sum in complex numbers, and its gated read-out."""
    eigenvalues = torch.exp(torch.complex(-w["nu"].exp(), w["theta"].exp()))
    entering = w["gamma_log"].exp() * (inputs.to(torch.complex128) @ torch.complex(w["B_re"], w["B_im"]).T)
    x = summed(eigenvalues.expand_as(entering), entering, torch.view_as_complex(state[1]))
    y = (x @ torch.complex(w["C_re"], w["C_im"]).T).real + inputs @ w["D"].T
    return y * torch.sigmoid(functional.linear(y, w["W_gate"], w["b_gate"]))


def read(cell: DeltanetCell, w: Weights, inputs: Tensor) -> dict[str, Tensor]:
    """α, β (time_step, batch), q, k, v (time_step, batch, …) of a DeltaNet, of all time steps."""
    z = {key: functional.linear(inputs, w[f"W_{key}"], w[f"b_{key}"]) for key in ("q", "k", "v", "beta")}
    found = {key: functional.normalize(z[key] * torch.sigmoid(z[key]), dim=2) for key in ("q", "k")}
    beta = cell.beta_max / (1.0 + torch.exp(-z["beta"][..., 0]))
    alpha = torch.ones_like(beta)
    if cell.decay_gate:
        alpha = torch.exp(-functional.softplus(-functional.linear(inputs, w["W_alpha"], w["b_alpha"])))
    return {**found, "v": z["v"], "beta": beta, "alpha": alpha.reshape(beta.shape)}


def corrected(cell: DeltanetCell) -> States:
    """h of all time steps by one triangular system: S_t = γ_t S_0 + Σ_{s≤t} (γ_t/γ_s) u_s k_sᵀ, γ_t = α_1 … α_t.

    u_t = β_t (v_t − what S holds at k_t before the step), so (I + β tril((γ_t/γ_s) ⟨k_t, k_s⟩, −1)) u is known: the WY
    form of section 3 of the paper, with the decay of Gated DeltaNet.
    """

    def states(w: Weights, state: State, inputs: Tensor) -> Tensor:
        memory = state[1]
        q, k, v, beta, alpha = (read(cell, w, inputs)[key] for key in ("q", "k", "v", "beta", "alpha"))
        faded = alpha.log().cumsum(0)
        between = (faded[:, None] - faded[None]).exp().permute(2, 0, 1)
        alike, asked = torch.einsum("tbk,sbk->bts", k, k), torch.einsum("tbk,sbk->bts", q, k)
        first = torch.einsum("bhk,tbk->bth", memory, k) * faded.exp().t()[:, :, None]
        known = beta.t()[:, :, None] * (v.transpose(0, 1) - first)
        system = torch.eye(len(inputs)).double() + beta.t()[:, :, None] * (between * alike).tril(-1)
        written = torch.linalg.solve_triangular(system, known, upper=False)
        kept = torch.einsum("bhk,tbk->bth", memory, q) * faded.exp().t()[:, :, None]
        return (kept + (between * asked).tril() @ written).transpose(0, 1)

    return states


def attended(w: Weights, state: State, inputs: Tensor) -> Tensor:
    """The parallel form of the paper's appendix, of C and n themselves: no recurrence, no logarithm of i, no m.

    D_ts = (f_{s+1} … f_t) i_s, and h_t = o Σ_s D_ts ⟨q_t, k_s⟩ v_s / max(|Σ_s D_ts ⟨q_t, k_s⟩|, 1), to which what the
    first C and n answer is added, (f_1 … f_t) times.
    """
    q, k, v, z_o, z_i, z_f = (functional.linear(inputs, w[f"W_{key}"], w[f"b_{key}"]) for key in "qkvoif")
    k = k * k.shape[2] ** -0.5
    _, memory, normaliser, m = state
    faded = torch.cumprod(1.0 / (1.0 + torch.exp(-z_f[..., 0])), dim=0)
    decay = (faded[:, None] / faded[None] * torch.exp(z_i[None, ..., 0])).permute(2, 0, 1).tril()
    alike = decay * torch.einsum("tbk,sbk->bts", q, k)
    first = faded.t()[:, :, None] * m.exp()[:, :, None]
    answers = alike @ v.transpose(0, 1) + first * torch.einsum("bhk,tbk->bth", memory, q)
    total = alike.sum(2, keepdim=True) + first * torch.einsum("bk,tbk->bt", normaliser, q)[:, :, None]
    return (answers / total.abs().clamp(min=1.0)).transpose(0, 1) / (1.0 + torch.exp(-z_o))


def windowed(cell: LmuCell) -> States:
    """m of each time step as the sum over all earlier u, each aged by a power of A_θ; A_θ and B_θ by scipy."""
    i, j = np.indices((cell.order, cell.order))
    scale = (2 * i + 1) / cell.theta
    continuous = (np.where(i < j, -1, (-1.0) ** (i - j + 1)) * scale, scale[:, :1] * (-1.0) ** i[:, :1])
    aged, entering, *_ = cont2discrete((*continuous, np.eye(cell.order), np.zeros((cell.order, 1))), 1.0, method="zoh")
    powers = [torch.from_numpy(np.linalg.matrix_power(aged, age)) for age in range(21)]
    written = [power @ torch.from_numpy(entering)[:, 0] for power in powers]

    def states(w: Weights, state: State, inputs: Tensor) -> Tensor:
        (h, m), found, signal = state, [], []
        for time_step, x in enumerate(inputs):
            signal.append(x @ w["e_x"][0] + h @ w["e_h"][0] + m @ w["e_m"][0])
            m = state[1] @ powers[time_step + 1].t()
            for age, u in enumerate(reversed(signal)):
                m = m + torch.outer(u, written[age])
            h = torch.tanh(x @ w["W_xh"].t() + h @ w["W_hh"].t() + m @ w["W_mh"].t())
            found.append(h)
        return torch.stack(found)

    return states


DELTA = [
    DeltanetCell(hidden_size=H, key_size=3, beta_max=most, decay_gate=gate) for most in (1, 2) for gate in (False, True)
]
INDRNN = stepped(
    torchrecurrent.IndRNNCell(I, H, nonlinearity=torch.relu),
    lambda w: {"weight_ih": w["W_xh"], "vector_u": w["u"], "bias_ih": w["b_xh"]},
)
SUM = "the sum over all earlier inputs in place of the recurrence"
ORACLES: tuple[Oracle, ...] = (
    Oracle(RnnCell(hidden_size=H), "torch.nn.RNN", torch_layer(nn.RNN)),
    Oracle(RnnCell(hidden_size=H, activation="relu"), "torch.nn.RNN, ReLU", torch_layer(nn.RNN, nonlinearity="relu")),
    *(
        Oracle(
            kind(hidden_size=H, residual=0.1),
            f"h + 0.1 of a step of torch.nn.RNN, {bend}",
            with_residual_path(0.1, torch_layer(nn.RNN, nonlinearity=bend)),
        )
        for kind, bend in ((RnnCell, "tanh"), (IrnnCell, "relu"), (NprnnCell, "relu"))
    ),
    *(
        Oracle(kind(hidden_size=H, layer_norm=True), "torch.nn.LayerNorm, in a loop", normalised(bend))
        for kind, bend in ((RnnCell, torch.tanh), (IrnnCell, torch.relu), (NprnnCell, torch.relu))
    ),
    Oracle(
        RnnCell(hidden_size=H, residual=0.1, layer_norm=True),
        "h + 0.1 of a step with torch.nn.LayerNorm",
        with_residual_path(0.1, normalised(torch.tanh)),
    ),
    Oracle(IrnnCell(hidden_size=H), "torch.nn.RNN, ReLU", torch_layer(nn.RNN, nonlinearity="relu")),
    Oracle(NprnnCell(hidden_size=H), "torch.nn.RNN, ReLU", torch_layer(nn.RNN, nonlinearity="relu")),
    Oracle(CwrnnCell(hidden_size=H, periods=(1, 2)), "each module by itself, in a loop", clockwork),
    Oracle(LstmCell(hidden_size=H), "torch.nn.LSTM", torch_layer(nn.LSTM)),
    Oracle(
        LstmCell(hidden_size=H, peepholes=True),
        "torchrecurrent.PeepholeLSTMCell",
        stepped(
            torchrecurrent.PeepholeLSTMCell(I, H),
            lambda w: {
                "weight_ih": w["W_xh"], "weight_hh": w["W_hh"], "weight_ph": w["p_ch"],
                "bias_ih": w["b_xh"], "bias_hh": w["b_hh"],
            },
        ),
    ),
    *(
        Oracle(SlstmCell(hidden_size=H, stabiliser=stabiliser), "the paper's equations without m", unstabilised)
        for stabiliser in (True, False)
    ),
    Oracle(GruCell(hidden_size=H), "torch.nn.GRU", torch_layer(nn.GRU)),
    Oracle(
        UgrnnCell(hidden_size=H),
        "torchrecurrent.UGRNNCell",
        stepped(
            torchrecurrent.UGRNNCell(I, H),
            lambda w: {
                "weight_ih": swapped(w["W_xh"]), "weight_hh": swapped(w["W_hh"]), "bias_ih": swapped(w["b_xh"]),
            },
        ),
    ),
    Oracle(MingruCell(hidden_size=H), SUM, minimal_gru),
    Oracle(MinlstmCell(hidden_size=H), "the parallel form in log space", minimal_lstm),
    Oracle(
        ScrnCell(hidden_size=H, context_keep=0.7),
        "torchrecurrent.SCRNCell, its second layer undone",
        stepped(torchrecurrent.SCRNCell(I, H), scrn_parameters, lambda state: (torch.atanh(state[0]), state[1])),
    ),
    Oracle(IndrnnCell(hidden_size=H, largest_weight=10.0), "torchrecurrent.IndRNNCell", INDRNN),
    Oracle(
        IndrnnCell(hidden_size=H, largest_weight=10.0, residual=0.1),
        "h + 0.1 of a step of torchrecurrent.IndRNNCell",
        with_residual_path(0.1, INDRNN),
    ),
    Oracle(OrthogonalCell(hidden_size=H), "torch.matrix_exp, in a loop", rotated),
    Oracle(
        AntisymmetricCell(hidden_size=H, step_size=0.3, damping=0.2),
        "torchrecurrent.AntisymmetricRNNCell",
        stepped(
            torchrecurrent.AntisymmetricRNNCell(I, H, epsilon=0.3, gamma=0.2),
            lambda w: {"weight_ih": w["W_xh"], "weight_hh": w["A"], "bias_ih": w["b_xh"]},
        ),
    ),
    Oracle(
        CornnCell(hidden_size=H, step_size=0.3, frequency=1.5, damping=0.7),
        "torchrecurrent.coRNNCell",
        stepped(
            torchrecurrent.coRNNCell(I, H, dt=0.3, gamma=1.5, epsilon=0.7),
            lambda w: {
                "weight_ih": w["W_xh"], "weight_hh": w["W_hh"], "weight_ch": w["W_zh"], "bias_ih": w["b_xh"],
            },
        ),
    ),
    Oracle(LemCell(hidden_size=H, step_size=0.6), "the paper's equations, a matrix at a time", long_expressive),
    *(
        Oracle(cell, "m as the sum over all earlier u; scipy.signal.cont2discrete", windowed(cell))
        for cell in (LmuCell(hidden_size=H, order=3, theta=6.0), LmuCell(hidden_size=H))
    ),
    Oracle(LruCell(hidden_size=H), SUM, linear_unit),
    Oracle(RglruCell(hidden_size=H), SUM, real_gated_lru),
    *(Oracle(cell, "the WY form: all corrections by one triangular system", corrected(cell)) for cell in DELTA),
    Oracle(MlstmCell(hidden_size=H, key_size=3), "the parallel form, without m", attended),
)  # fmt: skip
