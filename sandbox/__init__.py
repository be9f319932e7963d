"""A Slack on this machine, for people trying the product and for its tests."""

from sandbox.channels import Channel
from sandbox.clock import Clock
from sandbox.deliveries import Attempt, Delivery
from sandbox.faults import Fault
from sandbox.files import File
from sandbox.messages import Message
from sandbox.people import Person
from sandbox.reply import CannotDo, Reply
from sandbox.server import Sandbox
from sandbox.views import View
from sandbox.workspace import Workspace

__all__ = [
    "Attempt",
    "CannotDo",
    "Channel",
    "Clock",
    "Delivery",
    "Fault",
    "File",
    "Message",
    "Person",
    "Reply",
    "Sandbox",
    "View",
    "Workspace",
]
