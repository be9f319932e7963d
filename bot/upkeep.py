"""The commands of whoever runs it: look after it, keep it, move it, let go of a person."""

import typer

upkeep = typer.Typer()
