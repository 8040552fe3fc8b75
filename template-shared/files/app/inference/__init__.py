"""A trained model, served: a feature to delete with its folder, `training/` and the lines that add it."""
