"""A login as a client sees it: bytes in, bytes and errands out."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iosim.cli import tree
from iosim.cli.commands import Commands
from iosim.cli.context import Context
from iosim.cli.pager import ERASE
from iosim.config.value import Config
from iosim.errors import DeviceRefusal
from iosim.grammar import Form
from iosim.grammar.dialogue import Ask, Dialogue, Fetch, Hangup, Interrupted, Job
from tests.cli.made import BareDevice, Operator, bare_device

table = Commands()


@table.add("probe text")
def probe_text(cx: Context) -> str:
    return "text\n"


@table.add("show lines <count:1-100000>", help={"<count>": "How many"})
def show_lines(cx: Context, count: int) -> Iterator[str]:
    return (f"line {number}\n" for number in range(count))


@table.add("probe ask")
def probe_ask(cx: Context) -> Dialogue:
    name = yield Ask("Name []? ")
    secret = yield Ask("Password: ", echo=False)
    yield f"{name} knows {secret}\n"


@table.add("probe confirm")
def probe_confirm(cx: Context) -> Dialogue:
    answer = yield Ask("Proceed? [confirm]", single_key=True)
    yield f"answer {answer!r}\n"


@table.add("probe interrupt")
def probe_interrupt(cx: Context) -> Dialogue:
    try:
        yield Ask("Wait: ")
    except Interrupted:
        yield "interrupted\n"


@table.add("probe fetch <url>")
def probe_fetch(cx: Context, url: str) -> Dialogue:
    yield "Loading "
    data = yield Fetch(url, 100)
    result = yield Job(lambda: len(data))
    yield f"{result} bytes at {cx.now_ms}\n"


@table.add("probe refuse")
def probe_refuse(cx: Context) -> str:
    raise DeviceRefusal("% No")


@table.add("probe refuse later")
def probe_refuse_later(cx: Context) -> Dialogue:
    yield "so far\n"
    raise DeviceRefusal("% No")


@table.add("configure terminal", privilege=15)
def configure_terminal(cx: Context) -> str:
    cx.enter("config")
    return "Enter configuration commands, one per line.  End with CNTL/Z.\n"


@table.add("interface <name:interface>", mode="config")
def interface(cx: Context, name: str) -> None:
    cx.enter("config-if", name)


@table.add("hostname <name:word>", mode="config", no=True)
def hostname(cx: Context, form: Form, name: str = "") -> None:
    config = cx.system.config.put(("hostname",), ("hostname",), name) if form is Form.PLAIN else Config()
    cx.system.change(config, cx.now_ms, cx.by)


@table.add("banner motd <text:delimited>", mode="config")
def banner(cx: Context, text: str) -> str:
    return f"banner is {text!r}\n"


@table.add("hold-queue <depth:0-10>", mode="config-if")
def hold_queue(cx: Context, depth: int) -> str:
    return f"{cx.subject} {depth}\n"


@pytest.fixture
def device() -> BareDevice:
    """A switch that also has the commands above."""
    return fresh()


@pytest.fixture
def operator(device: BareDevice) -> Operator:
    return Operator(device)


def screen(text: str) -> str:
    return text.replace("\n", "\r\n")


# -- prompt and echo


def test_a_session_begins_with_a_prompt_on_a_line_of_its_own(operator: Operator) -> None:
    assert operator.screen == "\r\nSwitch#"


def test_a_user_is_prompted_otherwise(device: BareDevice) -> None:
    assert Operator(device, privilege=1).screen == "\r\nSwitch>"


def test_a_line_is_echoed_once_and_answered(operator: Operator) -> None:
    assert operator.type("probe text\r") == screen("probe text\ntext\nSwitch#")


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\r\0"])
def test_every_end_of_line_is_one_line(operator: Operator, end: str) -> None:
    assert operator.type(f"probe text{end}probe text{end}") == screen("probe text\ntext\nSwitch#" * 2)


def test_an_empty_line_brings_the_prompt_again(operator: Operator) -> None:
    assert operator.type("\r") == "\r\nSwitch#"
    assert operator.type("  ! a comment\r") == "  ! a comment\r\nSwitch#"


def test_hostname_is_cut_in_configuration_prompts(operator: Operator) -> None:
    operator.type("configure terminal\rhostname a-very-long-name-of-a-switch\r")
    assert operator.prompt == "a-very-long-name-of-(config)#"

    operator.type("end\r")
    assert operator.prompt == "a-very-long-name-of-a-switch#"


# -- refusals


def test_refusals_are_worded_as_on_the_device(operator: Operator) -> None:
    assert operator.line_of("probe") == "% Incomplete command.\n\n"
    assert operator.line_of("s") == '% Ambiguous command:  "s"\n'
    assert operator.line_of("show clack") == " " * 14 + "^\n% Invalid input detected at '^' marker.\n\n"
    assert operator.line_of("probe refuse") == "% No\n"
    assert operator.line_of("probe refuse later") == "so far\n% No\n"


def test_a_lone_unknown_word_is_looked_up_as_a_host(operator: Operator) -> None:
    unknown = "% Unknown command or computer name, or unable to find computer address\n"
    assert operator.line_of("foo") == f'Translating "foo"...domain server (255.255.255.255)\n{unknown}'

    operator.device.system.config = Config().put(("ip domain-lookup",), ("ip domain-lookup",), False)
    assert operator.line_of("foo") == unknown


def test_the_caret_counts_the_prompt_and_leading_blanks(operator: Operator) -> None:
    operator.type("configure terminal\r")

    assert operator.line_of("  hostnome x") == " " * 22 + "^\n% Invalid input detected at '^' marker.\n\n"


# -- configuration modes


def test_a_sub_mode_falls_back_to_global_configuration(operator: Operator) -> None:
    operator.type("configure terminal\rinterface vlan 1\r")
    assert operator.prompt == "Switch(config-if)#"
    assert operator.line_of("hold 5") == "Vlan1 5\n"

    operator.type("hostname R1\r")

    assert operator.prompt == "R1(config)#"


def test_an_unknown_line_in_a_sub_mode_is_refused_at_the_further_place(operator: Operator) -> None:
    operator.type("configure terminal\rinterface vlan 1\r")

    assert operator.line_of("hostnome x").index("^") == len("Switch(config-if)#hostn")
    assert operator.line_of("hold-quiue x").index("^") == len("Switch(config-if)#hold-qu")
    assert operator.prompt == "Switch(config-if)#"


def test_do_runs_exec_commands_with_their_filters(operator: Operator) -> None:
    operator.type("configure terminal\r")

    assert operator.line_of("do show lines 3 | include 1") == "line 1\n"
    assert operator.line_of("do prob te") == "text\n"
    assert operator.prompt == "Switch(config)#"


def test_no_reaches_the_handler_as_a_form(operator: Operator) -> None:
    operator.type("configure terminal\rhostname R1\r")

    operator.type("no hostname\r")

    assert operator.prompt == "Switch(config)#"


def test_leaving_configuration_is_an_event_however_it_is_left(operator: Operator) -> None:
    for way in ("end\r", "exit\r", "\x1a", "\x03", "interface vlan 1\rexit\rexit\r"):
        operator.device.system.events.clear()

        operator.type(f"configure terminal\r{way}")

        assert operator.prompt == "Switch#"
        assert operator.device.system.events == [("config.changed", {"by": "admin on vty0 (10.1.1.1)"})]


def test_ctrl_z_carries_out_the_line_before_it(operator: Operator) -> None:
    operator.type("configure terminal\r")

    assert operator.type("hostname R9\x1a") == "hostname R9^Z\r\nR9#"


def test_a_delimited_text_is_taken_over_several_lines(operator: Operator) -> None:
    operator.type("configure terminal\r")

    assert operator.type("banner motd #Hello\r") == screen(
        "banner motd #Hello\nEnter TEXT message.  End with the character '#'.\n"
    )
    assert operator.type("what? | now\rend#\r").endswith(
        screen("banner is 'Hello\\nwhat? | now\\nend'\nSwitch(config)#")
    )


# -- help, tab


def test_help_shows_the_line_again_below_it(operator: Operator) -> None:
    assert operator.type("show lines ?") == screen("show lines ?\n  <1-100000>  How many\n\nSwitch#show lines ")
    assert operator.type("3 ?") == screen("3 ?\n  |     Output modifiers\n  <cr>\n\nSwitch#show lines 3 ")


def test_help_glued_to_a_word_lists_completions(operator: Operator) -> None:
    assert operator.type("probe re?") == screen("probe re?\nrefuse\n\nSwitch#probe re")
    assert operator.type("\x15di?").endswith(screen("di?\ndir      disable\n\nSwitch#di"))
    assert operator.type("zz?") == screen("zz?\n% Unrecognized command\nSwitch#dizz")


def test_help_after_a_bar_lists_modifiers(operator: Operator) -> None:
    assert operator.type("show lines 3 | b?") == screen("show lines 3 | b?\nbegin\n\nSwitch#show lines 3 | b")


def test_a_quoted_question_mark_is_text(operator: Operator) -> None:
    assert operator.type("show lines 3 | include \x16?") == "show lines 3 | include ?"


def test_tab_writes_the_word_out(operator: Operator) -> None:
    assert operator.type("prob\t") == "prob\r\nSwitch#probe "
    assert operator.type("zz\t") == "zz\r\nSwitch#probe zz"


# -- dialogues


def test_a_dialogue_takes_answers_and_hides_passwords(operator: Operator) -> None:
    assert operator.type("probe ask\r") == "probe ask\r\nName []? "
    assert operator.type("bob?\r") == "bob?\r\nPassword: "
    assert operator.type("s3cret\r") == "\r\nbob? knows s3cret\r\nSwitch#"


@pytest.mark.parametrize(("key", "answer"), [("\r", "''"), ("y", "'y'"), ("n", "'n'"), ("?", "'?'")])
def test_one_key_answers_a_confirmation(operator: Operator, key: str, answer: str) -> None:
    operator.type("probe confirm\r")

    assert operator.type(key).endswith(f"answer {answer}\r\nSwitch#")


def test_ctrl_c_leaves_a_dialogue_which_hears_of_it(operator: Operator) -> None:
    operator.type("probe ask\r")
    assert operator.type("\x03") == "^C\r\nSwitch#"

    operator.type("probe interrupt\r")
    assert operator.type("ab\x03") == "ab^C\r\ninterrupted\r\nSwitch#"


def test_an_errand_goes_out_and_what_is_typed_meanwhile_is_read_afterwards(operator: Operator) -> None:
    assert operator.type("probe fetch tftp://h/f\rprobe te") == screen("probe fetch tftp://h/f\nLoading ")
    assert operator.errands == [Fetch("tftp://h/f", 100)]
    assert operator.type("xt\r") == ""

    operator.now_ms = 5_000
    assert operator.resume(b"12345") == ""
    job: Any = operator.errands[1]
    assert operator.resume(job.run()) == screen("5 bytes at 5000\nSwitch#probe text\ntext\nSwitch#")


# -- paging


def test_a_full_screen_waits_for_a_key(device: BareDevice) -> None:
    operator = Operator(device, columns=80, rows=4)

    assert operator.type("show lines 9\r") == screen("show lines 9\nline 0\nline 1\nline 2\n --More-- ")
    assert operator.type(" ") == ERASE + screen("line 3\nline 4\nline 5\n --More-- ")
    assert operator.type("\r") == ERASE + screen("line 6\n --More-- ")
    assert operator.type("q") == ERASE + "Switch#"


def test_terminal_length_0_ends_paging(device: BareDevice) -> None:
    operator = Operator(device, columns=80, rows=4)

    operator.type("terminal length 0\r")

    assert "--More--" not in operator.line_of("show lines 500")


def test_output_is_made_only_as_it_is_read(device: BareDevice) -> None:
    operator = Operator(device, columns=80, rows=24)

    operator.type("show lines 100000\r")

    assert operator.screen.count("line ") == 23


# -- asynchronous text


def test_a_message_lands_where_the_cursor_is(operator: Operator) -> None:
    operator.type("show li")

    assert operator.take(operator.session.notify("*Mar  1: %X-5-Y: z\n", 0)) == "\r\n*Mar  1: %X-5-Y: z\r\n"
    assert operator.type("nes 1\r") == screen("nes 1\nline 0\nSwitch#")


def test_logging_synchronous_shows_the_line_again(operator: Operator) -> None:
    path = ("line", "vty", 0)
    operator.device.system.config = Config().put(path, ("logging synchronous",), True)
    operator.type("show li")

    assert operator.take(operator.session.notify("%X\n", 0)) == "\r\n%X\r\nSwitch#show li"


def test_a_message_does_not_disturb_a_screen_that_is_read(device: BareDevice) -> None:
    operator = Operator(device, columns=80, rows=4)
    operator.type("show lines 9\r")

    assert operator.take(operator.session.notify("%X\n", 0)) == ""
    assert operator.type("q") == ERASE + "%X\r\nSwitch#"


# -- the end


def test_exit_hangs_up(operator: Operator) -> None:
    operator.type("exit\r")

    assert operator.hung_up
    assert operator.session.closed


def test_a_session_of_an_older_system_hangs_up(operator: Operator) -> None:
    operator.device.generation += 1

    assert operator.type("show clock\r") == ""
    assert operator.hung_up
    assert operator.type("show clock\r") == ""


def test_a_device_that_goes_down_prompts_no_more(operator: Operator) -> None:
    operator.type("probe confirm\r")
    operator.device.system.leaving = 0

    assert operator.type("y") == "y\r\nanswer 'y'\r\n"
    assert operator.type("show clock\r") == ""


def test_an_exec_request_runs_one_command_and_ends(device: BareDevice) -> None:
    operator = Operator(device, transport="exec", command="show lines 100")

    assert operator.screen == "\r\n" + screen("".join(f"line {number}\n" for number in range(100)))
    assert operator.errands == [Hangup()]


def test_an_exec_request_may_be_answered(device: BareDevice) -> None:
    operator = Operator(device, transport="exec", command="probe ask")

    operator.type("bob\nx\n")

    assert operator.screen == screen("\nName []? Password: bob knows x\n")
    assert operator.hung_up


def test_closing_abandons_a_dialogue_and_leaves_configuration(operator: Operator) -> None:
    operator.type("configure terminal\rdo probe ask\r")

    operator.session.close(0)

    assert operator.device.system.events == [("config.changed", {"by": "admin on vty0 (10.1.1.1)"})]
    assert operator.type("x") == ""


def test_exec_timeout_is_told_to_the_owner(operator: Operator) -> None:
    assert operator.session.idle_limit_ms == 600_000

    operator.device.system.config = Config().put(("line", "vty", 0), ("exec-timeout",), (0, 0))
    assert operator.session.idle_limit_ms is None


# -- properties

LINES = st.sampled_from(
    ["show lines 5", "probe text", "probe ask", "probe confirm", "y", "configure terminal", "interface vlan 1", "zz?"]
)
ENDS = st.sampled_from(["\r", "\n", "\r\n", "\r\0", "\x03", "\x1a", "\t", " ", "\x10", "?", "\x17"])


@settings(max_examples=60, deadline=None)
@given(
    typed=st.lists(st.tuples(LINES, ENDS), max_size=6),
    cuts=st.lists(st.integers(1, 9), min_size=1),
    rows=st.integers(0, 5),
)
def test_it_makes_no_difference_how_input_is_cut(typed: list[tuple[str, str]], cuts: list[int], rows: int) -> None:
    data = "".join(line + end for line, end in typed)
    whole, cut = (Operator(fresh(), columns=80, rows=rows) for _ in range(2))

    whole.type(data)
    at, index = 0, 0
    while at < len(data):
        size = cuts[index % len(cuts)]
        cut.type(data[at : at + size])
        at, index = at + size, index + 1

    assert cut.screen == whole.screen


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=120))
def test_no_input_breaks_a_session(data: bytes) -> None:
    operator = Operator(fresh(), columns=80, rows=5)

    operator.type(data)

    assert operator.type("\r\r\x03\r").endswith("#") or operator.session.closed


def fresh() -> BareDevice:
    made = bare_device()
    assert made.system is not None
    for mode in ("exec", "config", "config-if"):
        for privilege in (1, 15):
            tree.tree(made.system.personality, mode, privilege, (*tree.TABLES, table))
    return made
