"""Every cell against its equation, written down once more as a plain loop over samples in NumPy."""

from collections.abc import Callable

import numpy as np
from scipy.linalg import expm

from rnn_playground.experiment.cells import CellConfig

State = list[np.ndarray]
Weights = dict[str, np.ndarray]


def sigma(z: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-z))


def simple(f: Callable[[np.ndarray], np.ndarray]):
    def step(cell: CellConfig, w: Weights, x: np.ndarray, state: State, t: int) -> State:
        total = w["W_xh"] @ x + w["W_hh"] @ state[0]
        if cell.layer_norm:
            total = w["g_ln"] * (total - total.mean()) / np.sqrt(total.var() + 1e-5)
        made = f(total + w["b_xh"] + w.get("b_hh", 0.0))
        return [onward(cell, state[0], made)]

    return step


def onward(cell: CellConfig, h: np.ndarray, made: np.ndarray) -> np.ndarray:
    return h + cell.residual * made if cell.residual else made


def cwrnn(cell: CellConfig, w: Weights, x: np.ndarray, state: State, t: int) -> State:
    h, half = state[0], cell.hidden_size // 2
    recurrent = w["W_hh"].copy()
    recurrent[half:, :half] = 0.0
    new = np.tanh(w["W_xh"] @ x + w["b_xh"] + recurrent @ h)
    return [new if t % 2 == 0 else np.concatenate([new[:half], h[half:]])]


def lstm(cell: CellConfig, w: Weights, x: np.ndarray, state: State, t: int) -> State:
    h, c = state
    z_i, z_f, z_g, z_o = np.split(w["W_xh"] @ x + w["b_xh"] + w["W_hh"] @ h + w["b_hh"], 4)
    p_i, p_f, p_o = np.split(w.get("p_ch", np.zeros(3 * cell.hidden_size)), 3)
    c_new = sigma(z_f + p_f * c) * c + sigma(z_i + p_i * c) * np.tanh(z_g)
    return [sigma(z_o + p_o * c_new) * np.tanh(c_new), c_new]


def slstm(cell: CellConfig, w: Weights, x: np.ndarray, state: State, t: int) -> State:
    h, c, n, m = state
    size = cell.hidden_size // cell.heads
    links = np.kron(np.eye(cell.heads), np.ones((size, size)))
    z_i, z_f, z_g, z_o = np.split(w["W_xh"] @ x + w["b_xh"] + (w["W_hh"] * np.tile(links, (4, 1))) @ h, 4)
    kept = np.log(sigma(z_f)) + m
    m_new = np.where(n == 0.0, z_i, np.maximum(z_i, kept)) * cell.stabiliser
    c_new = np.exp(kept - m_new) * c + np.exp(z_i - m_new) * np.tanh(z_g)
    n_new = np.exp(kept - m_new) * n + np.exp(z_i - m_new)
    return [sigma(z_o) * c_new / n_new, c_new, n_new, m_new]


def gru(cell: CellConfig, w: Weights, x: np.ndarray, state: State, t: int) -> State:
    h = state[0]
    x_r, x_z, x_n = np.split(w["W_xh"] @ x + w["b_xh"], 3)
    h_r, h_z, h_n = np.split(w["W_hh"] @ h + w["b_hh"], 3)
    z = sigma(x_z + h_z)
    return [(1.0 - z) * np.tanh(x_n + sigma(x_r + h_r) * h_n) + z * h]


def ugrnn(cell: CellConfig, w: Weights, x: np.ndarray, state: State, t: int) -> State:
    z_g, z_c = np.split(w["W_xh"] @ x + w["b_xh"] + w["W_hh"] @ state[0], 2)
    return [sigma(z_g) * state[0] + (1.0 - sigma(z_g)) * np.tanh(z_c)]


def mingru(cell: CellConfig, w: Weights, x: np.ndarray, state: State, t: int) -> State:
    z_k, c = np.split(w["W_xh"] @ x + w["b_xh"], 2)
    written = 1.0 - sigma(z_k)  # the paper's z
    return [(1.0 - written) * state[0] + written * c]


