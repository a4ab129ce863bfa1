"""POOLS: the values that slots take, by name. No value holds a quote, a dollar sign or a backslash."""

from __future__ import annotations

from collections.abc import Mapping

POOLS: Mapping[str, tuple[str, ...]] = {
    "branch": (
        "login-page", "fix-parser", "feature/search", "retry-logic", "docs-update", "cleanup", "payment-api", "dark-mode",
        "bugfix/timeout", "user-export", "cache-layer", "feature/invoices", "upgrade-deps", "hotfix-42",
        "async-client",         "report-csv",
    ),
    "message": (
        "Fix the rounding of totals", "Add a search box", "Handle empty input", "Speed up the parser", "Update the docs",
        "Remove dead code", "Validate email addresses", "Log failed requests", "Cache the settings", "Support dark mode",
        "Retry on timeouts", "Rename the config keys", "Sort results by date", "Escape HTML in titles", "Bump the version",
        "Split the long module",
    ),
    "file": (
        "app.py", "notes.txt", "config.ini", "parser.py", "main.c", "index.html", "server.js", "report.md", "settings.json",
        "users.csv", "style.css", "models.py", "todo.txt", "routes.js", "queue.go", "layout.html",
    ),
    "py": ("app.py", "parser.py", "models.py", "client.py", "worker.py", "report.py", "billing.py", "search.py"),
    "txt": ("notes.txt", "todo.txt", "names.txt", "items.txt", "draft.txt", "ideas.txt", "hosts.txt", "words.txt"),
    "log": ("app.log", "server.log", "build.log", "access.log", "errors.log", "worker.log", "nightly.log", "sync.log"),
    "csv": ("users.csv", "orders.csv", "prices.csv", "scores.csv", "visits.csv", "stock.csv"),
    "dir": ("src", "docs", "data", "lib", "assets", "scripts", "reports", "backup", "images", "templates", "drafts", "archive"),
    "tag": ("v1.0.0", "v1.2.0", "v2.0.0", "v0.9.1", "v1.4.2", "v3.1.0", "v0.3.0", "v2.5.1", "release-7", "v1.10.0"),
    "word": (
        "timeout", "password", "invoice", "customer", "retry", "banner", "cursor", "session", "thread", "buffer", "ticket",
        "planet", "orange", "window", "silver", "garden",
    ),
    "person": ("Ada Park", "Noah Fischer", "Mia Rossi", "Liam Novak", "Zoe Martin", "Omar Haddad", "Ines Costa", "Tara Singh"),
    "mail": ("ada@example.org", "noah@example.org", "mia@example.com", "dev@example.net", "zoe@example.com", "omar@example.org"),
    "number": ("2", "3", "4", "5"),
    "version": ("1.1.0", "1.2.3", "2.0.1", "0.4.0", "3.0.2", "1.9.0", "2.7.4", "0.8.5"),
    "project": (
        "billing", "weather", "notekeeper", "ledger", "gallery", "planner", "inventory", "mailer", "tracker", "quizmaster",
        "timesheet", "recipes",
    ),
    "package": (
        "requests", "flask", "click", "rich", "httpx", "attrs", "pyyaml", "jinja2", "tqdm", "colorama", "pendulum", "tabulate",
    ),
    "module": ("shapes", "textkit", "metrics", "ranges", "colors", "dates", "tokens", "matrix", "units", "graphs"),
    "crate": ("greeter", "counter", "parser", "logbook", "geometry", "inventory", "scheduler", "converter", "mailbox", "textkit"),
    "func": ("total", "average", "slug", "clamp", "mirror", "merge", "scale", "shift", "label", "digest"),
    "target": ("report", "bundle", "archive", "release", "manual", "assets", "index", "summary"),
    "variable": ("APP_MODE", "DEBUG", "API_URL", "CACHE_DIR", "LOG_LEVEL", "PORT", "REGION", "WORKERS"),
    "value": ("fast", "yes", "local", "blue", "8080", "verbose", "eu-west", "off"),
    "script": ("lint", "start", "check", "docs", "clean", "greet", "stats", "bench"),
    "greeting": ("hello", "good morning", "welcome back", "all set", "ready to go", "done", "it works", "hi there"),
}  # fmt: skip
