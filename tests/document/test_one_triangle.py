"""Programs move single entries of symmetric matrices, and functions that read one triangle take the symmetric part."""

from jacobook.derivation import derive
from jacobook.document.pages.numbers import numbers
from jacobook.document.pages.program import programs


def test_the_function_of_a_program_takes_both_triangles():
    derivation = derive("eigvalsh(A)[-1]", "A", {"A": "n×n symmetric"})
    code = next(each.code for each in programs(derivation, numbers(derivation)) if each.title == "NumPy")
    assert "return np.linalg.eigvalsh((A + A.T) / 2)[n - 1]" in code
    assert "np.linalg.eigh(A).eigenvectors" in code
    exec(code, {})  # noqa: S102 - the program under test


def test_a_matrix_that_no_entry_of_is_moved_stays():
    derivation = derive("eigvalsh(B @ diag(w) @ B.T)[-1]", "w", {"B": "n×m", "w": "m"})
    code = next(each.code for each in programs(derivation, numbers(derivation)) if each.title == "NumPy")
    assert "/ 2" not in code.split("return")[1].split("\n")[0]
