"""The weather, as another service tells it.

An example that can be deleted: this folder and `tests/weather/`, `app/api/weather.py` with
`tests/api/test_weather.py`; and its lines in `app/api/feature.py`, `app/settings.py`, `.env.example`, and in
`promises.py`, `contract.py` and `contract_parts.py` of `tests/api/`.
"""
