"""Makes the model that the application serves. Only here is scikit-learn needed: `poe train`."""
