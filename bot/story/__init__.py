"""The day that `cto-copilot sandbox --story` plays: chapters of what people at Acme do with the co-pilot."""

from bot.story import incident, lessons, month, plan, proposal, sparring

CHAPTERS = (incident.CHAPTER, lessons.CHAPTER, proposal.CHAPTER, sparring.CHAPTER, plan.CHAPTER, plan.WITHOUT, month.CHAPTER)
"""In the order they are played; each may build on what those before it left behind."""
