"""The same application and callers as in the API's tests."""

from tests.api.conftest import app, control, engine, extension, folders, loaded_engine, page, services

__all__ = ["app", "control", "engine", "extension", "folders", "loaded_engine", "page", "services"]
