"""Planted for the rule of its name. Nothing runs this file."""

# place: src/anbang/web
from django.views.decorators.csrf import csrf_exempt  # fault


@csrf_exempt  # fault
def step(request):
    """Anybody's page could send it."""


CSRF_TRUSTED_ORIGINS = ["https://elsewhere.example"]  # fault
