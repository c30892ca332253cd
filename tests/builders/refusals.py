"""What is said to a user whose input may or may not be refused."""

from collections.abc import Callable

from mirtrd.core.job import UserError


def refusal_of(action: Callable[[], object]) -> str:
    """The message of the UserError that something raises, "" if it raises nothing."""
    try:
        action()
    except UserError as error:
        return str(error)
    return ""
