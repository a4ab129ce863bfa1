"""Cargo: jobs in several steps; what needs the registry, so that it is not proven."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="cargo/work-new-program",
        asks=(
            "start a Rust program {crate} (no git), build it for release, and run the release build",
            ("Create {crate} with cargo, without version control, go there, make a release build and start it through cargo."),
            "make a new crate {crate} without git, then compile and run it optimised",
        ),
        run="cargo new {crate} --vcs none\ncd {crate}\ncargo build --release\ncargo run --release",
        plan=(
            "make the package",
            "go there",
            "compile",
            "start it",
        ),
        checks=(
            'out "Hello, world!"',
            "./{crate}/target/release/{crate}",
        ),
        risk="low",
    ),
    Recipe(
        name="cargo/work-library-use",
        asks=(
            "create a library {crate2} inside this crate's folder (no git), depend on it, and build",
            "Split off {crate2}: a new lib crate in ./{crate2}, added as a path dependency; then build.",
            "add a local library crate {crate2} (cargo new, no version control), make it a dependency, compile",
        ),
        setup="crate {crate}",
        run="cargo new --lib {crate2} --vcs none\ncargo add --path {crate2}\ncargo build",
        plan=(
            "make the library",
            "depend on it",
            "compile",
        ),
        checks=(
            "grep -q '^{crate2} = ' Cargo.toml",
            "[ -f {crate2}/src/lib.rs ]",
            "./target/debug/{crate}",
        ),
        risk="low",
    ),
    Recipe(
        name="cargo/work-precommit",
        asks=(
            "get this crate ready for a commit: format it, lint it with warnings as errors, and run the tests",
            "Run fmt, clippy (deny warnings) and the tests, in this order.",
            "format this crate, run clippy with -D warnings, and test it",
        ),
        setup="cratelib {crate}; echo 'pub fn one()->i32{1}' >> src/lib.rs",
        run="cargo fmt\ncargo clippy -- -D warnings\ncargo test",
        plan=(
            "format",
            "lint",
            "test",
        ),
        checks=(
            'has src/lib.rs "pub fn one() -> i32 {"',
            'out "1 passed"',
        ),
        risk="low",
    ),
    Recipe(
        name="cargo/registry-add",
        asks=(
            "add {library} from the registry as a dependency",
            "Depend on the crate {library}.",
            "let cargo write {library} to Cargo.toml",
        ),
        pools={
            "library": (
                "serde",
                "rand",
                "regex",
                "clap",
                "tokio",
                "anyhow",
                "itertools",
                "chrono",
            )
        },
        setup="crate {crate}",
        run="cargo add {library}",
        checks=("has Cargo.toml {library}",),
        undo="cargo remove {library}",
        risk="low",
        needs="network",
    ),
    Recipe(
        name="cargo/registry-add-feature",
        asks=(
            "add {library} with its feature derive",
            "Depend on {library}, feature derive included.",
            "put {library} with the derive feature into Cargo.toml",
        ),
        pools={
            "library": (
                "serde",
                "clap",
            )
        },
        setup="crate {crate}",
        run="cargo add {library} --features derive",
        checks=("has Cargo.toml derive",),
        undo="cargo remove {library}",
        risk="low",
        needs="network",
    ),
    Recipe(
        name="cargo/registry-update",
        asks=(
            "update the dependencies to the newest compatible versions",
            "Bring Cargo.lock up to date.",
            "let cargo update the lock file",
        ),
        setup="crate {crate}",
        run="cargo update",
        checks=("[ -f Cargo.lock ]",),
        risk="low",
        needs="network",
    ),
    Recipe(
        name="cargo/registry-install",
        asks=(
            "install the program {library} from the registry",
            "Get {library} with cargo install.",
            "compile and install {library} for my user",
        ),
        pools={
            "library": (
                "ripgrep",
                "fd-find",
                "cargo-edit",
                "bat",
            )
        },
        run="cargo install {library}",
        checks=("true",),
        risk="low",
        needs="network",
    ),
    Recipe(
        name="cargo/registry-search",
        asks=(
            "search the registry for crates about {word}",
            "Which crates have to do with {word}?",
            "look {word} up on the crate registry",
        ),
        run="cargo search {word}",
        checks=("out =",),
        needs="network",
    ),
    Recipe(
        name="cargo/publish-dry-run",
        asks=(
            "try out publishing this crate without uploading it",
            "Do a dry run of cargo publish.",
            "check that the crate could be published",
        ),
        setup="cratelib {crate}",
        run="cargo publish --dry-run",
        checks=('grep -q "aborting upload" "$KIT/err"',),
        needs="network",
    ),
)
