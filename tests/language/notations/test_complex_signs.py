"""Signs beside complex variables: bars and raised letters are conjugates, and what has two meanings is refused."""

from __future__ import annotations

import pytest

from jacobook import LanguageError, derive

WHERE = {"z": "n complex", "w": "n complex", "A": "n×n complex", "Z": "m×n complex", "c": "scalar complex"}


def asked(text: str, by: str):
    names = [name for name in WHERE if name in text.replace("mathbf", "").replace("bar", "").replace("overline", "")]
    return derive(text, by, {name: WHERE[name] for name in names}, prove=False)


@pytest.mark.parametrize(
    "text",
    [
        r"\bar z^\top A z",
        r"\bar{z}^\top A z",
        r"\mathbf{z}^H \mathbf{A} \mathbf{z}",
        r"\mathbf{z}^{\mathsf{H}} \mathbf{A} \mathbf{z}",
        "z\u0304ᵀAz",
        "zᴴAz",
        "z^H A z",
    ],
)
def test_a_quadratic_form_in_a_vector_and_its_conjugate(text):
    answer = asked(text, "z")
    assert answer.read_as == "conj(z).T @ A @ z"
    assert answer.conjugate.denominator.text == "Az"


@pytest.mark.parametrize(("text", "by", "read"), [(r"\overline{c} c", "c", "conj(c) * c"), ("tr(ZᴴZ)", "Z", "")])
def test_of_numbers_and_of_matrices(text, by, read):
    answer = asked(text, by)
    assert answer.read_as == read or (not read and "conj(Z).T @ Z" in answer.read_as)
    assert "holomorphic" not in " ".join(answer.notes)


@pytest.mark.parametrize(
    "text", ["np.vdot(z, w)", "torch.vdot(z, w)", "z'*A*z", "trace(Z'*Z)", "⟨z, w⟩", r"\langle z, w \rangle"]
)
def test_what_has_two_meanings_beside_complex_variables_is_refused(text):
    with pytest.raises(LanguageError, match="more than one meaning"):
        asked(text, "Z" if "Z" in text else "z")


def test_a_name_that_is_printed_like_a_conjugate_is_refused():
    with pytest.raises(LanguageError, match="printed like the conjugate of z"):
        derive("z_bar @ z", "z", {"z": "n complex", "z_bar": "n complex"})
    with pytest.raises(LanguageError, match="printed like the conjugate of z"):
        derive("z_bar @ z", "z", {"z": "n complex"})
    assert derive("z_bar @ z", "z", {"z": "n", "z_bar": "n"}, prove=False).denominator.text == "z\u0304"


def test_of_real_variables_the_signs_mean_what_they_meant():
    assert derive("z'*A*z", "z", {"z": "n", "A": "n×n"}, prove=False).read_as == "z.T @ A @ z"
    assert derive("np.vdot(z, w)", "z", {"z": "n", "w": "n"}, prove=False).denominator.text == "w"


@pytest.mark.parametrize("text", ["np.conj(z).T @ z", "np.conjugate(z) @ z", "torch.conj(z) @ z", "z.conj() @ z"])
def test_the_conjugate_of_a_library_is_read(text):
    answer = derive(text, "z", {"z": "n complex"}, prove=False)
    assert answer.conjugate.denominator.text == "z"


@pytest.mark.parametrize("text", [r"\mathbf{x}^H \mathbf{A} \mathbf{z}", r"\mathbf{y}^{H} \mathbf{z}", "yᴴz"])
def test_no_bar_is_set_over_what_is_not_complex(text):
    declared = {name: said for name, said in (WHERE | {"x": "n"}).items() if name in text.replace("mathbf", "")}
    with pytest.raises(LanguageError) as refusal:
        derive(text, "z", declared)
    assert "_bar" not in str(refusal.value)
