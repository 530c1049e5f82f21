"""The pages served to the agent: Jinja templates and small scripts that use the same HTTP API as everyone else."""
