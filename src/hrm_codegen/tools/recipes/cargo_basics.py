"""Cargo: new packages, building, running, testing."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="cargo/new",
        asks=(
            "create a new Rust program in the folder {crate}, without a git repository",
            "Start a binary crate {crate} with cargo; no version control.",
            "make a new cargo package {crate} and leave git out",
        ),
        run="cargo new {crate} --vcs none",
        checks=(
            "has {crate}/Cargo.toml 'name = \"{crate}\"'",
            "[ -f {crate}/src/main.rs ]",
            "gone {crate}/.git",
        ),
        undo="rm -r {crate}",
        risk="low",
    ),
    Recipe(
        name="cargo/new-lib",
        asks=(
            "create a new Rust library in the folder {crate}, without a git repository",
            "Start a library crate {crate}; no version control.",
            "make a cargo library package {crate}, leaving git out",
        ),
        run="cargo new --lib {crate} --vcs none",
        checks=("[ -f {crate}/src/lib.rs ]",),
        undo="rm -r {crate}",
        risk="low",
    ),
    Recipe(
        name="cargo/init",
        asks=(
            "make the current folder a Rust program called {crate}, without git",
            "Turn this folder into the binary crate {crate}; no version control.",
            "initialise a cargo package named {crate} right here, leaving git out",
        ),
        run="cargo init --name {crate} --vcs none",
        checks=(
            "has Cargo.toml 'name = \"{crate}\"'",
            "[ -f src/main.rs ]",
        ),
        undo="rm -r Cargo.toml src",
        risk="low",
    ),
    Recipe(
        name="cargo/build",
        asks=(
            "compile this Rust package",
            "Build the crate here for debugging.",
            "let cargo build the package",
        ),
        setup="crate {crate}",
        run="cargo build",
        checks=("./target/debug/{crate}",),
        undo="rm -r target Cargo.lock",
        risk="low",
    ),
    Recipe(
        name="cargo/build-release",
        asks=(
            "compile this Rust package with optimisations",
            "Make a release build.",
            "build the crate here for release",
        ),
        setup="crate {crate}",
        run="cargo build --release",
        checks=("./target/release/{crate}",),
        undo="rm -r target Cargo.lock",
        risk="low",
    ),
    Recipe(
        name="cargo/check",
        asks=(
            "check that the package compiles, without producing a program",
            "Type-check this crate, quickly.",
            "let cargo only check the code",
        ),
        setup="crate {crate}",
        run="cargo check",
        checks=(
            'grep -q Finished "$KIT/err"',
            "gone target/debug/{crate}",
            "[ -d target ]",
        ),
        undo="rm -r target Cargo.lock",
        risk="low",
    ),
    Recipe(
        name="cargo/run",
        asks=(
            "compile and run this Rust program",
            "Start the program of this crate through cargo.",
            "build and launch the package",
        ),
        setup="crate {crate}",
        run="cargo run",
        checks=('out "Hello, world!"',),
        undo="rm -r target Cargo.lock",
        risk="low",
    ),
    Recipe(
        name="cargo/run-args",
        asks=(
            "run this Rust program with the argument {word}",
            "Start the crate's program and hand it {word}.",
            "launch the package through cargo, passing {word}",
        ),
        setup="crate {crate}; echo 'fn main() { println!(\"got {:?}\", std::env::args().nth(1)); }' > src/main.rs",
        run="cargo run -- {word}",
        checks=("out 'got Some(\"{word}\")'",),
        undo="rm -r target Cargo.lock",
        risk="low",
    ),
    Recipe(
        name="cargo/run-bin",
        asks=(
            "run the program {tool} of this package, which has several",
            "Start src/bin/{tool}.rs through cargo.",
            "launch the binary {tool}",
        ),
        pools={
            "tool": (
                "server",
                "export",
                "report",
                "migrate",
            )
        },
        setup="crate {crate}; mkdir src/bin; echo 'fn main() { println!(\"{word}\"); }' > src/bin/{tool}.rs",
        run="cargo run --bin {tool}",
        checks=("outis {word}",),
        undo="rm -r target Cargo.lock",
        risk="low",
    ),
    Recipe(
        name="cargo/run-quiet",
        asks=(
            "run the program and show only what it prints itself",
            "Start this crate's program without cargo's own messages.",
            "launch the package quietly",
        ),
        setup="crate {crate}",
        run="cargo run --quiet",
        checks=(
            'outis "Hello, world!"',
            '[ ! -s "$KIT/err" ]',
        ),
    ),
    Recipe(
        name="cargo/run-example",
        asks=(
            "run the example {tool} of this package",
            "Start examples/{tool}.rs.",
            "launch the example program {tool} through cargo",
        ),
        pools={
            "tool": (
                "tour",
                "basic",
                "client",
                "draw",
            )
        },
        setup="crate {crate}; mkdir examples; echo 'fn main() { println!(\"{word}\"); }' > examples/{tool}.rs",
        run="cargo run --example {tool}",
        checks=("out {word}",),
        undo="rm -r target Cargo.lock",
        risk="low",
    ),
    Recipe(
        name="cargo/test",
        asks=(
            "run all tests of this crate",
            "Test the package with cargo.",
            "let cargo execute the tests",
        ),
        setup="cratelib {crate}",
        run="cargo test",
        checks=('out "test tests::adds ... ok"',),
        undo="rm -r target Cargo.lock",
        risk="low",
    ),
    Recipe(
        name="cargo/test-one",
        asks=(
            "run only the tests whose names contain {func}",
            "Execute just the test {func} of this crate.",
            "filter cargo's tests by {func}",
        ),
        setup="cratelib {crate}; printf '#[test]\\nfn {func}_works() {}\\n' >> src/lib.rs",
        run="cargo test {func}",
        checks=(
            'out "{func}_works ... ok"',
            'outnot "adds ... ok"',
        ),
        risk="low",
    ),
    Recipe(
        name="cargo/test-output",
        asks=(
            "run the tests and show what they print, also when they pass",
            "Test this crate without capturing the output.",
            "let cargo's tests print to the terminal",
        ),
        setup="cratelib {crate}; printf '#[test]\\nfn talks() { println!(\"{word} said\"); }\\n' >> src/lib.rs",
        run="cargo test -- --nocapture",
        checks=('out "{word} said"',),
        risk="low",
    ),
    Recipe(
        name="cargo/test-lib",
        asks=(
            "run the unit tests of the library only, no documentation tests",
            "Execute just the library's tests.",
            "test the lib target of this crate and nothing else",
        ),
        setup="cratelib {crate}",
        run="cargo test --lib",
        checks=(
            'out "test tests::adds ... ok"',
            '! grep -q Doc-tests "$KIT/err"',
        ),
        risk="low",
    ),
    Recipe(
        name="cargo/test-ignored",
        asks=(
            "run the tests that are marked as ignored",
            "Execute only the ignored tests.",
            "let cargo run the #[ignore] tests",
        ),
        setup="cratelib {crate}; printf '#[test]\\n#[ignore]\\nfn slow() {}\\n' >> src/lib.rs",
        run="cargo test -- --ignored",
        checks=(
            'out "test slow ... ok"',
            'outnot "adds ... ok"',
        ),
        risk="low",
    ),
    Recipe(
        name="cargo/test-list",
        asks=(
            "list the tests without running them",
            "Which tests does this crate have?",
            "print the names of all tests",
        ),
        setup="cratelib {crate}",
        run="cargo test -- --list",
        checks=('out "tests::adds: test"',),
    ),
)
