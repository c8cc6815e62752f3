"""A project is found from anywhere inside it."""

import pytest

from jacobook.errors import JacobookError
from jacobook.publish.project.project import find_project


def test_a_project_is_found_from_its_folders(tmp_path):
    (tmp_path / "mkdocs.yml").touch()
    inner = tmp_path / "docs" / "deep"
    inner.mkdir(parents=True)
    project = find_project(inner)
    assert project.root == tmp_path
    assert project.reference == tmp_path / "docs" / "reference"


def test_no_project_is_told(tmp_path):
    with pytest.raises(JacobookError, match=r"no mkdocs\.yml"):
        find_project(tmp_path)
