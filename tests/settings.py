"""The settings of the program, in a data folder of their own and without what only slows tests down."""

import os
import tempfile

os.environ["OKRILJE_DATA"] = tempfile.mkdtemp(prefix="okrilje-tests-")
os.environ.setdefault("OKRILJE_WAIVE_MFA", "0")
#: Requests are counted through all tests; those that are about the limit set one of their own.
os.environ.update({"OKRILJE_API_PER_MINUTE": "100000", "OKRILJE_API_PUBLIC_PER_MINUTE": "100000"})

from okrilje.lib import messages
from okrilje.settings import *  # noqa: F403
from okrilje.settings import DATABASES, LOCALE_PATHS, STORAGES

messages.compile_all(LOCALE_PATHS[0])

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(os.environ["OKRILJE_DATA"], "test.sqlite3")}
