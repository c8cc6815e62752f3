"""The schema of rules.json says what the models say."""

import json
from dataclasses import fields, replace
from pathlib import Path

import jsonschema
import pytest

from jacobook.answers.answers import answer
from jacobook.answers.entry import entry
from jacobook.catalogue.model import Rule
from jacobook.proof.verdict.certificate import Certificate
from jacobook.publish.pages import rules_schema
from jacobook.publish.pages.exports import rules_schema as published


def test_the_file_is_what_the_models_make():
    assert published() == rules_schema.text(), "make it again: python -m jacobook.publish.pages.rules_schema"


def test_a_certificate_has_all_its_figures():
    properties = rules_schema.schema()["$defs"]["certificate"]["properties"]
    assert set(properties) == {field.name for field in fields(Certificate)} | {"sentence"}


@pytest.fixture(scope="module")
def written():
    rule = Rule("norm", "Norm", "norm(x)", ("x",), {"x": "n"}, 2, number=7, aliases=("length",), chapter="norms")
    example = replace(rule, id="norm/1", expr="norm(a * x)", where={"x": "n", "a": "scalar"}, number=None)
    return json.loads(json.dumps(entry(answer(replace(rule, examples=(example,))))))


def _valid(value):
    schema = rules_schema.schema()
    jsonschema.validate(value, {"$ref": "#/$defs/rule", "$defs": schema["$defs"]})


def test_a_rule_with_an_example_is_what_the_schema_says(written):
    assert written["examples"]
    assert written["derivatives"][0]["conditions"]
    _valid(written)


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda rule: rule | {"id": "Norm of x"},
        lambda rule: rule | {"number": 0},
        lambda rule: rule | {"more": ""},
        lambda rule: {name: value for name, value in rule.items() if name != "since"},
        lambda rule: rule | {"derivatives": [rule["derivatives"][0] | {"numerator": {"latex": "x"}}]},
        lambda rule: rule | {"derivatives": [rule["derivatives"][0] | {"certificate": {}}]},
    ],
)
def test_a_rule_that_is_spoilt_is_not(written, spoilt):
    with pytest.raises(jsonschema.ValidationError):
        _valid(spoilt(written))


def test_a_type_without_json_is_refused():
    with pytest.raises(TypeError, match="is not written as JSON"):
        rules_schema.of_type(Path)
