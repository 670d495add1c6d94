"""Truncated lanes as a run shows them: frames, changes, checkpoints, checks."""

import numpy as np
import pytest
import torch

from rnn_playground.experiment import Change, Experiment, Lane, TuneChange
from rnn_playground.experiment.cells import LruCell, LstmCell, MingruCell, RnnCell
from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.learning import Adam, FullBptt, TruncatedBptt, truncation_mask
from rnn_playground.experiment.tasks import AddingTask, EchoTask, HelloTask, SineTask, Task
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training import Trainer
from rnn_playground.training.train import train

T = 12
SHORT = TruncatedBptt(window=4, shift=2)
BACKWARDS = Watch(
    panels=("gradients", "weights", "band", "triangle", "full_profile", "lags", "contributions", "ledger")
)


def trainer(*lanes: Lane, task: Task | None = None, steps: int = 6, **fields: int) -> Trainer:
    chosen = task or SineTask(length=T, warm_up=2)
    return Trainer(Experiment(task=chosen, lanes=lanes, steps=steps, batch_size=5, **fields), dtype=torch.float64)


def test_what_a_frame_shows_of_a_truncated_lane() -> None:
    cell = LstmCell(hidden_size=4, layers=2)
    frame = trainer(Lane(cell=cell), Lane(cell=cell, bptt=SHORT)).frame(BACKWARDS)
    np.testing.assert_array_equal(frame["0/full_gradient_norm"], frame["0/hidden_gradient_norm"])
    assert frame["0/truncation_error"] == 0.0
    assert frame["0/truncation_cosine"] == pytest.approx(1.0)
    np.testing.assert_array_equal(frame["1/full_gradient_norm"], frame["0/hidden_gradient_norm"])
    assert not np.allclose(frame["1/hidden_gradient_norm"], frame["0/hidden_gradient_norm"], rtol=1e-3)

    by_lane = [np.concatenate([frame[f"{n}/gradient/{name}"].ravel() for name in names(frame)]) for n in (0, 1)]
    full, truncated = (vector.astype(np.float64) for vector in by_lane)
    error = np.linalg.norm(truncated - full) / np.linalg.norm(full)
    assert frame["1/truncation_error"] == pytest.approx(error, rel=1e-5)
    cosine = truncated @ full / np.linalg.norm(truncated) / np.linalg.norm(full)
    assert frame["1/truncation_cosine"] == pytest.approx(cosine, rel=1e-6)

    for name in ("gradient_triangle", "gradient_by_lag", "gradient_by_step", "ledger", "step_gradient/W_hh.0"):
        np.testing.assert_array_equal(frame[f"0/{name}"], frame[f"1/{name}"])  # through the whole sequence
    np.testing.assert_array_equal(frame["1/truncation_mask"], truncation_mask(SHORT, T))
    np.testing.assert_array_equal(frame["0/truncation_mask"], np.tril(np.ones((T, T))))
    shown = np.linalg.norm(frame["1/hidden_gradient"], axis=2)
    low, high = np.moveaxis(frame["1/hidden_gradient_band"], 2, 0)
    assert (low <= high).all()
    assert (shown <= 5 * high + 1e-6).all()


def names(frame: object) -> list[str]:
    return sorted(name.removeprefix("0/gradient/") for name in frame.tensors if name.startswith("0/gradient/"))


def test_shapes_of_the_backward_panels() -> None:
    frame = trainer(Lane(cell=LstmCell(hidden_size=4, layers=2))).frame(BACKWARDS)
    expected = {
        "hidden_gradient_band": (2, T, 2),
        "gradient_triangle": (T, T),
        "truncation_mask": (T, T),
        "memory_horizon": (),
        "full_gradient_norm": (2, T),
        "truncation_error": (),
        "truncation_cosine": (),
        "gradient_by_lag": (2, T),
        "gradient_by_step": (2, T),
        "gradient_by_step_norm": (2, T),
        "step_gradient/W_hh.0": (T, 16, 4),
        "step_gradient/W_hh.1": (T, 16, 4),
        "ledger": (2, T, 4),
    }
    for name, shape in expected.items():
        wide = {"hidden_gradient_band", "gradient_triangle", "full_gradient_norm"}
        kind = np.uint8 if name == "truncation_mask" else np.float64 if name in wide else np.float32
        assert (frame[f"0/{name}"].shape, frame[f"0/{name}"].dtype) == (shape, np.dtype(kind)), name
    np.testing.assert_allclose(frame["0/step_gradient/W_hh.1"].sum(axis=0), frame["0/gradient/W_hh.1"], atol=1e-7)
    np.testing.assert_allclose(frame["0/gradient_by_lag"].sum(axis=1), 1.0, rtol=1e-5)
    np.testing.assert_allclose(frame["0/gradient_by_step"].sum(axis=1), 1.0, rtol=1e-5)
    assert "0/state_triangle" not in frame


