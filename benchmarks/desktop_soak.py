"""A day of use, sped up: memory must stay flat.

    python -m benchmarks.desktop_soak [SECONDS] [HOURS]

An agent answers some 60 tickets in an eight-hour day. So 24 hours of use are taken as 180 drafts of which each is reviewed after every
sentence (6 reviews), 360 looks at the palette, 180 pastes, 180 conversations and 36 snippets saved. They are spread evenly over the
given seconds (default 120), and memory (PSS, palette included) is read ten times. Nothing is sped up in the program itself: what runs by
the clock (the pause that ends, the look at the settings) runs as often as in those seconds, not as in a day.
"""

import sys
import tempfile
import time
from pathlib import Path

from agent.x11 import keys
from benchmarks.desktop_memory import pss, reviewed
from tests.desktop.screen import RunningAgent, Screen, eventually
from tests.desktop.window import Typist

SENTENCES = (
    "Hi Ana, I'm sorry you feel that way.",
    "Unfortunately, as per our policy, you must send the form again.",
    "Your order {number} left our warehouse on Friday.",
    "I understand your frustration.",
    "Please be patient while we look into it.",
    "Let me know if there is anything else.",
)
TICKETS_A_DAY = 60 * 3  # three shifts in 24 hours


def one_ticket(agent: RunningAgent, screen: Screen, number: int) -> None:
    """Read the customer, write the reply sentence by sentence, look for a snippet twice, paste one."""
    customer = f"I was charged twice for order {number} and nobody answers. This is the third time I write."
    agent.call("POST", "/v1/conversation", {"customer": customer})
    draft = ""
    for sentence in SENTENCES:
        draft += sentence.format(number=number) + " "
        agent.call("POST", "/v1/review", {"draft": draft, "customer": customer})
    for paste in (False, True):
        keys.press(screen.display, ("ctrl", "alt"), "space")
        eventually(screen.palette, "the palette opens")
        keys.press(screen.display, (), "enter" if paste else "esc")
        eventually(lambda: screen.active() == screen.find("typist"), "the palette closes")
    if number % 5 == 0:
        agent.add(f"Saved {number}", f"Order {number} is on its way, [[when]].")


def main() -> None:
    """Measure and print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 120.0
    hours = int(sys.argv[2]) if len(sys.argv) > 2 else 24
    tickets = TICKETS_A_DAY * hours // 24
    readings: list[float] = []
    palettes: list[float] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        Screen.start(Path(folder)) as screen,
        RunningAgent.start(Path(folder) / "home", screen.name, Path(folder)) as agent,
    ):
        eventually(lambda: reviewed(agent), "the first draft is reviewed")
        agent.add("Thanks", "Thank you for waiting. Order 4711 is on its way.")
        Typist(screen)  # a window to paste into
        everyone = [agent.process.pid, *agent.children()]
        started = time.monotonic()
        for number in range(tickets):
            one_ticket(agent, screen, number)
            time.sleep(max(0.0, started + (number + 1) * seconds / tickets - time.monotonic()))
            if (number + 1) % (tickets // 10) == 0:
                readings.append(pss(everyone))
                palettes.append(pss(agent.palettes()))
        took = time.monotonic() - started
        same = everyone == [agent.process.pid, *agent.children()]
        screen.stop_all()
    print(
        f"{tickets} tickets ({hours} hours of use) in {took:.0f} s; the processes stayed the same: {'yes' if same else 'NO'}"
    )
    print("memory, MB: " + " ".join(f"{reading:.1f}" for reading in readings))
    print("of which the palette: " + " ".join(f"{reading:.1f}" for reading in palettes))
    halves = [sum(readings[:5]) / 5, sum(readings[5:]) / 5]
    print(f"first half {halves[0]:.1f} MB, second half {halves[1]:.1f} MB: {halves[1] - halves[0]:+.1f} MB")


if __name__ == "__main__":
    main()
