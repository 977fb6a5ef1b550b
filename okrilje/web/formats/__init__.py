"""How each language writes dates, times and numbers. Django's own forms for Bosnian lack the thousands separator.

Serbian Latin finds the forms of ``sr`` by itself. Every language reads ISO dates too, and first: that is what the
browser's date field sends and expects.
"""
