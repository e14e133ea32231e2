"""
Measurements behind `docs/performance.md`, each a module of this package.

A module run as `python -m bench.NAME` prints one JSON object a line, one per figure:
`{"what": "GET, CPU per request", "value": 21.4, "unit": "us", "limit": 30.0}`. `limit` is what the project promises
(absent where it promises nothing). `python -m bench` runs them all and prints one table.
"""
