"""The schema of a verdict says what verdicts say."""

import json

import jsonschema
import pytest

from jacobook.derivation import derive
from jacobook.publish.pages import verdict_schema
from jacobook.publish.pages.exports import verdict_schema as published


def test_the_file_is_what_the_models_make():
    told = "make it again: python -m jacobook.publish.pages.verdict_schema"
    assert published() == verdict_schema.text(), told


@pytest.mark.parametrize("claim", ["(A + A.T) @ x", "2 * A @ x", "A @ x", "1", "A[i, :] @ x", "x"])
def test_a_verdict_is_what_the_schema_says(claim):
    data = json.loads(json.dumps(derive("x @ A @ x", "x", prove=False).matches(claim).data))
    jsonschema.validate(data, verdict_schema.schema())


def test_the_schema_has_every_key_and_refuses_others():
    data = derive("x @ x", "x", prove=False).matches("x").data
    assert list(verdict_schema.schema()["properties"]) == list(data)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data | {"kind": "perhaps"}, verdict_schema.schema())
