"""What a trainer answers to the questions that can be put to a run: figures, or a frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.questions import (
    BackwardStepQuestion,
    CheckQuestion,
    ClampQuestion,
    EvaluateQuestion,
    LengthsQuestion,
    PokeQuestion,
    PortraitQuestion,
    RunQuestion,
    SampleQuestion,
    SurfaceQuestion,
    WallQuestion,
)
from rnn_playground.training.other_sequences import evaluate, score_lengths, write
from rnn_playground.training.planes import draw_portrait, draw_surface, draw_wall
from rnn_playground.training.readings import finite
from rnn_playground.training.trainer import Trainer
from rnn_playground.training.watched_sample import clamp, drop, open_step

Reply = Mapping[str, Any] | Frame
"""Figures ready for JSON, in which what is not finite is None; or tensors."""


def answer(trainer: Trainer, question: RunQuestion, sample: int) -> Reply:
    """Answer ``question`` about the step that ``trainer`` stands at; ``sample`` is the one that is watched.

    A finished run is asked about the parameters that its training made. Raises ValueError where there is no answer;
    Refusal, which is one, where a page can say why in its own language.
    """
    sample = trainer.held(sample)
    match question:
        case CheckQuestion():
            check = trainer.check(question.lane, question.name, question.index, question.epsilon, sample)
            truncated = check.truncated_backprop
            return {
                "finite_difference": finite(check.finite_difference),
                "backprop": finite(check.backprop),
                "epsilon": check.epsilon,
                **({} if truncated is None else {"truncated_backprop": finite(truncated)}),
            }
        case LengthsQuestion():
            return score_lengths(trainer, question.lengths, question.samples)
        case EvaluateQuestion():
            return evaluate(trainer, question.text, question.values)
        case SampleQuestion():
            return write(trainer, question, sample)
        case SurfaceQuestion():
            return draw_surface(trainer, question)
        case PokeQuestion():
            return drop(trainer, question, sample)
        case BackwardStepQuestion():
            return open_step(trainer, question, sample)
        case ClampQuestion():
            return clamp(trainer, question, sample)
        case PortraitQuestion():
            return draw_portrait(trainer, question, sample)
        case _:
            assert_never(question)


def answer_without_run(question: WallQuestion) -> Reply:
    """Answer a question that is about no run. Raises Refusal where it would take too long."""
    return draw_wall(question)
