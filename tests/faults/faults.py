"""Every planted fault."""

from __future__ import annotations

from faults.core import CALCULUS, LANGUAGE, LAYOUT
from faults.printed import NOTATION
from faults.proof import PROOF
from faults.shown import ANSWERS, DERIVATION, DOCUMENT, PUBLISH, WORK

FAULTS = (*LANGUAGE, *CALCULUS, *LAYOUT, *NOTATION, *PROOF, *DERIVATION, *WORK, *DOCUMENT, *ANSWERS, *PUBLISH)
