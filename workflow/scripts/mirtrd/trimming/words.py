"""Numbers in the sentences of a verdict."""


def percent(share: float) -> str:
    """A share in whole per cent."""
    return f"{100 * share:.0f} %"
