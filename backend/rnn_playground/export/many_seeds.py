"""A script's command line: the run of its document, or one from each of many seeds."""

from __future__ import annotations

import argparse

from rnn_playground.experiment import Experiment
from rnn_playground.export.plain_training import train_and_print


def train_as_told(experiment: Experiment) -> None:
    """Train once, or with ``--seeds N`` from N seeds: run k adds k to those that ``--vary`` names, below a line that
    says both.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("images", nargs="?", help="a file with the images, where the task reads one")
    parser.add_argument("--seeds", type=int, help="how many runs, each from other seeds")
    parser.add_argument("--vary", choices=("both", "weights", "data"), default="both", help="which seeds vary")
    told = parser.parse_args()
    if told.seeds is None:
        train_and_print(experiment, experiment.weight_seed, experiment.data_seed)
        return
    for seed in range(told.seeds):
        weight_seed = (experiment.weight_seed + seed * (told.vary != "data")) % 2**32
        data_seed = (experiment.data_seed + seed * (told.vary != "weights")) % 2**32
        print(f"# weight_seed {weight_seed}, data_seed {data_seed}")
        train_and_print(experiment, weight_seed, data_seed)