def minlstm(cell: CellConfig, w: Weights, x: np.ndarray, state: State, t: int) -> State:
    z_f, z_i, c = np.split(w["W_xh"] @ x + w["b_xh"], 3)
    f, i = sigma(z_f), sigma(z_i)
    return [f / (f + i) * state[0] + i / (f + i) * c]


def scrn(cell: CellConfig, w: Weights, x: np.ndarray, state: State, t: int) -> State:
    s = 0.7 * state[1] + 0.3 * (w["W_xs"] @ x)
    return [sigma(w["W_sh"] @ s + w["W_xh"] @ x + w["W_hh"] @ state[0]), s]


def indrnn(cell: CellConfig, w: Weights, x: np.ndarray, state: State, t: int) -> State:
    return [onward(cell, state[0], np.maximum(0.0, w["W_xh"] @ x + w["b_xh"] + w["u"] * state[0]))]


def exponential(matrix: np.ndarray) -> np.ndarray:
    """exp by its eigenvectors, which a skew-symmetric matrix has in full."""
    values, vectors = np.linalg.eig(matrix.astype(complex))
    return np.real(vectors @ np.diag(np.exp(values)) @ np.linalg.inv(vectors))


def orthogonal(cell: CellConfig, w: Weights, x: np.ndarray, state: State, t: int) -> State:
    z = w["W_xh"] @ x + exponential(w["A"] - w["A"].T) @ state[0]
    return [np.sign(z) * np.maximum(0.0, np.abs(z) + w["b_mod"])]


def antisymmetric(cell: CellConfig, w: Weights, x: np.ndarray, state: State, t: int) -> State:
    h = state[0]
    return [h + 0.3 * np.tanh(w["W_xh"] @ x + w["b_xh"] + (w["A"] - w["A"].T) @ h - 0.2 * h)]


def cornn(cell: CellConfig, w: Weights, x: np.ndarray, state: State, t: int) -> State:
    h, z = state
    force = np.tanh(w["W_xh"] @ x + w["b_xh"] + w["W_hh"] @ h + w["W_zh"] @ z)
    z_new = z + 0.3 * (force - 1.5 * h - 0.7 * z)
    return [h + 0.3 * z_new, z_new]


def lem(cell: CellConfig, w: Weights, x: np.ndarray, state: State, t: int) -> State:
    h, z = state
    z_1, z_2, z_g = np.split(w["W_xh"] @ x + w["b_xh"] + w["W_hh"] @ h, 3)
    step_1, step_2 = 0.6 * sigma(z_1), 0.6 * sigma(z_2)
    z_new = (1.0 - step_1) * z + step_1 * np.tanh(z_g)
    return [(1.0 - step_2) * h + step_2 * np.tanh(w["W_xc"] @ x + w["b_c"] + w["W_zc"] @ z_new), z_new]


def lmu(cell: CellConfig, w: Weights, x: np.ndarray, state: State, t: int) -> State:
    h, m = state
    i, j = np.indices((cell.order, cell.order))
    A = np.where(i < j, -1.0, (-1.0) ** (i - j + 1)) * (2 * i + 1)
    B = (2 * i[:, 0] + 1) * (-1.0) ** i[:, 0]
    aged = expm(A / cell.theta)
    carried = cell.recurrence == "on"
    u = w["e_x"] @ x + carried * (w["e_h"] @ h + w["e_m"] @ m)
    m = aged @ m + np.linalg.solve(A, (aged - np.eye(cell.order)) @ B) * u
    return [np.tanh(w["W_xh"] @ x + carried * (w["W_hh"] @ h) + w["W_mh"] @ m), m]


def lru(cell: CellConfig, w: Weights, x: np.ndarray, state: State, t: int) -> State:
    eigenvalues = np.exp(-np.exp(w["nu"]) + 1j * np.exp(w["theta"]))
    inner = state[1][:, 0] + 1j * state[1][:, 1]
    inner = eigenvalues * inner + np.exp(w["gamma_log"]) * ((w["B_re"] + 1j * w["B_im"]) @ x)
    y = np.real((w["C_re"] + 1j * w["C_im"]) @ inner) + w["D"] @ x
    return [y * sigma(w["W_gate"] @ y + w["b_gate"]), np.stack([inner.real, inner.imag], axis=1)]


