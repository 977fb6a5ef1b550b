"""From a document with tables to a plan: ``read(document, catalogue)``.

The steps, each a module of its own: ``rows`` joins what pages cut and finds headings; ``columns`` says what each
column holds; ``activities`` hands each cell to its reader (``deadlines``, ``institutions``, ``indicators``,
``resources``; names through ``mentions`` and ``names``); ``account`` looks up what became of every word.
"""

from okrilje.plan.reading.account import Account, Unplaced, Why
from okrilje.plan.reading.names import Answer, Candidate
from okrilje.plan.reading.reading import Counts, Reading, read
from okrilje.plan.reading.remarks import Asks, Noticed, Question, Remark

__all__ = [
    "Account",
    "Answer",
    "Asks",
    "Candidate",
    "Counts",
    "Noticed",
    "Question",
    "Reading",
    "Remark",
    "Unplaced",
    "Why",
    "read",
]
