"""A day that plays itself: chapters of what people do, through the doors people use, played in a workspace at a pace one can follow."""

from sandbox.story.actors import APP, Actor
from sandbox.story.player import OVER, Chapter, Player
from sandbox.story.stage import Stage
from sandbox.story.steps import Place, Stuck

__all__ = ["APP", "OVER", "Actor", "Chapter", "Place", "Player", "Stage", "Stuck"]
