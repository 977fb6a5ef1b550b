"""Workbooks that people fill in and that are read back exactly: described once (``layout``), written, read.

Nothing here knows what the rows mean. A workbook is written in one language and read from any of ours.
"""

from okrilje.lib.spreadsheets.writing import write

__all__ = ["write"]
