"""A model of another kind: how far diabetes goes in a year, as a number."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from training.export import Trained, export


def train() -> Trained:
    diabetes = load_diabetes(scaled=False)
    # In 64 bits, as scikit-learn has its numbers.
    seen, held_out, answers, expected = train_test_split(diabetes.data, diabetes.target, random_state=0)
    model = make_pipeline(StandardScaler(), Ridge()).fit(seen, answers)
    return Trained("diabetes", model, diabetes.feature_names, seen, held_out, expected)


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--to", type=Path)
    export(train(), parser.parse_args(sys.argv[1:]).to)
