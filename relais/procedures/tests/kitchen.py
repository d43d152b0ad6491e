"""What these tests cook with: a procedure of a few steps, published and given."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from relais.people.models import Membership
from relais.procedures import actions
from relais.procedures.content import Content, StepText
from relais.procedures.models import Procedure
from tests.cast import NOW, Cast, by

LATER = NOW + timedelta(minutes=10)

LAYOUT = Content(
    title="Mise en page d’un article",
    introduction="De l’ébauche à la publication.",
    steps=(
        StepText("Choisir 3 images", body="Dans les sources **permises**."),
        StepText("Compresser les images", expected="Chaque image pèse moins de 150 Ko."),
        StepText("Largeur 1 200 pixels", level=1),
        StepText("Placer l’image sous le deuxième intertitre"),
    ),
)


def published(cast: Cast, content: Content = LAYOUT) -> Procedure:
    return actions.write_procedure(content=content, published=True, by=by(cast.owner), now=NOW)


def given(cast: Cast, member: Membership | None = None, content: Content = LAYOUT) -> Procedure:
    procedure = published(cast, content)
    with transaction.atomic():
        actions.give(procedure, member or cast.executor, now=NOW)
    return procedure
