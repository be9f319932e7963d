"""What Claude writes while support gets its refunds: each step of that plan, a delivery that is returned once, and the reviews."""

from typing import Any

WANTED = (
    "Support staff refund orders in an admin interface, and see who refunded what, and why. Refunds go through Stripe. "
    "It holds names and e-mail addresses of customers. The finance team and the support team have to agree on who may refund. "
    "Bo and Ana know Django."
)
READ: dict[str, Any] = {
    "title": "Refunds by support staff",
    "functional": ["Support staff refund orders in an admin interface", "They see who refunded what, and why"],
    "non_functional": ["It holds names and e-mail addresses of customers"],
    "constraints": ["Finance and support agree on who may refund"],
    "known": [{"topic": "integrations", "said": "Refunds go through Stripe"}, {"topic": "skills", "said": "Bo and Ana know Django"}],
}
RFC: dict[str, Any] = {
    "title": "Where support refunds orders",
    "overview": "Support staff cannot refund an order today. This decides where they do it.",
    "problem": "“Support staff refund orders in an admin interface, and see who refunded what, and why.” How many refunds "
    "there are a month is not yet known; support can say it.",
    "criteria": [
        {"name": "Fit", "weight": "High", "description": "How much of it is there without being built"},
        {"name": "Who did it can be told", "weight": "High", "description": "Whether each refund has a name and a reason"},
    ],
    "options": [
        {
            "name": "An admin page in Django",
            "advantages": "Sign-in, permissions and a history of changes come with it.",
            "disadvantages": "One more page of ours to keep up.",
        },
        {
            "name": "Stripe's own dashboard",
            "advantages": "Nothing to build.",
            "disadvantages": "Reasons stay with Stripe, and an order does not show that it was refunded.",
        },
    ],
    "recommendation": "An admin page in Django: both criteria are met by what it brings. It costs a page to keep up. "
    "If finance wants refunds in Stripe only, this is the wrong answer.",
    "design": "```mermaid\nflowchart LR\n    staff([Support]) --> admin[Django admin]\n    admin --> stripe{{Stripe}}\n"
    "    admin --> db[(Database)]\n```",
}
SPEC: dict[str, Any] = {
    "title": "Refunds in the admin interface",
    "summary": "A refund is asked for in the admin interface, sent to Stripe once, and kept with who did it and why.",
    "overview": "```mermaid\nflowchart LR\n    staff([Support]) --> refunds[Refunds]\n    refunds --> stripe{{Stripe}}\n```",
    "components": [
        {
            "name": "Refunds",
            "responsibility": "Keeps each refund, sends it once",
            "technology": "Django",
            "interfaces": "Admin action on an order",
        },
    ],
    "data": "Refund: order, amount, reason, who, when, Stripe's id (unique).",
    "api": "None of its own: Stripe's refunds endpoint, with an idempotency key.",
    "security": "Only the group that finance and support agree on sees the action.",
    "testing": "Rules by unit tests, Stripe against its test mode; 85 % of lines are run.",
    "deployment": "With the application; switched on for one person first, off by a setting.",
}
DESIGN: dict[str, Any] = {
    "title": "Refunds",
    "overview": "Support refunds an order in the admin interface; Stripe pays it back.",
    "diagram": "flowchart LR\n    staff([Support]) --> refunds[Refunds]\n    refunds --> stripe{{Stripe}}\n    refunds --> db[(Database)]",
    "components": [
        {"name": "Refunds", "responsibility": "Keeps each refund, sends it once", "technology": "Django", "interfaces": "Admin action"},
        {"name": "Database", "responsibility": "Keeps orders and refunds", "technology": "PostgreSQL", "interfaces": "SQL"},
    ],
    "data": "A refund belongs to an order.",
    "security": "A group of its own may refund.",
    "scalability": "How many refunds there are is not yet known; one process carries thousands a day.",
    "deployment": "With the application.",
}
DATA: dict[str, Any] = {
    "models": ["Refund: order, amount, reason, staff, created_at, stripe_id unique; kept when the order is archived"],
    "migrations": ["Add the table; nothing reads it until the action is switched on; undone by dropping it"],
    "indexes": ["Refund by order, for the order's page"],
}
SECURITY: dict[str, Any] = {
    "authentication": ["Staff sign in as everywhere in the admin; Stripe's webhooks by their signature"],
    "authorisation": ["A group of its own may refund; who may not, does not see the action"],
    "data": ["Names and e-mail addresses stay where they are; no card numbers come to us"],
    "compliance": ["Personal data: somebody has to confirm how long reasons are kept"],
}
BUILD, TEST = "Build the refund action", "Test refunds"
TASKS: dict[str, Any] = {
    "tasks": [
        {
            "name": BUILD,
            "component": "Refunds",
            "what": ["The model and its migration", "An admin action that asks for the reason"],
            "specialist": "django-expert",
            "days": 3,
            "after": [],
            "criteria": ["A refund is sent to Stripe once, however often the button is pressed"],
            "is_testing": False,
        },
        {
            "name": TEST,
            "component": "Tests",
            "what": ["Two presses, one refund", "Stripe away in the middle"],
            "specialist": "python-testing-expert",
            "days": 2,
            "after": [BUILD],
            "criteria": ["85 % of lines are run by tests"],
            "is_testing": True,
        },
    ],
    "coverage": 85,
}
CODE = """refunds/models.py
```python
class Refund(models.Model):
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="refunds")
    reason = models.TextField()
    key = models.UUIDField(default=uuid4, unique=True)
```
refunds/sending.py
```python
def send(refund):
    return stripe.Refund.create(payment_intent=refund.order.intent, idempotency_key=str(refund.key))
```
"""
ONCE = TASKS["tasks"][0]["criteria"][0]
WORK: dict[str, Any] = {
    "delivery": CODE,
    "criteria": [{"criterion": ONCE, "where": "refunds/sending.py: the idempotency key is the refund's own"}],
    "assumed": ["An order knows its payment intent"],
    "left_out": ["Partial refunds: nobody asked for them"],
}
AGAIN: dict[str, Any] = {
    **WORK,
    "delivery": CODE.replace(
        "    key = ", '    class Meta:\n        constraints = [UniqueConstraint(fields=["order"], name="one_refund")]\n\n    key = '
    ),
}
RETURNED: dict[str, Any] = {
    "findings": [
        {"criterion": ONCE, "is_met": False, "why": "Two presses make two rows, each with a key of its own: models.py has no unique order"}
    ],
    "breaks": [],
}
ACCEPTED: dict[str, Any] = {
    "findings": [{"criterion": ONCE, "is_met": True, "why": "models.py: one open refund for each order; sending.py: its key"}],
    "breaks": [],
}
TESTED: dict[str, Any] = {
    "delivery": "tests/test_refunds.py, coverage gate at 85 %\n```python\ndef test_two_presses_are_one_refund(order, stripe):\n"
    "    order.refund('broken')\n    order.refund('broken')\n    assert len(stripe.refunds) == 1\n```\n",
    "criteria": [{"criterion": TASKS["tasks"][1]["criteria"][0], "where": "pyproject.toml: fail_under = 85"}],
    "assumed": [],
    "left_out": [],
}
PASSED: dict[str, Any] = {
    "findings": [{"criterion": TASKS["tasks"][1]["criteria"][0], "is_met": True, "why": "The gate is in the pipeline"}],
    "breaks": [],
}
