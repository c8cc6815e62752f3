"""A catalogue of its own for a project in the tests: a few rules, so that none waits for the whole catalogue."""

import json

HEAD = '[chapter]\nid = "mine"\ntitle = "Mine"\n'


def write_rules(folder, *rules):
    """Let the project in a folder have these rules only, each given by its fields."""
    tables = ["".join(f"{key} = {json.dumps(value)}\n" for key, value in rule.items()) for rule in rules]
    (folder / "jacobook.toml").write_text('catalogue = ["rules"]\n', "utf-8")
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "rules" / "mine.toml").write_text(HEAD + "".join(f"\n[[rule]]\n{table}" for table in tables), "utf-8")
