"""Changes to a plan. Every door (command line, page, demonstration) comes through here, and leaves an audit event."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from okrilje.accounts import catalogue
from okrilje.accounts.access import granted
from okrilje.accounts.models import Institution
from okrilje.audit import actions as audit
from okrilje.plan import content, difference, findings, storing
from okrilje.plan.checker import Finding
from okrilje.plan.models import ActionPlan, Change, Strategy, Version
from okrilje.plan.rules import why_not_manage


class PlanError(Exception):
    """The plan cannot be stored as it is; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a version comes from: the name of the file and the SHA-256 of its bytes, where there is one."""

    name: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is worked out of a plan before it is written: for a very large one that takes seconds.

    ``before`` is the plan that it was worked out against.
    """

    before: content.Plan | None
    changes: list[difference.Change]
    questioned: list[Finding]


def prepare(
    before: content.Plan | None, new: content.Plan, newcomers: Collection[catalogue.Institution] = ()
) -> Prepared:
    """``newcomers`` are institutions that come into the register with the plan."""
    found = difference.changes(before, new)
    return Prepared(before, found, findings.examine(new, newcomers) if found else [])


@transaction.atomic
def apply(
    new: content.Plan,
    *,
    by: Any,
    at: datetime,
    reason: str = "",
    source: Source | None = None,
    prepared: Prepared | None = None,
    **settings: Any,
) -> Version | None:
    """Makes ``new`` the plan with its code: rows, version, changes, findings and audit event, all or nothing.

    ``by`` is a user or "system"; ``settings`` are further fields of ActionPlan ("is_demonstration", ...).
    ``prepared`` comes from ``prepare``, where the caller asked it before the transaction, in which others wait.
    Returns None, and changes nothing, where the plan already is exactly this. Raises PlanError where the plan
    lacks what a plan needs, names institutions that are not in the register, or was changed since ``prepare``.
    """
    check(new)
    ready = prepared or prepare(current(new.code, lock=True), new)
    if prepared and not _still_stands(new.code, prepared.before):
        raise PlanError(_("The plan was changed by somebody else since the preview. Look at the preview again."))
    if not ready.changes:
        return None
    plan = _plan_row(new, settings)
    storing.store(plan, new)
    version = _version(plan, new, by, at, reason, source or Source())
    Change.objects.bulk_create(
        Change(version=version, kind=c.kind, code=c.code, field=c.field, before=c.before, after=c.after)
        for c in ready.changes
    )
    findings.refresh(plan, ready.questioned, at=at)
    audit.record(
        "plan.imported" if ready.before is None or version.source_sha256 else "plan.amended",
        by=by,
        at=at,
        subject=("plan", plan.code),
        institution=plan.owner.code,
        version=version.number,
        content_sha256=version.content_sha256,
        source=version.source_name,
        reason=reason,
        changes=dict(Counter(c.kind for c in ready.changes)),
    )
    return version


def set_formula(
    code: str,
    place: tuple[str, int, str],
    formula: str,
    register: content.Register,
    *,
    by: Any,
    at: datetime,
    reason: str,
) -> Version | None:
    """Has a measure count something else from now on, as a new version of the plan.

    ``place``: code of the activity, number of the indicator from 1, suffix of the measure. Raises PermissionDenied for
    whom the plan does not belong to; PlanError without a reason, and where there is no such measure.
    """
    if not reason.strip():
        raise PlanError(_("Say why something else is counted from now on."))
    own = {"institution": by.institution.code, "owner": ActionPlan.objects.get(code=code).owner.code}
    if refusal := why_not_manage(granted=granted(by), **own):
        raise PermissionDenied(refusal)
    before = current(code)
    new = before and _with_formula(before, place, formula, register)
    if not new:
        raise PlanError(_("The plan was changed by somebody else since the preview. Look at the preview again."))
    return apply(new, by=by, at=at, reason=reason.strip(), prepared=prepare(before, new))


def _with_formula(
    plan: content.Plan, place: tuple[str, int, str], formula: str, register: content.Register
) -> content.Plan | None:
    """The plan with another formula for one measure; None where it has no such measure."""
    code, number, suffix = place
    value = plan.model_dump(mode="json", by_alias=True)
    indicators: list[Any] = next((one["indicators"] for one in value["activities"] if one["code"] == code), [])
    for measure in indicators[number - 1]["measures"] if number <= len(indicators) else ():
        if measure["suffix"] == suffix:
            measure |= {"formula": formula, "register": register.value}
            return content.Plan.model_validate(value)
    return None


def current(code: str, *, lock: bool = False) -> content.Plan | None:
    """The plan as it stands, or None where there is none. ``lock`` holds back other writers until the end."""
    plans = ActionPlan.objects.filter(code=code)
    plan = (plans.select_for_update() if lock else plans).first()
    if plan is None:
        return None
    return content.Plan.model_validate(plan.versions.order_by("-number")[0].content)


def _still_stands(code: str, before: content.Plan | None) -> bool:
    """Is this the plan still? Holds back other writers until the end. A version is read only where its hash differs,
    as it does where an earlier program, which knew fewer fields, wrote it."""
    plan = ActionPlan.objects.filter(code=code).select_for_update().first()
    if plan is None or before is None:
        return plan is None and before is None
    stored = plan.versions.order_by("-number").values_list("content_sha256", flat=True)[0]
    return stored == _hash(before.model_dump(mode="json", by_alias=True)) or current(code) == before


