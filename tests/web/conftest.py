"""The same application and callers as in the API's tests."""

from tests.api.conftest import app, engine, extension, folders, loaded_engine, page, services, stranger

__all__ = ["app", "engine", "extension", "folders", "loaded_engine", "page", "services", "stranger"]
