"""Which questions are asked of somebody, given what they answered before. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar


class Conditional(Protocol):
    """What a question must say of itself to be asked or left out."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def condition_id(self) -> int | None: ...
    @property
    def condition_keys(self) -> Sequence[str]: ...


Asked = TypeVar("Asked", bound=Conditional)


def asked_of(questions: Iterable[Asked], answers: Mapping[str, Any]) -> list[Asked]:
    """Those to be answered, in order. `answers` are by the questions' names.

    What depends on a question that is not asked itself, or that comes later, is not asked.
    """
    asked: list[Asked] = []
    given: dict[int, set[str]] = {}
    for question in questions:
        if question.condition_id is not None:
            chosen = given.get(question.condition_id, set())
            if not chosen & set(question.condition_keys):
                continue
        asked.append(question)
        given[question.id] = keys_in(answers.get(question.name))
    return asked


def keys_in(value: Any) -> set[str]:
    """The options chosen in an answer to one or several of a list."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, list):
        return {each for each in value if isinstance(each, str)}
    return set()
