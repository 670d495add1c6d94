"""Any small document runs: nothing raises or warns, whatever becomes of the numbers."""

import math

from hypothesis import given
from hypothesis import strategies as st

from rnn_playground.experiment import Experiment, Lane, TuneChange
from rnn_playground.experiment.activations import ACTIVATIONS
from rnn_playground.experiment.cells import (
    AntisymmetricCell,
    CornnCell,
    CwrnnCell,
    DeltanetCell,
    FormulaCell,
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
from rnn_playground.experiment.initialisations import (
    GaussianInit,
    HeInit,
    IdentityInit,
    NpInit,
    OrthogonalInit,
    UniformInit,
    XavierInit,
)
from rnn_playground.experiment.learning import OPTIMIZERS, NoClip, NormClip, ValueClip
from rnn_playground.experiment.tasks import (
    AddingTask,
    AssociativeRecallTask,
    BracketsTask,
    CopyTask,
    EchoTask,
    EmbeddedReberTask,
    FlipFlopTask,
    HelloTask,
    LorenzTask,
    MackeyGlassTask,
    ParityTask,
    ReberTask,
    SelectiveCopyTask,
    Seq2seqReverseTask,
    SineTask,
    TemporalOrderTask,
    TextTask,
    WaveformTask,
    WordProblemTask,
)
from rnn_playground.training import Trainer
from rnn_playground.training.warm_up import EVERYTHING

radii = st.none() | st.sampled_from([0.0, 0.5, 10.0])
inits = st.one_of(
    st.builds(UniformInit, spectral_radius=radii),
    st.builds(GaussianInit, gain=st.sampled_from([0.0, 1.0, 10.0])),
    st.builds(XavierInit),
    st.builds(HeInit, spectral_radius=radii),
    st.builds(OrthogonalInit, gain=st.sampled_from([0.5, 10.0]), spectral_radius=radii),
    st.builds(IdentityInit, scale=st.sampled_from([-10.0, 0.0, 1.0])),
    st.builds(NpInit, spectral_radius=radii),
)
sized = {
    "hidden_size": st.integers(1, 9),
    "layers": st.integers(1, 3),
    "recurrence": st.sampled_from(["on", "on", "off", "frozen"]),
}
residuals = st.sampled_from([None, None, 0.1, 1.0])
norms = st.booleans()
biases = st.sampled_from([-10.0, 1.0, 10.0])
longest = st.sampled_from([None, 2.0, 100_000.0])
steps = st.sampled_from([0.0001, 0.1, 1.0])
pulls = st.sampled_from([0.0, 1.0, 100.0])
activations = st.sampled_from(list(ACTIVATIONS))
FORMULAS = (
    "h = W x",
    "c = h; h = c / (W x)",
    "c = exp(c * c) - W x; h = V (c * h) + b",
    "c = b; h = relu(U h - W x) + c",
    "z = sigmoid(W x + U h + b); h = (1 - z) * h + z * tanh(V x + R h + a)",
)
cells = st.one_of(
    st.builds(RnnCell, **sized, residual=residuals, layer_norm=norms, activation=activations, recurrent_init=inits),
    st.builds(IrnnCell, **sized, scale=st.sampled_from([0.0, 1.0, 2.0]), input_std=st.sampled_from([0.001, 10.0])),
    st.builds(CwrnnCell, **sized, activation=activations, recurrent_init=inits),
    st.builds(LstmCell, **sized, forget_bias=biases, chrono=longest, peepholes=st.booleans(), recurrent_init=inits),
    st.builds(SlstmCell, **sized, stabiliser=st.booleans(), recurrent_init=inits),
    st.builds(GruCell, **sized, chrono=longest, recurrent_init=inits),
    st.builds(NprnnCell, **sized, input_std=st.sampled_from([0.001, 10.0])),
    st.builds(UgrnnCell, **sized, keep_bias=biases, recurrent_init=inits),
    st.builds(MingruCell, **sized, keep_bias=biases),
    st.builds(MinlstmCell, **sized, keep_bias=biases),
    st.builds(ScrnCell, **sized, context_keep=st.sampled_from([0.0, 0.95, 1.0]), recurrent_init=inits),
    st.builds(IndrnnCell, **sized, residual=residuals, largest_weight=st.sampled_from([0.0, 1.0, 10.0])),
    st.builds(OrthogonalCell, **sized),
    st.builds(AntisymmetricCell, **sized, step_size=steps, damping=pulls),
    st.builds(CornnCell, **sized, step_size=steps, frequency=pulls, damping=pulls, recurrent_init=inits),
    st.builds(FormulaCell, **sized, formula=st.sampled_from(FORMULAS), recurrent_init=inits),
    st.builds(LemCell, **sized, step_size=steps, recurrent_init=inits),
    st.builds(LruCell, **sized, r_min=st.sampled_from([0.0, 0.9]), r_max=st.sampled_from([0.9, 0.99999])),
    st.builds(
        DeltanetCell,
        **sized,
        key_size=st.integers(1, 3),
        beta_max=st.integers(1, 2),
        decay_gate=st.booleans(),
    ),
    st.builds(MlstmCell, **sized, key_size=st.integers(1, 3), keep_bias=biases),
    st.builds(LmuCell, **sized, order=st.integers(1, 5), theta=st.floats(1.0, 1e4), recurrent_init=inits),
    st.builds(RglruCell, **sized, r_min=st.sampled_from([0.0, 0.9]), r_max=st.sampled_from([0.9, 0.99999])),
)
tasks = st.one_of(
    st.sampled_from([HelloTask(), HelloTask(text="a", targets="a"), HelloTask(text="ab", targets="ba")]),
    st.just(HelloTask(text="he", targets="lo", output_classes="targets")),
    st.builds(AddingTask, length=st.integers(4, 30)),
    st.builds(TemporalOrderTask, length=st.integers(4, 30)),
    st.sampled_from([CopyTask, SelectiveCopyTask]).flatmap(
        lambda task: st.builds(task, length=st.integers(4, 12), symbols=st.integers(2, 5), copied=st.integers(1, 4))
    ),
    st.builds(AssociativeRecallTask, stored=st.integers(1, 4), queries=st.integers(1, 4), values=st.integers(2, 4)),
    st.builds(WordProblemTask, length=st.integers(4, 12), letters=st.sampled_from(["generators", "elements"])),
    st.builds(FlipFlopTask, length=st.integers(4, 20), bits=st.integers(1, 4)),
    st.sampled_from([ParityTask, EchoTask, ReberTask, EmbeddedReberTask]).flatmap(
        lambda task: st.builds(task, length=st.integers(4, 20))
    ),
    st.builds(TextTask, corpus=st.sampled_from(["english", "korean"]), length=st.integers(4, 20)),
    st.builds(TextTask, corpus=st.just("own"), text=st.just("ab ab abc"), carry_state=st.booleans()),
    st.builds(WaveformTask, length=st.integers(4, 20), waves=st.integers(1, 4)),
    st.builds(BracketsTask, length=st.integers(4, 20), pairs=st.integers(1, 4)),
    st.builds(Seq2seqReverseTask, length=st.integers(4, 8), symbols=st.integers(2, 5)),
    st.builds(LorenzTask, length=st.integers(4, 20), warm_up=st.integers(1, 30)),
    st.builds(MackeyGlassTask, length=st.integers(4, 20), warm_up=st.integers(1, 30)),
    st.builds(SineTask, length=st.integers(4, 30), components=st.integers(1, 3), warm_up=st.integers(1, 40)),
)
rates = st.sampled_from([0.0, 0.01, 1e6])
clips = st.sampled_from([NoClip(), NormClip(threshold=1e-3), ValueClip(threshold=1e6)])
optimizers = st.builds(lambda kind, rate: kind(learning_rate=rate), st.sampled_from(OPTIMIZERS), rates)
lanes = st.builds(Lane, cell=cells, optimizer=optimizers, clip=clips)


@given(
    task=tasks,
    lanes=st.lists(lanes, min_size=1, max_size=2).map(tuple),
    batch_size=st.integers(1, 3),
    seed=st.integers(0, 2**32 - 1),
    tuned=rates,
)
def test_any_small_document_runs(task, lanes, batch_size: int, seed: int, tuned: float) -> None:
    document = Experiment(task=task, lanes=lanes, batch_size=batch_size, steps=6, data_seed=seed, weight_seed=seed)
    trainer = Trainer(document)
    while True:
        trainer.frame(EVERYTHING).encode()
        going = trainer.advance()
        if not going:
            break
        if trainer.step == 2 and not trainer.divergences:
            trainer.tune(0, TuneChange(learning_rate=tuned))
    assert trainer.state in {"finished", "diverged"}
    assert (trainer.state == "diverged") == (len(trainer.divergences) == len(lanes))
    restored = Trainer.restore(trainer.checkpoint())
    assert restored.experiment == trainer.experiment
    for lane in range(len(lanes)):
        values = trainer.scalars.since(lane, -1)
        finite = [all(map(math.isfinite, row)) for row in zip(values["loss"], values["gradient_norm"], strict=True)]
        assert all(finite[:-1])
