"""The measurements that are made only where somebody watches: what each carries, what it costs, where it comes from."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

Cost = Literal["light", "heavy"]
PanelKind = Literal[
    "gradients", "weights", "gates", "spectrum", "pre_activation", "band", "norms", "saliency", "triangle",
    "full_profile", "lags", "contributions", "jacobian", "step_spectrum", "lyapunov", "ledger",
]  # fmt: skip


class Panel(NamedTuple):
    """One measurement. A heavy one is made again only as often as a fixed share of the run's time allows."""

    kind: PanelKind
    cost: Cost
    equation: tuple[str, ...]
    source: str
    tensors: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the panel as the catalog carries it."""
        return {
            "kind": self.kind,
            "available": True,
            "text": f"panel.{self.kind}",
            "cost": self.cost,
            "equation": list(self.equation),
            "source": self.source,
            "tensors": list(self.tensors),
        }


PANELS = (
    Panel("gradients", "light", ("∂ℓ_b/∂h_t",), "Werbos, 1990, doi:10.1109/5.58337", ("hidden_gradient",)),
    Panel("weights", "light", ("W", "∂L/∂W"), "Werbos, 1990, doi:10.1109/5.58337", ("weight", "gradient")),
    Panel(
        "gates",
        "light",
        ("τ_t = 1 / (1 − f_t)", "F_t = Π_{k = t+1 … T} f_k"),
        "Tallec and Ollivier, 2018, arXiv:1804.11188",
        ("gates", "gate_statistics", "keep_product"),
    ),
    Panel(
        "spectrum",
        "light",
        ("W_hh v_i = λ_i v_i", "σ_max = ‖W_hh‖₂", "√(‖W_hh‖_F² − Σ_i |λ_i|²)"),
        "Henrici, 1962",
        ("recurrent_eigenvalues", "spectral_norm", "non_normality"),
    ),
    Panel(
        "pre_activation",
        "light",
        ("z_t", "mean f′(z_t)"),
        "Glorot and Bengio, 2010",
        ("pre_activation", "saturation", "dead_units", "mean_slope", "zero_fraction", "dead_mask"),
    ),
    Panel("band", "light", ("‖∂ℓ_b/∂h_{t,b}‖₂",), "quantiles over the batch", ("hidden_gradient_band",)),
    Panel(
        "norms",
        "light",
        ("‖∂L/∂w‖", "‖Δw‖ / ‖w‖"),
        "Pascanu, Mikolov and Bengio, 2013, arXiv:1211.5063",
        ("parameter_gradient_norm", "parameter_norm", "update_ratio", "clip_ratio"),
    ),
    Panel(
        "saliency",
        "light",
        ("‖∂ℓ_b/∂x_t‖₂",),
        "Simonyan, Vedaldi and Zisserman, 2014, arXiv:1312.6034",
        ("input_saliency", "input_gradient"),
    ),
    Panel(
        "triangle",
        "heavy",
        ("M_{is} = mean_b ‖∂ℓ_{i,b}/∂h_{s,b}‖₂",),
        "Pascanu, Mikolov and Bengio, 2013, arXiv:1211.5063",
        ("gradient_triangle", "state_triangle", "truncation_mask", "memory_horizon"),
    ),
    Panel(
        "full_profile",
        "heavy",
        ("‖g_trunc − g_full‖ / ‖g_full‖",),
        "Williams and Peng, 1990, doi:10.1162/neco.1990.2.4.490",
        ("full_gradient_norm", "truncation_error", "truncation_cosine", "memory_horizon"),
    ),
    Panel(
        "lags", "heavy", ("⟨G_k, G⟩ / ‖G‖², G = Σ_k G_k",), "Werbos, 1990, doi:10.1109/5.58337", ("gradient_by_lag",)
    ),
    Panel(
        "contributions",
        "heavy",
        ("G = Σ_t G_t, G_t = Σ_b δ_{t,b} h_{t−1,b}^T",),
        "Werbos, 1990, doi:10.1109/5.58337",
        ("gradient_by_step", "gradient_by_step_norm", "step_gradient"),
    ),
    Panel(
        "jacobian",
        "heavy",
        ("∂s_T/∂s_t = J_T J_{T−1} … J_{t+1} = U Σ V^T",),
        "Pascanu, Mikolov and Bengio, 2013, arXiv:1211.5063",
        ("jacobian_singular_values",),
    ),
    Panel(
        "step_spectrum",
        "heavy",
        ("J_t = ∂s_t/∂s_{t−1}", "J_t v_i = λ_i v_i"),
        "Bengio, Simard and Frasconi, 1994, doi:10.1109/72.279181",
        ("step_eigenvalues",),
    ),
    Panel(
        "lyapunov",
        "heavy",
        ("λ_i = (1/(T − 1)) ln σ_i(∂s_T/∂s_1)", "J_t Q_{t−1} = Q_t R_t", "λ_i = (1/n) Σ_t ln |R_{t,ii}|"),
        "Benettin et al., 1980, doi:10.1007/BF02128236",
        ("lyapunov_exponents", "long_run_exponents", "long_run_error", "long_run_steps"),
    ),
    Panel(
        "ledger",
        "heavy",
        (
            "20 log₁₀ ‖J_t^T λ_t‖/‖λ_t‖ = slope + weight + gate",
            "slope = 20 log₁₀ ‖δ_t‖/‖λ_t‖",
            "weight = 20 log₁₀ ‖W^T δ_t‖/‖δ_t‖",
            "J_t^T λ_t = W^T δ_t + a_t",
            "⟨W^T δ_t, J_t^T λ_t⟩ / ‖J_t^T λ_t‖² + ⟨a_t, J_t^T λ_t⟩ / ‖J_t^T λ_t‖² = 1",
        ),
        "this project",
        ("ledger", "ledger_paths"),
    ),
)
HEAVY: frozenset[PanelKind] = frozenset(panel.kind for panel in PANELS if panel.cost == "heavy")
