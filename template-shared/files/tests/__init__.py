from hypothesis import settings

# What somebody waits for: more with `settings(max_examples=…)` where it is worth it. Other processes may take
# the processor away at any moment, so no example has a deadline.
settings.register_profile("quick", max_examples=20, deadline=None)
settings.load_profile("quick")
