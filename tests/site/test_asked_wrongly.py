"""A slip of the command line is answered with one sentence, and help says where the demo may be asked."""

import pytest

from anbang.exchange.command import import_batch
from anbang.site.accounts import account
from anbang.site.command import main
from anbang.site.groups import group
from anbang.site.offices import office


@pytest.mark.parametrize(
    "typed",
    [["account", "somebody", "--rle", "x"], ["office", "close"], ["group", "set-up"], ["import-batch"]],
)
def test_a_slip_of_a_command_on_an_installation_is_one_sentence(capsys, typed):
    does = {"account": account, "office": office, "group": group, "import-batch": import_batch}[typed[0]]
    with pytest.raises(SystemExit) as ended:
        does(typed[1:])
    told = capsys.readouterr()
    assert (ended.value.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert told.err.startswith(f"anbang {typed[0]}")
    assert "--help` tells how it is used" in told.err


def test_help_says_where_the_demo_may_be_asked(capsys):
    for typed in (["--help"], ["policy", "rehearse", "--help"]):
        with pytest.raises(SystemExit):
            main(typed)
        told = capsys.readouterr().out
        assert "--instance" in told
        assert "rehearse" in told.replace("\n", " ")
