"""The Messages API on this machine, as a script has it answer: for people trying the product without a key, and for its tests."""

from sandbox.claude.answers import Answer, Fault, cut_off, drops, fails, garbles, hangs, refuses, says, shaped, thinks, uses
from sandbox.claude.asked import Asked
from sandbox.claude.server import ScriptedClaude

__all__ = [
    "Answer",
    "Asked",
    "Fault",
    "ScriptedClaude",
    "cut_off",
    "drops",
    "fails",
    "garbles",
    "hangs",
    "refuses",
    "says",
    "shaped",
    "thinks",
    "uses",
]
