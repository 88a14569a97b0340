"""`translate` as Django has it, for the words that stand in a template as they are: looked up once a language, for a list says the same in every row."""

from typing import Any

from django import template
from django.template.base import Parser, Token
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.translation import get_language

register = template.Library()


class Said(TranslateNode):
    """Words that depend on the reader's language alone."""

    def __init__(self, node: TranslateNode) -> None:
        super().__init__(node.filter_expression, node.noop)
        self.known: dict[str | None, Any] = {}

    def render(self, context: template.Context) -> Any:
        """The words in the reader's language."""
        language = get_language()
        if language not in self.known:
            self.known[language] = super().render(context)
        return self.known[language]


@register.tag("translate")
def translate(parser: Parser, token: Token) -> template.Node:
    """Django's own, remembered where nothing but the language changes what it says."""
    node = do_translate(parser, token)
    expression = node.filter_expression
    depends = node.asvar or node.message_context or expression.filters or expression.var.literal is None
    return node if depends else Said(node)
