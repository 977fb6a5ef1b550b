"""Reports through the API of Okrilje: lists what waits for you, fills in an answer, sends the report for approval.

Needs Python 3.11 or newer and nothing else. The token needs the scopes read:reports and write:reports.

    export OKRILJE_ADDRESS=https://plan.gov.example
    export OKRILJE_TOKEN=okr_...
    python report_by_api.py due
    python report_by_api.py fill PLAN CYCLE INSTITUTION ACTIVITY answer.json
    python report_by_api.py prepare PLAN CYCLE INSTITUTION

answer.json holds the fields that are to be changed; the others stay as they are:

    {"progress": "in_progress", "occurrences": 2, "done": "Two joint controls.", "values": {"1": {"value": "2"}}}
"""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Problem(Exception):
    """What the API refused, and why."""

    def __init__(self, said: dict[str, Any]) -> None:
        faults = "".join(f"\n  {fault['where']}: {fault['what']}" for fault in said.get("errors", []))
        super().__init__(f"{said['status']} {said['title']}: {said['detail']}{faults}")
        self.said = said


class Api:
    def __init__(self, address: str, token: str, language: str = "en") -> None:
        self.base = f"{address.rstrip('/')}/api/v1"
        self.headers = {"Authorization": f"Bearer {token}", "Accept-Language": language, "Accept": "application/json"}

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """The answer as JSON. Waits where too much was asked in a minute. Raises Problem for what is refused."""
        address = f"{self.base}{path}{'?' + urllib.parse.urlencode(query) if query else ''}"
        data = None if body is None else json.dumps(body).encode()
        headers = self.headers | ({"Content-Type": "application/json"} if data else {})
        request = urllib.request.Request(address, data=data, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            if error.code in (429, 503):
                time.sleep(int(error.headers.get("Retry-After", "30")))
                return self.call(method, path, body, **query)
            raise Problem(json.load(error)) from None

    def all(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Everything on a list, page after page."""
        page = 1
        while True:
            found = self.call("GET", path, page=page, per_page=200, **query)
            yield from found["results"]
            if page >= found["pages"]:
                return
            page += 1


def address_of(plan: str, cycle: str, institution: str) -> str:
    return f"/plans/{plan}/cycles/{cycle}/submissions/{institution}"


def due(api: Api) -> None:
    """The reports that wait for the person of the token, and in each what has no answer yet."""
    for report in api.all("/submissions", waiting="true"):
        where = report["plan"], report["cycle"], report["institution"]
        whole = api.call("GET", address_of(*where))
        print(*where, f"due {report['due_on']}, {report['status']}, {whole['answered']} of {whole['asked']} answered")
        for item in whole["items"]:
            if item["asked"] and item["revision"] == 0:
                print(f"  {item['activity']} ({item['scope']}): {item['label']}. {item['greener']}")


def fill(api: Api, plan: str, cycle: str, institution: str, activity: str, scope: str, changes: dict[str, Any]) -> None:
    """Changes some fields of an answer. What somebody else saves meanwhile in other fields is kept."""
    path = f"{address_of(plan, cycle, institution)}/items/{activity}/{scope}/answer"
    before = api.call("GET", path)
    try:
        saved = api.call("PUT", path, {"base": before["revision"], "answer": before["answer"] | changes})
    except Problem as problem:
        for conflict in problem.said.get("conflicts", []):
            print(f"{conflict['field']}\n  yours:  {conflict['mine']}\n  theirs: {conflict['theirs']}", file=sys.stderr)
        raise
    print(f"{activity} ({scope}) is saved as revision {saved['revision']}")


def prepare(api: Api, plan: str, cycle: str, institution: str) -> None:
    """Sends the report to the second person of the institution."""
    report = api.call("POST", f"{address_of(plan, cycle, institution)}/prepare")
    print(f"The report is {report['status']}; now it is the turn of the {report['waits_at']}.")


def main(arguments: list[str]) -> int:
    api = Api(os.environ["OKRILJE_ADDRESS"], os.environ["OKRILJE_TOKEN"])
    match arguments:
        case ["due"]:
            due(api)
        case ["fill", plan, cycle, institution, activity, file]:
            fill(api, plan, cycle, institution, activity, "whole", json.loads(Path(file).read_text(encoding="utf-8")))
        case ["prepare", plan, cycle, institution]:
            prepare(api, plan, cycle, institution)
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Problem as problem:
        print(problem, file=sys.stderr)
        sys.exit(1)
