"""Planted for the rule of its name. Nothing runs this file."""

# place: src/anbang/web
from django.utils.safestring import mark_safe  # fault

shown = mark_safe("<b>" + name + "</b>")  # fault
also = format_html(f"<b>{name}</b>")  # fault
right = format_html("<b>{}</b>", name)
