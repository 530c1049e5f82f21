"""What Alongside needs from an X server: one event loop, selections, windows and keys."""
