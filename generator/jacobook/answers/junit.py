"""The verdicts on a catalogue as JUnit writes them, which every pipeline can show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from jacobook.answers.check import Verdict
from jacobook.answers.difference import Difference, as_text
from jacobook.answers.lock import by_variables
from jacobook.catalogue.model import variables_of
from jacobook.errors import JacobookError

_CHANGED = "Changed"
# What XML 1.0 cannot hold.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(verdicts: Sequence[Verdict], changed: Sequence[Difference] = (), unread: Sequence[JacobookError] = ()) -> str:
    """One suite, a test case for each rule by each variable.

    Not proved, or not the accepted formula, is a failure; so are accepted formulas that are gone. What could not be
    read at all is an error.
    """
    different = {(difference.rule, difference.wrt): difference for difference in changed}
    suite = ElementTree.Element("testsuite", name="jacobook check")
    for verdict in verdicts:
        difference = different.pop((verdict.rule.id, by_variables(variables_of(verdict.wrt))), None)
        case = ElementTree.SubElement(suite, "testcase", _case(verdict))
        if verdict.problem is not None:
            _tell(case, "failure", type(verdict.problem).__name__, str(verdict.problem))
        elif difference is not None:
            _tell(case, "failure", _CHANGED, _told(difference))
    for difference in different.values():
        name = _plain(f"{difference.rule} w.r.t. {difference.wrt}")
        case = ElementTree.SubElement(suite, "testcase", classname="accepted", name=name)
        _tell(case, "failure", _CHANGED, _told(difference))
    for problem in unread:
        case = ElementTree.SubElement(suite, "testcase", classname="rules", name=_plain(": ".join(problem.context)))
        _tell(case, "error", type(problem).__name__, str(problem))
    counts = {
        "tests": str(len(suite)),
        "failures": str(len(suite.findall("testcase/failure"))),
        "errors": str(len(suite.findall("testcase/error"))),
    }
    suites = ElementTree.Element("testsuites", counts)
    suite.attrib |= counts | {"skipped": "0"}
    suites.append(suite)
    ElementTree.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suites, encoding="unicode") + "\n"


def _tell(case: ElementTree.Element, what: str, kind: str, told: str) -> None:
    plain = _plain(told)
    found = ElementTree.SubElement(case, what, type=kind)
    found.set("message", plain.splitlines()[0] if plain else "")
    found.text = plain


def _told(difference: Difference) -> str:
    return f"differs from the lock file: {as_text([difference])}"


def _case(verdict: Verdict) -> dict[str, str]:
    rule = verdict.rule
    place = {"file": _plain(rule.file), "line": str(rule.line)} if rule.file else {}
    chapter = _plain(rule.chapter or "rules")
    return {"classname": chapter, "name": _plain(f"{rule.id} w.r.t. {verdict.wrt}"), **place}


def _plain(text: str) -> str:
    return _FORBIDDEN.sub("�", text)