def rglru(cell: CellConfig, w: Weights, x: np.ndarray, state: State, t: int) -> State:
    z_r, z_i, u = np.split(w["W_xh"] @ x + w["b_xh"], 3)
    a = np.exp(-8.0 * sigma(z_r) * np.log1p(np.exp(w["Lambda"])))
    return [a * state[0] + np.sqrt(1.0 - a**2) * sigma(z_i) * u]


def direction(z: np.ndarray) -> np.ndarray:
    silu = z * sigma(z)
    return silu / np.sqrt(np.sum(silu**2))


def deltanet(cell: CellConfig, w: Weights, x: np.ndarray, state: State, t: int) -> State:
    q, k = direction(w["W_q"] @ x + w["b_q"]), direction(w["W_k"] @ x + w["b_k"])
    beta = cell.beta_max * sigma(w["W_beta"] @ x + w["b_beta"])
    alpha = sigma(w["W_alpha"] @ x + w["b_alpha"]) if cell.decay_gate else 1.0
    kept = alpha * state[1] @ (np.eye(len(k)) - beta * np.outer(k, k))
    memory = kept + beta * np.outer(w["W_v"] @ x + w["b_v"], k)
    return [memory @ q, memory]


def mlstm(cell: CellConfig, w: Weights, x: np.ndarray, state: State, t: int) -> State:
    _, memory, n, m = state if cell.recurrence == "on" else [0.0 * each for each in state]
    q, v, o = w["W_q"] @ x + w["b_q"], w["W_v"] @ x + w["b_v"], sigma(w["W_o"] @ x + w["b_o"])
    k = (w["W_k"] @ x + w["b_k"]) / np.sqrt(cell.key_size)
    log_i, log_f = w["W_i"] @ x + w["b_i"], np.log(sigma(w["W_f"] @ x + w["b_f"]))
    unit = np.maximum(log_f + m, log_i)
    kept, written = np.exp(log_f + m - unit), np.exp(log_i - unit)
    memory, n = kept * memory + written * np.outer(v, k), kept * n + written * k
    return [o * (memory @ q) / np.maximum(abs(n @ q), np.exp(-unit)), memory, n, unit]


def formula(cell: CellConfig, w: Weights, x: np.ndarray, state: State, t: int) -> State:
    h = state[0]
    if len(state) == 1:
        z = sigma(w["W"] @ x + w["U"] @ h + w["b"])
        return [(1.0 - z) * h + z * np.tanh(w["V"] @ x + w["R"] @ h + w["a"])]
    r = sigma(w["W"] @ x + w["U"] @ h + w["p"] * state[1])
    c = 0.9 * state[1] + r * np.log1p(np.exp(w["V"] @ x)) / 2.0
    return [np.sin(w["M"] @ x + w["R"] @ (r * h) - c), c]


EQUATIONS = {
    "rnn": simple(np.tanh),
    "irnn": simple(lambda z: np.maximum(0.0, z)),
    "nprnn": simple(lambda z: np.maximum(0.0, z)),
    "cwrnn": cwrnn,
    "lstm": lstm,
    "slstm": slstm,
    "gru": gru,
    "ugrnn": ugrnn,
    "mingru": mingru,
    "minlstm": minlstm,
    "scrn": scrn,
    "indrnn": indrnn,
    "orthogonal": orthogonal,
    "antisymmetric": antisymmetric,
    "cornn": cornn,
    "lem": lem,
    "lmu": lmu,
    "lru": lru,
    "rglru": rglru,
    "deltanet": deltanet,
    "mlstm": mlstm,
    "formula": formula,
}


def test_every_state_follows_the_equation(a_specimen) -> None:
    weights = {name: value.numpy() for name, value in a_specimen.weights.items()}
    equation = EQUATIONS[a_specimen.document.kind]
    steps = a_specimen.run()
    for sample in range(a_specimen.inputs.shape[1]):
        state = [tensor[sample].numpy() for tensor in a_specimen.state]
        for t, step in enumerate(steps):
            state = equation(a_specimen.document, weights, a_specimen.inputs[t, sample].numpy(), state, t)
            for ours, expected in zip(step.state, state, strict=True):
                np.testing.assert_allclose(ours[sample].numpy(), expected, rtol=0, atol=1e-12)
