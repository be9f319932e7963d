"""The day that `cto-copilot sandbox --story` plays: chapters of what people at Acme do with the co-pilot."""

from bot.story import incident, lessons, month, proposal, sparring

CHAPTERS = (incident.CHAPTER, lessons.CHAPTER, proposal.CHAPTER, sparring.CHAPTER, month.CHAPTER)
"""In the order they are played; each may build on what those before it left behind."""
