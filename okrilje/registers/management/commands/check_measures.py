"""``okrilje measures check``: every measure of a plan, computed from the registers and counted again slowly."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from okrilje.lib.periods import Period
from okrilje.plan import formula_words, measuring
from okrilje.plan.models import ActionPlan, Measure
from okrilje.registers.slow_count import SlowCount


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", required=True)
        parser.add_argument("--year", type=int, default=0)

    def handle(self, *args: Any, **options: Any) -> None:
        plan = ActionPlan.objects.filter(code=options["plan"]).first()
        if plan is None:
            raise CommandError(f"There is no plan {options['plan']}. See: okrilje plan list")
        year = options["year"]
        period = Period(date(year, 1, 1), date(year, 12, 31)) if year else Period(plan.starts_on, plan.ends_on)
        rows = Measure.objects.filter(indicator__activity__plan=plan, indicator__activity__is_withdrawn=False)
        measures = rows.select_related("indicator__activity__plan").order_by(
            "indicator__activity__order", "indicator__number", "suffix"
        )
        computed, slow = measuring.compute(measures, period), SlowCount()
        different = 0
        self.stdout.write(f"{'Measure':10} {'From':5} {'Value':>12} {'Counted':>12}  In words")
        for one in computed:
            again = slow.value(one, period)
            different += one.value != again
            self.stdout.write(self._line(one, again))
        bound = sum(one.question is not None for one in computed)
        self.stdout.write(f"{bound} of {len(computed)} bound, {bound - different} of {bound} equal")
        if different:
            raise CommandError("Some measures are counted differently.", returncode=1)

    def _line(self, one: measuring.Computed, again: Any) -> str:
        indicator = one.measure.indicator
        code = f"{indicator.activity.code}#{indicator.number}{one.measure.suffix}"
        if one.question is None:
            return f"{code:10} {one.measure.register:5} {'–':>12} {'–':>12}  its register does not exist yet"
        mark = "" if one.value == again else "  DIFFERENT"
        words = formula_words.words(one.question)
        return f"{code:10} {one.measure.register:5} {one.value!s:>12} {again!s:>12}  {words}{mark}"
