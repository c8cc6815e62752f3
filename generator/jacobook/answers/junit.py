"""The verdicts on a catalogue as JUnit writes them, which every pipeline can show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from jacobook.answers.check import Verdict

# What XML 1.0 cannot hold.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(verdicts: Sequence[Verdict]) -> str:
    """One suite, a test case for each rule by each variable."""
    failed = str(sum(not verdict.proved for verdict in verdicts))
    suites = ElementTree.Element("testsuites", tests=str(len(verdicts)), failures=failed)
    counts = {"tests": str(len(verdicts)), "failures": failed, "errors": "0", "skipped": "0"}
    suite = ElementTree.SubElement(suites, "testsuite", {"name": "jacobook check"} | counts)
    for verdict in verdicts:
        case = ElementTree.SubElement(suite, "testcase", _case(verdict))
        if verdict.problem is not None:
            told = _plain(str(verdict.problem))
            failure = ElementTree.SubElement(case, "failure", type=type(verdict.problem).__name__)
            failure.set("message", told.splitlines()[0] if told else "")
            failure.text = told
    ElementTree.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suites, encoding="unicode") + "\n"


def _case(verdict: Verdict) -> dict[str, str]:
    rule = verdict.rule
    place = {"file": _plain(rule.file), "line": str(rule.line)} if rule.file else {}
    chapter = _plain(rule.chapter or "rules")
    return {"classname": chapter, "name": _plain(f"{rule.id} by {verdict.wrt}"), **place}


def _plain(text: str) -> str:
    return _FORBIDDEN.sub("�", text)
