"""A few of the random questions in complex variables (`python tests/random_complex.py`), each answered rightly."""

from __future__ import annotations

import pytest

import random_complex
from jacobook.errors import JacobookError

SEEDS = range(12)


@pytest.mark.filterwarnings("ignore")
def test_random_questions_agree_with_jax_and_torch(jax: object, torch: object) -> None:
    answered = 0
    for seed in SEEDS:
        asked = random_complex.question(seed)
        try:
            said = random_complex.problems(asked, seed)
        except JacobookError:
            continue
        assert not said, (seed, asked)
        answered += 1
    assert answered > len(SEEDS) // 2


def test_a_wrong_derivative_is_found(monkeypatch: pytest.MonkeyPatch, jax: object, torch: object) -> None:
    asked = random_complex.Question("norm(z)**2", "z", {"z": "n complex"})
    assert not random_complex.problems(asked, 1)
    by_parts = random_complex._by_parts
    monkeypatch.setattr(random_complex, "_by_parts", lambda *given: tuple(2 * part for part in by_parts(*given)))
    assert random_complex.problems(asked, 1)
