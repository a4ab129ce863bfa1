"""Fetching data sets from the hub's row service: a small server of the same kind stands in for it."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

from hrm_codegen.commands.data import data
from hrm_codegen.errors import DataError, NotFound
from hrm_codegen.tasks import datafiles, hub

FILE = "humaneval/humaneval.jsonl"
ROWS = [{"task_id": f"HumanEval/{number}", "prompt": "é" * number} for number in range(datafiles.FILES[FILE].records)]

Answer = Callable[[dict[str, str]], tuple[int, Any]]


def rows(query: dict[str, str]) -> tuple[int, Any]:
    """Answer as the row service does."""
    offset, length = int(query["offset"]), int(query["length"])
    asked_for = (query["dataset"], query["config"], query["split"])
    if asked_for != ("openai/openai_humaneval", "openai_humaneval", "test") or length > 100:
        return 404, {"error": "The dataset does not exist"}
    page = [
        {"row_idx": offset + place, "row": row, "truncated_cells": []} for place, row in enumerate(ROWS[offset : offset + length])
    ]
    return 200, {"features": [], "rows": page, "num_rows_total": len(ROWS), "partial": False}


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Answer], None]]:
    """Give a function that starts a row service and points HRM_HUB at it."""
    servers: list[HTTPServer] = []

    def start(answer: Answer) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
                status, body = answer(query)
                payload = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        server = HTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        monkeypatch.setenv("HRM_HUB", f"http://127.0.0.1:{server.server_port}")
        servers.append(server)

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_data_set_is_fetched_page_by_page(serve: Callable[[Answer], None], tmp_path: Path) -> None:
    serve(rows)
    seen: list[int] = []
    path = hub.fetch(FILE, tmp_path, progress=seen.append)
    assert path == tmp_path / FILE
    assert [row.fields for row in datafiles.rows(path)] == ROWS
    assert seen == list(range(1, len(ROWS) + 1))


def test_the_command_fetches_into_the_user_cache(
    serve: Callable[[Answer], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(rows)
    monkeypatch.delenv("HRM_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    wanted = datafiles.cache_folder() / "data" / FILE
    assert CliRunner().invoke(data, ["fetch", FILE]).stdout == f"{wanted}\n"
    assert datafiles.located(FILE) == wanted


def fewer(query: dict[str, str]) -> tuple[int, Any]:
    status, body = rows(query)
    return status, body | {"num_rows_total": 100, "rows": body["rows"][:100]}


def truncated(query: dict[str, str]) -> tuple[int, Any]:
    status, body = rows(query)
    body["rows"][3]["truncated_cells"] = ["prompt"]
    return status, body


@pytest.mark.parametrize(
    ("answer", "error", "complaint"),
    [
        (fewer, DataError, "100 records for humaneval/humaneval.jsonl; it must be 164"),
        (truncated, DataError, "incomplete rows of openai/openai_humaneval"),
        (lambda _: (200, {"rows": [], "num_rows_total": 164}), DataError, "incomplete rows"),
        (lambda _: (200, ["nothing"]), DataError, "something else than rows"),
        (lambda _: (404, {}), NotFound, "404 .*set HRM_DATA"),
    ],
)
def test_a_bad_answer_is_refused_and_leaves_nothing_half_written(
    serve: Callable[[Answer], None], tmp_path: Path, answer: Answer, error: type[Exception], complaint: str
) -> None:
    serve(answer)
    with pytest.raises(error, match=complaint):
        hub.fetch(FILE, tmp_path)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_without_a_network_the_other_way_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        monkeypatch.setenv("HRM_HUB", f"http://127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(NotFound, match=r"cannot fetch openai/openai_humaneval .*set HRM_DATA"):
            hub.fetch(FILE, tmp_path)


def test_every_data_file_that_is_on_the_hub_can_be_fetched() -> None:
    assert set(hub.SOURCES) == {path for path, file in datafiles.FILES.items() if file.on_hub}
