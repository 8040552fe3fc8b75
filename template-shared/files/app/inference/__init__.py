"""A trained model, served: a feature that can be deleted with its folder, `training/` and the lines that add it."""
