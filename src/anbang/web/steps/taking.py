"""How a step is taken with what its form told: of one person, from the page of the step and from that for several alike."""

from collections.abc import Callable
from dataclasses import replace

from anbang.casework.step.standing import Standing
from anbang.organisations.steps import StepRefused
from anbang.web.once import send_once
from anbang.web.steps.form import StepForm
from anbang.web.steps.reasons import why_not_then
from anbang.web.steps.step import Step, Taking


def taken(
    step: Step, form: StepForm, standing: Standing, taking: Taking, *, first: Callable[[], object] = lambda: None
) -> bool:
    """Whether the form was valid, the step there on the day that it told, and the action done. A refusal stands at its field. `first`: what goes
    before the action, in its transaction.
    """
    if not form.is_valid():
        return False
    if not step.when(standing.then(form.cleaned_data.get("on") or taking.by.today)):
        field, why = why_not_then(step, standing, on=form.cleaned_data.get("on") or taking.by.today, by=taking.by)
        form.add_error(form.place_of_fault(field), why)
        return False
    try:
        told = replace(taking, told=form.cleaned_data)

        def take() -> None:
            first()
            step.take(told)

        send_once(taking.by, take)
    except StepRefused as refused:
        form.add_error(form.place_of_fault(refused.field), str(refused))
        return False
    return True
