"""Long work outside the request."""

import procrastinate


def on_app_ready(app: procrastinate.App) -> None:
    """Called by procrastinate when its app is ready."""