@transaction.atomic
def publish(code: str, *, by: Any, at: datetime) -> bool:
    """Lets everybody read the plan; says whether it was a draft until now. Raises PermissionDenied."""
    if plan := _shown(code, True, by):
        audit.record("plan.published", by=by, at=at, subject=("plan", code), institution=plan.owner.code)
    return plan is not None


@transaction.atomic
def take_back(code: str, *, by: Any, at: datetime) -> bool:
    """Makes the plan a draft again, for its owner only; says whether it was public. Raises PermissionDenied."""
    if plan := _shown(code, False, by):
        audit.record("plan.taken_back", by=by, at=at, subject=("plan", code), institution=plan.owner.code)
    return plan is not None


def _shown(code: str, public: bool, by: Any) -> ActionPlan | None:
    """The plan, where that changed who sees it."""
    plan = ActionPlan.objects.select_for_update(of=("self",)).select_related("owner").get(code=code)
    if by != audit.SYSTEM:
        own = {"institution": by.institution.code, "owner": plan.owner.code}
        if refusal := why_not_manage(granted=granted(by), **own):
            raise PermissionDenied(refusal)
    if plan.is_public == public:
        return None
    plan.is_public = public
    plan.save(update_fields=["is_public"])
    return plan


def institutions_in(plan: content.Plan) -> set[str]:
    """The codes of everybody whom a plan names: who owns it, carries it out and pays."""
    named = {r.code for a in plan.activities for r in a.institutions}
    named |= {r.source for a in plan.activities for r in a.resources} | {plan.owner}
    return {code for code in named if code}


def check(new: content.Plan, *, coming: Collection[str] = ()) -> None:
    """Raises PlanError where the plan lacks what a plan needs or names institutions that are not known.

    ``coming`` are the codes of institutions that are added with the plan.
    """
    if not (new.code and new.owner):
        raise PlanError(_("A plan needs a code and an institution that owns it."))
    if not (new.start and new.end):
        raise PlanError(_("The document does not say when the plan begins and ends. Give both days."))
    if new.end <= new.start:
        raise PlanError(_("The plan ends before it begins."))
    if not new.activities:
        raise PlanError(_("The plan has no activities."))
    unknown = institutions_in(new) - {*coming, *Institution.objects.values_list("code", flat=True)}
    if unknown:
        raise PlanError(
            _("These institutions are not in the register: %(codes)s. Add them under Institutions first.")
            % {"codes": ", ".join(sorted(unknown))}
        )
    nobody = [f"{a.code}: {r.raw}" for a in new.activities for r in a.institutions if r.code is None]
    if nobody:
        raise PlanError(_("It is not decided which institution is meant by: %(names)s.") % {"names": "; ".join(nobody)})


def _plan_row(new: content.Plan, settings: dict[str, Any]) -> ActionPlan:
    strategy = Strategy.objects.filter(code=new.strategy).first() if new.strategy else None
    fields = {
        "title": new.title,
        "labels": new.labels,
        "strategy": strategy,
        "level": new.level,
        "owner": Institution.objects.get(code=new.owner),
        "starts_on": new.start,
        "ends_on": new.end,
        "adopted_on": new.adopted_on,
        "preamble": new.preamble,
        **settings,
    }
    return ActionPlan.objects.update_or_create(code=new.code, defaults=fields)[0]


def canonical(plan: content.Plan) -> str:
    """The JSON text that the hash of a version is made of: keys sorted, no blanks, UTF-8."""
    return _canonical(plan.model_dump(mode="json", by_alias=True))


def _canonical(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _hash(value: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical(value).encode()).hexdigest()


def _version(plan: ActionPlan, new: content.Plan, by: Any, at: datetime, reason: str, source: Source) -> Version:
    last = plan.versions.order_by("-number").values_list("number", flat=True).first() or 0
    value = new.model_dump(mode="json", by_alias=True)
    return Version.objects.create(
        plan=plan,
        number=last + 1,
        at=at,
        by=None if by == "system" else by,
        reason=reason,
        source_name=source.name,
        source_sha256=source.sha256,
        content=value,
        content_sha256=_hash(value),
    )


@transaction.atomic
def load_strategy(facts: dict[str, Any], *, by: Any, at: datetime) -> Strategy:
    """Stores a strategy from its data file (``strategy-*.json`` of a country)."""
    adopted_by = facts.get("adopted_by")
    strategy, created = Strategy.objects.update_or_create(
        code=facts["code"],
        defaults={
            "title": facts.get("title", ""),
            "labels": facts["labels"],
            "starts_on": facts["start"],
            "ends_on": facts["end"],
            "adopted_on": facts.get("adopted_on"),
            "adopted_by": Institution.objects.get(code=adopted_by) if adopted_by else None,
            "governments": facts["governments"],
        },
    )
    if created:
        audit.record("strategy.loaded", by=by, at=at, subject=("strategy", strategy.code))
    return strategy


def load_shipped_plan(country: str, name: str, *, by: Any, at: datetime, **settings: Any) -> Version | None:
    """Stores a plan shipped as data, unless it is there already: a document imported over it is never undone."""
    shipped = content.Plan.model_validate(catalogue.country_file(country, name))
    if ActionPlan.objects.filter(code=shipped.code).exists():
        return None
    return apply(shipped, by=by, at=at, source=Source(name=name), **settings)
