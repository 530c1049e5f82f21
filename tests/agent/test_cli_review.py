"""``alongside review`` and ``alongside mood``: what people read, and the lines that programs read."""

import io
import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.cli import main
from server.language.model import Emotion

ALONGSIDE = Path(sys.executable).parent / "alongside"
DRAFT = "Hello Ann \N{SLIGHTLY SMILING FACE}\n\nOh, that's a terrible situation. Order 4711 ships on Monday.\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, loaded_engine: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty profile, the engine loaded, and an output that is not a terminal."""
    monkeypatch.setenv("ALONGSIDE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    return tmp_path / "home"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """``run("review", stdin=…)`` → (exit code, standard output, standard error)."""

    def run_it(*words: str | Path, stdin: str | bytes = "") -> tuple[int, str, str]:
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))
        code = main([str(word) for word in words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run_it


# For people --------------------------------------------------------------------------------------------------------------


def test_a_review_shows_the_words_the_reason_and_better_words(run: Any) -> None:
    code, out, err = run("review", stdin=DRAFT)
    assert (code, err) == (0, "")
    assert "Sympathy, high, line 3" in out
    assert "“Oh, that's a terrible situation" in out
    assert "→ Instead: “" in out
    assert "The reply as a whole" in out
    assert "The reply with these changes" in out
    assert "Order 4711 ships on Monday." in out
    assert out.rstrip().endswith("1 to look at (1 high).")
    assert "\x1b" not in out


def test_words_to_leave_out_are_said_to_be_left_out(run: Any) -> None:
    _, out, _ = run("review", stdin="As I said before, the parcel left on Monday.")
    assert "→ Better left out." in out
    assert "Instead" not in out


def test_a_good_reply_reads_well(run: Any) -> None:
    code, out, _ = run("review", stdin="Your refund of 20 EUR left today; it is on your card by Friday.")
    assert code == 0
    assert "Reads well. Nothing to look at." in out
    assert "with these changes" not in out


def test_colour_is_a_choice(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = run("review", stdin=DRAFT)[1]
    assert "\x1b[" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run("review", stdin=DRAFT)[1]


def test_the_customers_message_may_be_text_or_a_file(run: Any, tmp_path: Path) -> None:
    message = "I have been charged twice and I am furious!"
    (tmp_path / "message.txt").write_text(message)
    from_text = run("review", "--customer", message, stdin=DRAFT)
    from_file = run("review", "--customer", tmp_path / "message.txt", stdin=DRAFT)
    assert from_text == from_file
    assert "The customer: " in from_text[1]
    assert "The customer: " not in run("review", stdin=DRAFT)[1]
    assert run("review", "--customer", "x" * 5000, stdin=DRAFT)[0] == 0, "too long for a file name"


def test_only_the_rewrite(run: Any) -> None:
    code, out, _ = run("review", "--rewrite", stdin=DRAFT)
    assert code == 0
    assert out.startswith("Hello Ann \N{SLIGHTLY SMILING FACE}\n\n")
    assert "terrible situation" not in out
    assert out.endswith("Order 4711 ships on Monday.\n")


@pytest.mark.parametrize(("severity", "code"), [("high", 1), ("medium", 1), ("hint", 1)])
def test_fail_on_what_is_at_least_so_severe(run: Any, severity: str, code: int) -> None:
    assert run("review", "--fail-on", severity, stdin=DRAFT)[0] == code
    assert run("review", "--fail-on", severity, stdin="It ships today.")[0] == 0


def test_a_file_is_read(run: Any, tmp_path: Path) -> None:
    (tmp_path / "reply.txt").write_bytes(b"\xef\xbb\xbf" + DRAFT.replace("\n", "\r\n").encode())
    assert run("review", tmp_path / "reply.txt") == run("review", stdin=DRAFT)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Dear Ann,\ncaf\xe9 au lait", "reply.txt is not UTF-8 text: line 2, column 4 has the byte 0xe9."),
        (b"", "The reply is empty"),
        (b" \n\t", "The reply is empty"),
    ],
)
def test_a_file_that_cannot_be_reviewed(run: Any, tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "reply.txt").write_bytes(content)
    code, out, err = run("review", tmp_path / "reply.txt")
    assert (code, out) == (2, "")
    assert said in err


def test_a_file_that_is_not_there(run: Any, tmp_path: Path) -> None:
    code, _, err = run("review", tmp_path / "none.txt")
    assert code == 2
    assert "There is no file" in err
    code, _, err = run("review", tmp_path)
    assert code == 2
    assert "is a folder" in err
    assert run("review", "--jsonl", tmp_path / "none.txt")[0] == 2


def test_mood_for_people(run: Any) -> None:
    code, out, _ = run("mood", stdin="This is the third time I write, and I am furious!")
    assert code == 0
    assert re.match(rf"The customer: ({'|'.join(get_args(Emotion))}) \(", out)
    assert "Read from “" in out


# For programs ------------------------------------------------------------------------------------------------------------


def lines(out: str) -> list[dict[str, Any]]:
    """Each line as JSON."""
    return [json.loads(line) for line in out.splitlines()]


def test_review_lines_count_utf16(run: Any) -> None:
    code, out, err = run("review", "--jsonl", stdin=json.dumps({"id": "a", "draft": DRAFT}) + "\n")
    assert (code, err) == (0, "")
    (row,) = lines(out)
    assert {"id", "findings", "rewrite", "checklist", "mood", "situation"} <= row.keys()
    (found,) = row["findings"]
    assert {"quote", "start", "end", "category", "severity", "why", "replacements"} <= found.keys()
    units = DRAFT.encode("utf-16-le")
    assert units[2 * found["start"] : 2 * found["end"]].decode("utf-16-le") == found["quote"]
    assert found["start"] == DRAFT.index(found["quote"]) + 1, "the emoji counts twice"
    assert "terrible" not in row["rewrite"]
    assert row["mood"] is None


def test_review_lines_take_the_customer(run: Any) -> None:
    message = "I have been charged twice and I am furious!"
    rows = [
        {"id": 1, "draft": DRAFT, "customer": message, "customer_name": "Ann"},
        {"id": 2, "draft": DRAFT, "customer": ""},
    ]
    _, out, _ = run("review", "--jsonl", stdin="\n".join(map(json.dumps, rows)))
    with_customer, without = lines(out)
    assert with_customer["mood"]["emotion"] in get_args(Emotion)
    assert without["mood"] is None


def test_mood_lines(run: Any) -> None:
    text = "\N{POUTING FACE} I am furious. Where is it?"
    code, out, _ = run("mood", "--jsonl", stdin=json.dumps({"id": 3, "text": text}))
    (row,) = lines(out)
    assert code == 0
    assert row["id"] == 3
    assert row["emotion"] in get_args(Emotion)
    assert row["intensity"] in (1, 2, 3)
    assert row["urgent"] in (True, False)
    assert isinstance(row["signals"], list)
    for span in row["evidence"]:
        assert text.encode("utf-16-le")[2 * span["start"] : 2 * span["end"]].decode("utf-16-le") == span["quote"]


BAD_LINES = [
    (b"{", "not JSON: "),
    (b"[1]", "not an object"),
    (b'{"id": 5}', '"draft" is missing'),
    (b'{"id": 5, "draft": 7}', '"draft" must be a text in quotes, not 7'),
    (b'{"id": 5, "draft": "x", "customer": []}', '"customer" must be a text'),
    (b'{"id": 5, "draft": "caf\xe9"}', "byte 24 is not UTF-8"),
    (b"[" * 100_000, "nested too deeply"),
]


@pytest.mark.parametrize(("bad", "said"), BAD_LINES, ids=[said for _, said in BAD_LINES])
def test_a_bad_line_is_named_and_the_others_are_answered(run: Any, bad: bytes, said: str) -> None:
    good = json.dumps({"id": "good", "draft": DRAFT}).encode()
    code, out, err = run("review", "--jsonl", stdin=b"\n".join([good, bad, b"", good]))
    assert code == 2
    first, broken, last = lines(out)
    assert first == last
    assert first["findings"]
    assert broken["error"]["line"] == 2
    assert said in broken["error"]["message"]
    assert broken["id"] in (None, 5)
    assert err.startswith(f"Line 2: {broken['error']['message']}.\n")


def test_half_a_surrogate_pair_is_answered(run: Any) -> None:
    code, out, _ = run(
        "review", "--jsonl", stdin='{"id": "\\ud83d", "draft": "Oh, that\'s a terrible situation. \\ud83d"}'
    )
    assert code == 0
    assert lines(out)[0]["id"] == "\ud83d"


# A byte-order mark alone is a blank line, as are spaces.
LINES = st.binary(max_size=60).filter(lambda raw: not {10, 13} & set(raw) and raw.removeprefix(b"\xef\xbb\xbf").strip())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINES, max_size=4))
def test_any_bytes_get_one_answer_a_line(run: Any, raw: list[bytes]) -> None:
    code, out, _ = run("mood", "--jsonl", stdin=b"\n".join(raw))
    assert len(lines(out)) == len(raw)
    assert code in (0, 2)


def test_each_line_is_answered_at_once() -> None:
    """Another program can hold a conversation: ask, read the answer, ask again."""
    with subprocess.Popen([ALONGSIDE, "review", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        for number in range(3):
            process.stdin.write(json.dumps({"id": number, "draft": DRAFT}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(30) == 0


def test_ctrl_c_ends_quietly() -> None:
    before = signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a run in the background ignores it, and so would its child
    with subprocess.Popen(
        [ALONGSIDE, "review", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b'{"id": 1, "draft": "Hello."}\n')
        signal.signal(signal.SIGINT, before)
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err.decode() == "\nStopped.\n"
