"""One delegation on its way, made by the same verbs as a user's: what tests across rooms look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from relais.activities import actions as activities
from relais.activities.models import Capture
from relais.acts.models import Entry
from relais.api import actions as api
from relais.api.actions import NewToken
from relais.delegations import actions as delegations
from relais.delegations.models import Brief, Delegation, Delivery
from relais.funds import actions as funds
from relais.log.actions import reply, write
from relais.people import actions as people
from relais.people.models import Invitation, MatterGrant
from relais.procedures import actions as procedures
from relais.procedures.content import Content, StepText
from relais.procedures.models import Procedure, Run
from tests.cast import NOW, Cast, by

BRIEF = {
    "results": "Each article laid out within a day, ready to publish.",
    "guidelines": "Three free images, never a hosting password.",
    "resources_human": "Questions in the log, answered at 15:00.",
    "resources_material": "Editor rights on the blog, the image folder.",
    "resources_financial": "80 $ a month for 15 h a week.",
    "accountability": "One line in the log for each article.",
    "success": "Three good months: 100 $ and the second blog.",
    "failure": "Two late articles: we look at the procedure together.",
}
LAYOUT = Content(
    title="Lay out an article",
    introduction="For every article of the blog.",
    steps=(
        StepText("Copy the text", expected="The text is in the editor."),
        StepText("Choose three free images", body="Only from the folder."),
        StepText("Publish the preview", expected="The preview shows the images."),
    ),
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """`delegation` is accepted, paid for by held money, and delivered once: it waits for a verdict."""

    cast: Cast
    procedure: Procedure
    delegation: Delegation
    draft: Delegation
    run: Run
    delivery: Delivery
    request: Entry
    capture: Capture
    invitation: Invitation
    grant: MatterGrant
    token: NewToken


def make_running(cast: Cast, *, title: str = "Lay out the article on fears") -> tuple[Procedure, Delegation]:
    """A procedure and a delegation of it to the executor, accepted, with 40 $ held."""
    owner, executor = by(cast.owner), by(cast.executor)
    procedure = procedures.write_procedure(content=LAYOUT, published=True, by=owner, now=NOW)
    delegation = delegations.open_delegation(
        title,
        executor_id=cast.executor.id,
        procedure_id=procedure.id,
        currency="USD",
        by=owner,
        now=NOW,
    )
    delegations.write_brief(delegation.id, BRIEF, by=owner, now=NOW)
    delegations.propose(delegation.id, by=owner, now=NOW)
    delegations.accept(delegation.id, by=executor, now=NOW + timedelta(hours=1))
    milestone = delegation.milestones.get()
    funds.hold(milestone.id, 4000, transferred_on=date(2026, 11, 23), reference="SEPA 1", by=owner, now=NOW)
    return procedure, delegation


def make_scenario(cast: Cast) -> Scenario:
    owner, executor = by(cast.owner), by(cast.executor)
    procedure, delegation = make_running(cast)
    later = NOW + timedelta(hours=2)
    request = write(
        text="Which image for the second heading?", delegation_id=delegation.id, by=owner, now=later
    )
    reply(request.id, text="The second one.", by=executor, now=later)
    run = procedures.start_run(procedure.id, delegation_id=delegation.id, by=executor, now=later)
    for step in run.version.steps.all():
        procedures.tick(run.id, step.id, by=executor, now=later)
    procedures.finish_run(run.id, by=executor, now=later)
    delivery = delegations.deliver(
        delegation.id, text="Done, preview in the folder.", minutes=70, run_id=run.id, by=executor, now=later
    )
    draft = delegations.open_delegation("Answer support mail", by=owner, now=later)
    return Scenario(
        cast=cast,
        procedure=procedure,
        delegation=Delegation.objects.get(pk=delegation.pk),
        draft=draft,
        run=run,
        delivery=delivery,
        request=request,
        capture=activities.capture(text="Call the printer", by=owner, now=later),
        invitation=people.invite(email="new@example.org", role="executor", by=owner, now=later),
        grant=people.grant_matter(cast.reviewer.id, delegation_id=delegation.id, by=owner, now=later),
        token=api.make_token("script", ["log:read"], 30, by=owner, now=later),
    )


__all__ = ["BRIEF", "LAYOUT", "Brief", "Scenario", "make_running", "make_scenario"]