def test_parts_too_many_to_send_are_left_out() -> None:
    frame = trainer(Lane(cell=RnnCell(hidden_size=80))).frame(Watch(panels=("contributions",)))
    assert T * 80 * 80 > 65_536
    assert "0/gradient_by_step" in frame
    assert "0/step_gradient/W_hh.0" not in frame


def test_cells_without_recurrent_weights_and_cells_whose_memory_is_not_in_h() -> None:
    frame = trainer(Lane(cell=MingruCell(hidden_size=4)), Lane(cell=LruCell(hidden_size=4))).frame(BACKWARDS)
    absent = {"gradient_by_lag", "gradient_by_step", "gradient_by_step_norm"}
    assert not [name for name in absent if f"0/{name}" in frame]
    assert (frame["0/ledger"][..., :2] == 0.0).all()
    off_diagonal = ~np.eye(T, dtype=bool)
    assert (frame["1/gradient_triangle"][off_diagonal] == 0.0).all()  # h goes nowhere in time
    assert (frame["1/state_triangle"][np.tril(off_diagonal)] > 0.0).all()
    assert frame["1/memory_horizon"] > 0


def test_what_one_loss_says_of_the_states_knows_no_truncation() -> None:
    frame = trainer(Lane(bptt=SHORT), Lane(), task=AddingTask(length=T)).frame(Watch())
    for name in ("adjoint_norm", "gain_per_step", "half_life", "decay_explained", "decay_steps", "memory_horizon"):
        np.testing.assert_allclose(frame[f"0/{name}"], frame[f"1/{name}"], rtol=1e-12)
    assert (frame["0/hidden_gradient_norm"][0] > 0).sum() == 4  # the last window


def losses(made: Trainer) -> dict[str, np.ndarray]:
    while made.advance():
        pass
    return made.scalars.since(0, -1)


def test_a_tune_equals_the_document_that_it_leaves() -> None:
    live = trainer(Lane())
    before = live.frame(BACKWARDS)["0/hidden_gradient_norm"]
    live.advance()
    live.advance()
    at_two = live.frame(BACKWARDS)
    assert live.tune(0, TuneChange(bptt=SHORT)) == 2
    tuned = live.frame(BACKWARDS)
    np.testing.assert_array_equal(tuned["0/truncation_mask"], truncation_mask(SHORT, T))
    assert not np.array_equal(tuned["0/hidden_gradient_norm"], at_two["0/hidden_gradient_norm"])
    np.testing.assert_array_equal(tuned["0/hidden_state"], at_two["0/hidden_state"])
    document = live.experiment
    assert document.lanes[0].changes == (Change(step=2, bptt=SHORT),)

    again = Trainer(document, dtype=torch.float64)
    np.testing.assert_array_equal(again.frame(BACKWARDS)["0/hidden_gradient_norm"], before)
    again.advance()
    again.advance()
    assert again.frame(BACKWARDS).tensors.keys() == tuned.tensors.keys()
    for name, value in again.frame(BACKWARDS).tensors.items():
        np.testing.assert_array_equal(value, tuned[name])
    restored = Trainer.restore(live.checkpoint())
    first, second, third = losses(live), losses(again), losses(restored)
    for name, values in first.items():
        np.testing.assert_array_equal(values, second[name])
        np.testing.assert_array_equal(values, third[name])
    untouched = losses(trainer(Lane()))
    np.testing.assert_array_equal(first["loss"][:3], untouched["loss"][:3])
    assert first["loss"][3] != untouched["loss"][3]


