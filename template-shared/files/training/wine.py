"""Tells three cultivars of wine apart by their chemistry: a data set that comes with scikit-learn."""

import numpy as np
from sklearn.datasets import load_wine
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

from training.export import Trained


def train() -> Trained:
    wine = load_wine()
    # As the model will get them: ONNX counts in 32 bits.
    rows = wine.data.astype(np.float32)
    names = wine.target_names[wine.target]
    seen, held_out, labels, expected = train_test_split(
        rows, names, test_size=0.5, random_state=0, stratify=names
    )
    forest = RandomForestClassifier(n_estimators=200, random_state=0).fit(seen, labels)
    features = [name.replace("/", "_") for name in wine.feature_names]
    return Trained("wine", forest, features, seen, held_out, expected)
