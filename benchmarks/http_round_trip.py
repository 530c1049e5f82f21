"""What the way to the engine adds to a review: the same drafts in this process, over the pipe to the engine's, and through HTTP.

Run: python -m benchmarks.http_round_trip
"""

import http.client
import json
import statistics
import tempfile
import time
from collections.abc import Callable

from benchmarks.review_speed import WARM, drafts
from server import serve
from server.language.engine import Engine
from server.settings import Folders


def timed(review: Callable[[str], object], text: str) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    review(text)
    return (time.perf_counter() - start) * 1000


def main() -> None:
    """Measure and print medians in milliseconds. Every draft is new to the engine that reads it."""
    texts = drafts()
    with tempfile.TemporaryDirectory() as home:
        running = serve.start(Folders.find(environ={"ALONGSIDE_HOME": home}), port=0)
        try:
            remote = running.services.engine.fetch(60)
            assert remote is not None
            line = http.client.HTTPConnection("127.0.0.1", running.port)
            headers = {
                "Authorization": f"Bearer {running.services.control_token}",
                "Content-Type": "application/json",
            }

            def over_http(text: str) -> None:
                line.request("POST", "/v1/review", json.dumps({"draft": text}), headers)
                answer = line.getresponse()
                answer.read()
                if answer.status != 200:
                    raise SystemExit(f"the server answered {answer.status}")

            engine = Engine()
            ways: dict[str, Callable[[str], object]] = {"over the pipe": remote.review, "over HTTP": over_http}
            inside: list[float] = []
            more: dict[str, list[float]] = {name: [] for name in ways}
            for number, text in enumerate(texts):
                name = list(ways)[number % 2]  # one of them, so that no draft is known already
                here, there = timed(engine.review, text), timed(ways[name], text)
                if number >= WARM:
                    inside.append(here)
                    more[name].append(there - here)
        finally:
            running.stop()
    print(f"in process {statistics.median(inside):.2f} ms ({len(inside)} drafts)")
    for name, differences in more.items():
        print(f"{name}: {statistics.median(differences):+.2f} ms")


if __name__ == "__main__":
    main()
