"""What differs between two packs, as lines for a terminal."""

from collections.abc import Iterator, Mapping

from anbang.lib.aligned import aligned
from anbang.policy import Pack
from anbang.policy.comparison import Changed, Difference, compared
from anbang.policy.language.explanation import Language
from anbang.policy.sentences import label_of, reading_of


def typed(value: object) -> str:
    """A figure as a pack's file has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def differences(one: Pack, other: Pack, language: Language) -> Iterator[str]:
    """What differs, with < before what the one has and > before what the other has."""
    found = compared(one, other)
    if found.is_empty:
        yield {"zh": "两个政策包内容相同。", "en": "The two packs say the same."}[language]
        return
    yield from aligned([("<", one.name, one.document), (">", other.name, other.document)])
    heads: Mapping[str, str] = {
        "zh": {"figures": "数值", "clauses": "条款", "only": "只有 {} 有的"},
        "en": {"figures": "figures", "clauses": "clauses", "only": "only in {}"},
    }[language]
    for head, changed in (("figures", found.figures), ("clauses", found.clauses)):
        if changed:
            yield ""
            yield f"{heads[head]}:"
        for each in changed:
            yield from _changed(each, one, language)
    for mark, pack, figures, clauses in (
        ("<", one, found.figures_only_in_one, found.clauses_only_in_one),
        (">", other, found.figures_only_in_other, found.clauses_only_in_other),
    ):
        if figures or clauses:
            yield ""
            yield f"{heads['only'].format(pack.name)}:"
            rows = [(mark, name, _present(pack, name, language)) for name in figures]
            yield from aligned([*rows, *((mark, name, pack.clauses[name].citation) for name in clauses)])


def _present(pack: Pack, name: str, language: Language) -> str:
    figure = pack.parameters[name]
    return f"{label_of(figure, language)}: {reading_of(figure, figure.values[-1].value, language)}"


def _changed(changed: Changed, pack: Pack, language: Language) -> Iterator[str]:
    figure = pack.parameters.get(changed.name)
    label = label_of(figure, language) if figure else pack.citation(changed.name)
    yield f"  {changed.name}  {label}"
    for difference in changed.differences:
        yield f"    {difference.what}"
        yield from (f"      {mark} {told}" for mark, told in _sides(difference))


def _sides(difference: Difference) -> Iterator[tuple[str, str]]:
    for mark, said in (("<", difference.one), (">", difference.other)):
        if said is None:
            yield mark, "-"
        elif isinstance(said, dict):
            words = {"value": "", "to": "until ", "announced_on": "announced "}
            yield mark, ", ".join(words[key] + typed(value) for key, value in said.items())
        elif isinstance(said, tuple):
            yield mark, "; ".join(map(str, said)) or "-"
        else:
            yield mark, typed(said)
