"""Run by the engine itself, and by the program beside it: derives every question, and proves those that are marked."""

import json

from jacobook import Refused, derive
from jacobook.question import ask

PLACES = ("numerator", "denominator", "components")


def answer(question):
    try:
        found = derive(question["expr"], question["wrt"], question["where"], question["order"], prove=False)
    except Refused as refusal:
        return dict.fromkeys(PLACES, refusal.message)
    clauses = [("at least " if one.sufficient_only else "", one) for one in found.conditions]
    forms = {}
    if clauses:
        forms["conditions"] = {
            notation: "; ".join(f"{least}{getattr(one, notation)}" for least, one in clauses)
            for notation in ("latex", "text")
        }
    for place in PLACES:
        try:
            form = getattr(found, place)
            forms[place] = {"latex": form.latex, "text": form.text}
        except Refused as refusal:
            forms[place] = type(refusal).__name__
    return forms


def main(text):
    questions = json.loads(text)
    proved = [ask(one["expr"], one["wrt"], one["shapes"], one["order"]) for one in questions if one["prove"]]
    return json.dumps({"answers": [answer(one) for one in questions], "proved": proved})
