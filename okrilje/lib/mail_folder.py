"""Mail into a folder, where no mail server is named: a file for each letter, named by its Message-ID.

A letter that is sent again takes the place of the first; a file is there whole or not at all.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    def __init__(self, *args: Any, file_path: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._folder = Path(file_path or settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for letter in email_messages:
            message = letter.message()
            name = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:32]
            unfinished = self._folder / f".{name}.{os.getpid()}"
            unfinished.write_bytes(message.as_bytes())
            unfinished.replace(self._folder / f"{name}.eml")
        return len(email_messages)
