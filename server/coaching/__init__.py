"""Prompts in the moment: what a colleague beside the agent would say, from the customer's mood and what the draft lacks."""
