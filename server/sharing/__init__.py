"""Packs that come from elsewhere: fetched, looked at, installed, updated, removed, subscribed to."""
