"""Django's templates, quicker: what a page does a thousand times is done by the shortest way that gives the same.

A template is parsed by Django; only the four kinds of node of which a page has hundreds are replaced while it is: a variable, a
constant text to translate, an include of a named template, and the lookup of a name such as `row.title`. Whatever is not plain
(a method to call, a list's index, something missing, a filter that wants the time zone) goes Django's way, so that a template
means what it means anywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any, Final, cast

from django.template import Origin, Template, TemplateDoesNotExist
from django.template.base import (
    FilterExpression,
    Lexer,
    Node,
    NodeList,
    Parser,
    Token,
    Variable,
    VariableNode,
    render_value_in_context,
)
from django.template.context import Context
from django.template.engine import Engine
from django.template.loader_tags import IncludeNode
from django.template.loaders import cached
from django.templatetags.i18n import TranslateNode
from django.utils.functional import Promise
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.translation import get_language, gettext

MISSING: Final = object()
PLAIN: Final = frozenset({str, SafeString, int, bool, float, type(None), dict, list, tuple})
"""Types of values that are never called."""


class Loader(cached.Loader):
    """Finds templates as Django's cached loader does, and parses them our way."""

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        key = self.cache_key(template_name, skip)
        if key not in self.get_template_cache:
            self.get_template_cache[key] = self._parsed(template_name, skip or [])
        found: Template = self.get_template_cache[key]
        return found

    def _parsed(self, template_name: str, skip: list[Origin]) -> Template:
        for origin in self.get_template_sources(template_name):
            if origin in skip:
                continue
            try:
                contents = self.get_contents(origin)
            except TemplateDoesNotExist:
                continue
            return QuickTemplate(contents, origin, str(origin.template_name), self.engine)
        raise TemplateDoesNotExist(template_name)


class QuickTemplate(Template):
    """A template whose nodes are ours where they are many."""

    engine: Engine

    def compile_nodelist(self) -> NodeList:
        parser = _Parser(
            Lexer(self.source).tokenize(),
            self.engine.template_libraries,
            self.engine.template_builtins,
            self.origin,
        )
        nodes = parser.parse()
        self.extra_data = parser.extra_data
        return nodes


class _Parser(Parser):
    def compile_filter(self, token: str) -> FilterExpression:
        return _Expression(token, self)

    def extend_nodelist(self, nodelist: NodeList, node: Node, token: Token) -> None:
        super().extend_nodelist(nodelist, _quicker(node), token)


def _quicker(node: Node) -> Node:
    kind = type(node)
    if kind is VariableNode:
        return _Shown(cast(VariableNode, node).filter_expression)
    if kind is TranslateNode:
        return _Words.of(cast(TranslateNode, node))
    if kind is IncludeNode:
        return _Included.of(cast(IncludeNode, node))
    return node


# --- names ------------------------------------------------------------------------------------------------------------


class _Expression(FilterExpression):
    """`row.title|truncatechars:40`: found by its names at once where nothing on the way is a puzzle."""

    names: tuple[str, ...]
    steps: tuple[_Step, ...]

    def __init__(self, token: str, parser: Parser) -> None:
        super().__init__(token, parser)
        plain = isinstance(self.var, Variable) and self.var.lookups and not self.var.translate
        self.names = tuple(self.var.lookups) if plain else ()
        self.steps = tuple(_Step.of(function, args) for function, args in self.filters)
        if any(getattr(function, "expects_localtime", False) for function, _args in self.filters):
            self.names = ()

    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        value = _found(self.names, context) if self.names else MISSING
        if value is MISSING:
            return super().resolve(context, ignore_failures)
        for step in self.steps:
            value = step.of_value(value, context)
        return value


