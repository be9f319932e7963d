"""What an option costs in all: money once and each month, and the days of people."""


def total(*, months: int, monthly: float = 0, once: float = 0, days: float = 0, days_a_month: float = 0, day_costs: float = 0) -> str:
    """Add it up, with every step, in dollars and days. Days stay days where nobody said what one costs."""
    money = once + monthly * months
    worked = days + days_a_month * months
    steps = f"{_dollars(once)} once + {_dollars(monthly)} × {months} months = {_dollars(money)}"
    people = f"{days:g} days to build + {days_a_month:g} × {months} months = {worked:g} days"
    if not worked:
        return f"{steps}."
    if not day_costs:
        return f"{steps}; and {people}, of which nobody has said what one costs."
    return f"{steps}; {people} × {_dollars(day_costs)} = {_dollars(worked * day_costs)}; in all {_dollars(money + worked * day_costs)}."


def _dollars(amount: float) -> str:
    return f"${amount:,.2f}".removesuffix(".00")
