"""What the way through HTTP adds to a review: the same drafts in process and through the running server.

Run: python -m benchmarks.http_round_trip
"""

import http.client
import json
import statistics
import tempfile
import time

from benchmarks.review_speed import WARM, drafts
from server import serve
from server.language.engine import Engine
from server.settings import Folders


def main() -> None:
    """Measure and print medians in milliseconds over drafts neither has seen."""
    texts = drafts()
    with tempfile.TemporaryDirectory() as home:
        running = serve.start(Folders.find(environ={"ALONGSIDE_HOME": home}))
        try:
            running.services.engine.fetch(60)
            engine = Engine()  # one of its own, so that each draft is new to both
            line = http.client.HTTPConnection("127.0.0.1", running.port)
            headers = {
                "Authorization": f"Bearer {running.services.control_token}",
                "Content-Type": "application/json",
            }
            inside, outside = [], []
            for number, text in enumerate(texts):
                start = time.perf_counter()
                engine.review(text)
                middle = time.perf_counter()
                line.request("POST", "/v1/review", json.dumps({"draft": text}), headers)
                answer = line.getresponse()
                answer.read()
                end = time.perf_counter()
                if answer.status != 200:
                    raise SystemExit(f"the server answered {answer.status}")
                if number >= WARM:
                    inside.append((middle - start) * 1000)
                    outside.append((end - middle) * 1000)
        finally:
            running.stop()
    a, b = statistics.median(inside), statistics.median(outside)
    print(f"in process {a:.2f} ms, over HTTP {b:.2f} ms: {b - a:.2f} ms more ({len(inside)} drafts)")


if __name__ == "__main__":
    main()
