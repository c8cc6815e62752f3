"""Planted faults: mistakes that would let a wrong answer pass, each with what has to catch it.

    python -m tests.faults                     all of them, on two processors
    python -m tests.faults inverse-sign …      some of them, by name

It runs on demand and every week. A fault that nothing catches is a test that is missing.
"""
