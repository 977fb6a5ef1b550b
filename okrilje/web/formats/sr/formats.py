"""The same as in Bosnian; names of months come from the catalogue."""

from okrilje.web.formats.bs.formats import *  # noqa: F403