def test_a_change_at_the_first_and_at_the_last_step_counts() -> None:
    by_change = losses(trainer(Lane(changes=(Change(step=0, bptt=SHORT),))))
    from_the_start = losses(trainer(Lane(bptt=SHORT)))
    np.testing.assert_array_equal(by_change["loss"], from_the_start["loss"])
    last, plain = trainer(Lane(changes=(Change(step=5, bptt=SHORT),))), trainer(Lane())
    np.testing.assert_array_equal(losses(last)["loss"], losses(plain)["loss"])
    assert not np.array_equal(last.parameters(0)["W_hh.0"], plain.parameters(0)["W_hh.0"])


def test_a_tune_that_costs_too_much_is_refused_and_changes_nothing() -> None:
    made = trainer(Lane(cell=RnnCell(hidden_size=64)), task=SineTask(length=2000))
    with pytest.raises(Refusal, match="a larger shift") as caught:
        made.tune(0, TuneChange(bptt=TruncatedBptt(window=2000, shift=1)))
    assert caught.value.type in {"work", "memory"}
    assert made.experiment.lanes[0].changes == ()
    assert made.tune(0, TuneChange(bptt=TruncatedBptt(window=2000, shift=1000))) == 0


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["float32", "float64"])
def test_a_check_measures_the_full_gradient_and_names_the_truncated_one(dtype: torch.dtype) -> None:
    lanes = tuple(Lane(cell=LstmCell(hidden_size=4), bptt=bptt) for bptt in (FullBptt(), SHORT))
    made = Trainer(Experiment(task=SineTask(length=T, warm_up=2), lanes=lanes, batch_size=5), dtype=dtype)
    frame = made.frame(BACKWARDS)
    tolerance = 1e-3 if dtype == torch.float32 else 1e-6
    for name, index in (("W_hh.0", (5, 2)), ("hidden_state", (0, 3, 2))):
        full, truncated = (made.check(lane, name, index, 1e-4) for lane in (0, 1))
        assert full.truncated_backprop is None
        assert truncated.backprop == pytest.approx(full.backprop, rel=1e-9)
        assert truncated.finite_difference == pytest.approx(truncated.backprop, rel=tolerance)
        shown = "hidden_gradient" if name == "hidden_state" else f"gradient/{name}"
        assert truncated.truncated_backprop == pytest.approx(float(frame[f"1/{shown}"][index]), rel=1e-5)
        assert abs(truncated.truncated_backprop / truncated.backprop - 1.0) > 1e-2


def test_a_short_sequence_is_trained_whole() -> None:
    whole, truncated = (losses(trainer(Lane(bptt=bptt), task=HelloTask())) for bptt in (FullBptt(), TruncatedBptt()))
    np.testing.assert_array_equal(whole["loss"], truncated["loss"])
    np.testing.assert_array_equal(whole["gradient_norm"], truncated["gradient_norm"])


def test_a_window_as_long_as_the_lag_ends_one_to_lag_time_steps_before_the_input_that_is_asked_for() -> None:
    lag, length = 10, 60
    mask = truncation_mask(TruncatedBptt(window=lag, shift=lag), length)
    beyond = [int(np.argmax(mask[loss])) - (loss - lag) for loss in range(lag, length)]
    assert sorted(set(beyond)) == list(range(1, lag + 1))
    assert all(beyond.count(steps) == (length - lag) / lag for steps in beyond)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in (1, 2))])
def test_what_a_state_carries_untaught_can_be_read_even_with_a_window_of_one(seed: int) -> None:
    lane = Lane(
        cell=LruCell(hidden_size=32),
        optimizer=Adam(learning_rate=0.01),
        bptt=TruncatedBptt(window=1, shift=1),
    )
    task = EchoTask(length=60, lag=10)
    document = Experiment(task=task, lanes=(lane,), steps=30, batch_size=64, weight_seed=seed, data_seed=seed)
    *_, last = train(document, every=10)
    assert np.mean(last["0/metric"]) > 0.95
