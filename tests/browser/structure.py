"""How a page is put together for whoever hears it: one heading of the first rank, landmarks with names, tables that say what they are."""

from playwright.sync_api import Page

# Which parts of tables are laid out as something else, on a screen of this width, without saying what they are.
STRUCTURE = """() => {
  const told = [], all = (wanted) => [...document.querySelectorAll(wanted)], shown = (one) => one.checkVisibility();
  const most = (wanted, many) => { const found = all(wanted).length; if (found !== many) told.push(`${found} of ${wanted}`) };
  most("h1", 1); most("main", 1);
  const names = all('nav').filter(shown).map((one) => one.getAttribute('aria-label') ||
    document.getElementById(one.getAttribute('aria-labelledby'))?.innerText || '');
  if (names.some((name) => !name.trim())) told.push('a nav without a name');
  names.filter((name, at) => names.indexOf(name) !== at).forEach((name) => told.push(`two navs are called ${name}`));
  const roles = {TABLE: ['table'], THEAD: ['rowgroup'], TBODY: ['rowgroup'], TFOOT: ['rowgroup'], TR: ['row'],
    TD: ['cell'], TH: ['columnheader', 'rowheader']};
  all('table, thead, tbody, tfoot, tr, td, th').filter((one) => !roles[one.tagName].includes(one.getAttribute('role')))
    .slice(0, 3).forEach((one) => told.push(`${one.tagName} without its role: ${one.innerText.slice(0, 20)}`));
  all('h1, h2, h3, h4, h5, h6').filter((one) => shown(one) && !one.innerText.trim()).forEach((one) => told.push(`an empty ${one.tagName}`));
  return told;
}"""


def faults_of_structure(page: Page) -> list[str]:
    """What is amiss, one readable line each."""
    return [str(one) for one in page.evaluate(STRUCTURE)]
