"""What Claude is to answer to an architect's prompts, and what becomes of an answer. A module for each sort of answer."""