@dataclass(frozen=True, slots=True)
class _Step:
    """A filter with its arguments: constants, or names to look up."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    wants_autoescape: bool
    is_safe: bool

    @classmethod
    def of(cls, function: Callable[..., Any], args: list[tuple[bool, Any]]) -> _Step:
        # A constant of the template is the template's own text: safe, as Django has it.
        given = tuple(arg if is_name else mark_safe(arg) for is_name, arg in args)  # noqa: S308
        return cls(
            function, given, getattr(function, "needs_autoescape", False), getattr(function, "is_safe", False)
        )

    def of_value(self, value: Any, context: Context) -> Any:
        given = [arg.resolve(context) if isinstance(arg, Variable) else arg for arg in self.args]
        if self.wants_autoescape:
            new = self.function(value, *given, autoescape=context.autoescape)
        else:
            new = self.function(value, *given)
        return mark_safe(new) if self.is_safe and isinstance(value, SafeData) else new  # noqa: S308


def _found(names: tuple[str, ...], context: Context) -> Any:
    """What a chain of names stands for; MISSING where only Django's rules can say."""
    for scope in reversed(context.dicts):
        if names[0] in scope:
            found = scope[names[0]]
            break
    else:
        return MISSING
    kind = type(found)
    for name in names[1:]:
        if kind is dict:
            found = found.get(name, MISSING)
            if found is MISSING:
                return MISSING
        elif hasattr(kind, "__getitem__"):
            return MISSING
        else:
            try:
                found = getattr(found, name)
            except Exception:  # noqa: BLE001  (Django decides which of them mean "nothing")
                return MISSING
        kind = type(found)
        if kind not in PLAIN and callable(found):
            return MISSING
    return MISSING if kind not in PLAIN and callable(found) else found


class _Shown(VariableNode):
    """`{{ row.title }}`"""

    def render(self, context: Context) -> SafeString:
        value = self.filter_expression.resolve(context)
        kind = type(value)
        if kind is SafeString:
            return cast(SafeString, value)
        if kind is not str and isinstance(value, Promise):  # a text that is translated when it is shown
            value = str(value)
            kind = type(value)
        if kind is str and context.autoescape:
            return SafeString(escape(value))
        return cast(SafeString, render_value_in_context(value, context))


# --- words ------------------------------------------------------------------------------------------------------------


class _Words(Node):
    """`{% translate "Held funds" %}`: a constant text, translated once a language."""

    child_nodelists = ()

    def __init__(self, text: str) -> None:
        self.text = text
        self.said: dict[str | None, SafeString] = {}

    @classmethod
    def of(cls, node: TranslateNode) -> Node:
        """Ours where the text is constant and simply shown, else the node itself."""
        expression = node.filter_expression
        constant = expression.var.literal if isinstance(expression.var, Variable) else None
        simple = not (node.noop or node.asvar or node.message_context or expression.filters)
        return cls(constant) if simple and isinstance(constant, str) else node

    def render(self, context: Context) -> SafeString:
        try:
            language = context.language_now  # type: ignore[attr-defined]
        except AttributeError:
            # A page has one language; asking for it a hundred times is slow.
            language = context.language_now = get_language()  # type: ignore[attr-defined]
        said = self.said.get(language)
        if said is None:
            # As Django does: a percent sign is written twice in what is translated. The text is the template's own.
            said = SafeString(gettext(self.text.replace("%", "%%")).replace("%%", "%"))
            self.said[language] = said
        return said


# --- includes ---------------------------------------------------------------------------------------------------------


class _Included(IncludeNode):
    """`{% include "components/_pager.html" %}`: looked up once, as the loader keeps it."""

    found: Template | None = None

    @classmethod
    def of(cls, node: IncludeNode) -> Node:
        """Ours where the name is a constant, else the node itself."""
        named = node.template
        if named.is_var or named.filters or not isinstance(named.var, str) or named.var.startswith("."):
            return node
        return cls(named, extra_context=node.extra_context, isolated_context=node.isolated_context)

    def render(self, context: Context) -> SafeString:
        if self.found is None:
            engine = cast(Template, context.template).engine
            self.found = engine.get_template(str(self.template.var))
        values = {name: value.resolve(context) for name, value in self.extra_context.items()}
        if self.isolated_context:
            return self.found.render(context.new(values))
        with context.push(**values):
            return self.found.render(context)
