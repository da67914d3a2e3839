"""The operation that suggests, as its users see it."""

from __future__ import annotations

from api.kinds import Text
from api.operations import Access, Operation
from api.parameters import Parameter
from api.search.answers import HEADERS, OF_STORES
from api.shapes import Suggestion, Suggestions
from api.suggest.queries import AT_MOST

REQUIRED = Parameter(
    "q",
    Text(100),
    "What is typed so far: words of a name, the last of them at least begun. Case, accents and punctuation are "
    "ignored.",
    "law and ord",
    required=True,
)
SUGGEST = Operation(
    name="suggest",
    summary="Suggest shows, people and episodes as one types",
    description=(
        f"At most {AT_MOST} of each, shows first, then people, then episodes. Of shows and episodes the better known "
        "come first; of people, whom nothing tells so of, those that TVMaze has had longest. `id` is TVMaze's: a "
        "show's and a person's are values of `show_id` and `person_id` in a search."
    ),
    access=Access.VISITOR,
    parameters=(REQUIRED,),
    answer=Suggestions,
    example=Suggestions(
        items=[
            Suggestion(type="show", id=82, text="Harbour Lights", highlight="<em>Har</em>bour Lights", show=None),
            Suggestion(
                type="episode", id=1001, text="In Harm's Way", highlight="In <em>Har</em>m&#x27;s Way", show="Sea Watch"
            ),
        ]
    ),
    problems=OF_STORES,
    headers={name: HEADERS[name] for name in ("Server-Timing", "ETag")},
)
