"""The share of the catalogue that is proved for every size, form by form, and why the rest is not.

python benchmarks/every_size.py           shares, and a line for each form that is proved at some sizes alone
python benchmarks/every_size.py --goal    the same; the status is 1 below the goal
"""

from __future__ import annotations

import sys
from collections import Counter

from jacobook.catalogue.loader import load
from jacobook.derivation import derive
from jacobook.proof.every_size.comparison import COMPONENTS, DIFFERENTIAL
from jacobook.proof.every_size.sides import VEC

GOAL = 0.97
MATRIX_FORMS, SECOND = "matrix forms, first derivatives", "matrix forms, second and higher derivatives"
KINDS = (MATRIX_FORMS, SECOND, "vec forms", "component forms", "differentials")


def kind(name, order):
    named = {VEC: "vec forms", COMPONENTS: "component forms", DIFFERENTIAL: "differentials"}
    return named.get(name, MATRIX_FORMS if order == 1 else SECOND)


def main():
    compared, proved, left, without = Counter(), Counter(), [], []
    for rule in load():
        for question in rule.questions:
            for item in question.wrt:
                derivation = derive(question.expr, item, question.where, question.order, prove=False)
                found = derivation.every_size
                if found.proved is None:
                    without.append(f"{question.id} by {item}")
                for name in found.compared:
                    of = kind(name, derivation.order)
                    compared[of] += 1
                    proved[of] += name not in found.unproved
                left += [(f"{question.id} by {item}", name, why) for name, why in found.unproved.items()]
    for of in KINDS:
        if compared[of]:
            print(f"{of:46} {proved[of]:5} of {compared[of]:5}  {100 * proved[of] / compared[of]:6.2f} %")
    total, held = compared.total(), proved.total()
    print(f"{'all printed forms':46} {held:5} of {total:5}  {100 * held / total:6.2f} %")
    if left:
        print("\nproved at some sizes alone:")
    for rule, name, why in left:
        print(f"  {rule}, {name}: {why}")
    if without:
        print(f"\nno matrix form, so that the component form is all there is: {', '.join(without)}")
    return 1 if "--goal" in sys.argv and held < GOAL * total else 0


if __name__ == "__main__":
    sys.exit(main())
