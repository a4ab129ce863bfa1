"""Cargo: commands that really fail and what puts them right."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="cargo/fail-no-manifest",
        asks=(
            "build the crate in {dir}",
            "Compile the Rust package that lies in the folder {dir}.",
            "let cargo build what is in {dir}/",
        ),
        setup="mkdir {dir}; (cd {dir}; crate {crate})",
        fails="cargo build",
        run="cargo build --manifest-path {dir}/Cargo.toml",
        checks=("./{dir}/target/debug/{crate}",),
        risk="low",
    ),
    Recipe(
        name="cargo/fail-exists",
        asks=(
            "make the existing folder {crate} a Rust program, without git",
            "The folder {crate} is there already; turn it into a crate, no version control.",
            "create a cargo package in {crate}, which exists; leave git out",
        ),
        setup="mkdir {crate}; put {crate}/notes.txt {word}",
        fails="cargo new {crate} --vcs none",
        run="cargo init {crate} --vcs none",
        checks=(
            "[ -f {crate}/Cargo.toml ]",
            "is {crate}/notes.txt {word}",
        ),
        risk="low",
    ),
    Recipe(
        name="cargo/fail-name",
        asks=(
            "create a new Rust program in the folder {number}{crate}, called {crate}, without git",
            "Start a crate in {number}{crate}; its name should be {crate}. No version control.",
            "make the package {crate} in the folder {number}{crate}, leaving git out",
        ),
        fails="cargo new {number}{crate} --vcs none",
        run="cargo new {number}{crate} --name {crate} --vcs none",
        checks=("has {number}{crate}/Cargo.toml 'name = \"{crate}\"'",),
        risk="low",
    ),
    Recipe(
        name="cargo/fail-locked",
        asks=(
            "build this crate; Cargo.lock may be brought up to date",
            "Compile with a lock file that fits, updating it without network.",
            "make the build work although Cargo.lock is missing or stale",
        ),
        setup="crate {crate}",
        fails="cargo build --locked",
        run="cargo generate-lockfile\ncargo build --locked",
        plan=(
            "write the lock file",
            "build again",
        ),
        checks=("./target/debug/{crate}",),
        risk="low",
    ),
    Recipe(
        name="cargo/fail-missing-crate",
        asks=(
            "build this program; the crate {crate2} that it uses lies in ../{crate2}",
            "Compile the package. {crate2} is the local crate ../{crate2}.",
            "make the build work, adding ../{crate2} as a dependency if it is missing",
        ),
        setup=(
            "crate {crate}; mkdir ../{crate2}; (cd ../{crate2}; cratelib {crate2}); echo 'fn main() { "
            'println!("{}", {crate2}::add(2, 3)); }\' > src/main.rs'
        ),
        fails="cargo build",
        run="cargo add --path ../{crate2}\ncargo build",
        plan=(
            "add the dependency",
            "build again",
        ),
        checks=('[ "$(./target/debug/{crate})" = 5 ]',),
        risk="low",
    ),
    Recipe(
        name="cargo/fail-offline",
        asks=(
            (
                "build this program; {crate2} comes from the registry in Cargo.toml but lies in ../{crate2} as well, "
                "and there is no network"
            ),
            "Compile offline: replace the registry's {crate2} by the local one in ../{crate2}.",
            "make the build work without network by using ../{crate2}",
        ),
        setup="crate {crate}; echo '{crate2} = \"0.1\"' >> Cargo.toml; mkdir ../{crate2}; (cd ../{crate2}; cratelib {crate2})",
        fails="cargo build",
        run="cargo add --path ../{crate2}\ncargo build",
        plan=(
            "use the local crate",
            "build again",
        ),
        checks=("./target/debug/{crate}",),
        risk="low",
    ),
    Recipe(
        name="cargo/fail-bin-name",
        asks=(
            "run the program of this package that lies in src/bin/{tool}.rs",
            "Start {tool}; I do not remember exactly what cargo calls it.",
            "launch the binary from src/bin/{tool}.rs",
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
        fails="cargo run --bin {tool}s",
        run="cargo run --bin {tool}",
        checks=("outis {word}",),
        risk="low",
    ),
    Recipe(
        name="cargo/fail-two-bins",
        asks=(
            "run the program {tool} of this package",
            "Start the package's {tool}.",
            "launch {tool} with cargo",
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
        fails="cargo run",
        run="cargo run --bin {tool}",
        checks=("outis {word}",),
        risk="low",
    ),
    Recipe(
        name="cargo/fail-semicolon",
        asks=(
            "compile this program; a line that begins with let lacks its semicolon: let x = {number}",
            'Build the crate, adding the semicolon after "let x = {number}" in src/main.rs.',
            "make src/main.rs compile (missing ; after let x = {number}) and build",
        ),
        setup="crate {crate}; printf 'fn main() {\\n    let x = {number}\\n    println!(\"{}\", x);\\n}\\n' > src/main.rs",
        fails="cargo build",
        run='sed -i "s/let x = {number}$/let x = {number};/" src/main.rs\ncargo build',
        plan=(
            "add the semicolon",
            "build again",
        ),
        checks=('[ "$(./target/debug/{crate})" = {number} ]',),
        risk="low",
    ),
    Recipe(
        name="cargo/fail-mutable",
        asks=(
            "make src/main.rs compile: the variable count must be mutable",
            "Build this crate; declare count with let mut in src/main.rs.",
            'fix "cannot assign twice to immutable variable" for count and build',
        ),
        setup=(
            'crate {crate}; printf \'fn main() {\\n    let count = {number};\\n    count += 1;\\n    println!("{}", '
            "count);\\n}\\n' > src/main.rs"
        ),
        fails="cargo build",
        run='sed -i "s/let count/let mut count/" src/main.rs\ncargo build',
        plan=(
            "make it mutable",
            "build again",
        ),
        checks=('[ "$(./target/debug/{crate})" = $(({number} + 1)) ]',),
        risk="low",
    ),
    Recipe(
        name="cargo/fail-unused-import",
        asks=(
            "build with warnings as errors; the first line of src/main.rs, an unused import, may go",
            ('Compile this crate with RUSTFLAGS="-D warnings". Delete line 1 of src/main.rs, which imports something unused.'),
            "make the build pass under -D warnings by removing the unused import in line 1 of src/main.rs",
        ),
        setup="crate {crate}; printf 'use std::fs;\\n\\nfn main() {}\\n' > src/main.rs",
        fails='RUSTFLAGS="-D warnings" cargo build',
        run='sed -i "1d" src/main.rs\nRUSTFLAGS="-D warnings" cargo build',
        plan=(
            "delete the import",
            "build again",
        ),
        checks=(
            'lacks src/main.rs "use std"',
            "./target/debug/{crate}",
        ),
        risk="low",
    ),
    Recipe(
        name="cargo/fail-test",
        asks=(
            "make the tests of this crate pass: add in src/lib.rs computes a - b where a + b is right",
            "The test fails because add returns a - b. Correct src/lib.rs and test again.",
            "fix the operator in src/lib.rs (a + b in place of a - b) and rerun the tests",
        ),
        setup="cratelib {crate}; sed -i 's/a + b/a - b/' src/lib.rs",
        fails="cargo test",
        run='sed -i "s/a - b/a + b/" src/lib.rs\ncargo test',
        plan=(
            "correct the operator",
            "test again",
        ),
        checks=(
            'has src/lib.rs "a + b"',
            'out "1 passed"',
        ),
        risk="low",
    ),
    Recipe(
        name="cargo/fail-fmt-check",
        asks=(
            "make the formatting check pass",
            "cargo fmt --check should find nothing; put the code in shape.",
            "get this crate through cargo fmt --check",
        ),
        setup="crate {crate}; echo 'fn main(){println!(\"{word}\");}' > src/main.rs",
        fails="cargo fmt --check",
        run="cargo fmt\ncargo fmt --check",
        plan=(
            "format",
            "check again",
        ),
        checks=("is src/main.rs 'fn main() {\\n    println!(\"{word}\");\\n}'",),
        risk="low",
    ),
)
