from hypothesis import settings

# How long an example takes depends on what else the machine is doing; speed has a test of its own.
settings.register_profile("unit", deadline=None)
settings.load_profile("unit")
