"""Cargo: lock files, packages, installing, the compiler itself."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="cargo/target-dir",
        asks=(
            "build with {dir} in place of the folder target",
            "Let cargo put its build products into {dir}.",
            "compile this crate with the target directory {dir}",
        ),
        setup="crate {crate}",
        run="cargo build --target-dir {dir}",
        checks=(
            "./{dir}/debug/{crate}",
            "gone target",
        ),
        undo="rm -r {dir} Cargo.lock",
        risk="low",
    ),
    Recipe(
        name="cargo/lockfile",
        asks=(
            "write Cargo.lock without building",
            "Make the lock file of this crate only.",
            "generate Cargo.lock",
        ),
        setup="crate {crate}",
        run="cargo generate-lockfile",
        checks=("has Cargo.lock 'name = \"{crate}\"'",),
        undo="rm Cargo.lock",
        risk="low",
    ),
    Recipe(
        name="cargo/locked",
        asks=(
            "build and fail if Cargo.lock would have to change",
            "Compile strictly with the versions of Cargo.lock.",
            "make a locked build",
        ),
        setup="crate {crate}; cargo generate-lockfile",
        run="cargo build --locked",
        checks=("./target/debug/{crate}",),
        undo="rm -r target",
        risk="low",
    ),
    Recipe(
        name="cargo/package-list",
        asks=(
            "list the files that the published package would hold",
            "What would go into the .crate file?",
            "show the contents of the package without making it",
        ),
        setup="cratelib {crate}; put {word}.md x",
        run="cargo package --list",
        checks=(
            "out src/lib.rs",
            "out {word}.md",
        ),
    ),
    Recipe(
        name="cargo/install-path",
        asks=(
            "install the program of this crate below the folder {dir}",
            "Put the compiled program into {dir}/bin by cargo.",
            "cargo-install this package with the root {dir}",
        ),
        setup="crate {crate}",
        run="cargo install --path . --root {dir}",
        checks=("./{dir}/bin/{crate}",),
        risk="low",
    ),
    Recipe(
        name="cargo/metadata-version",
        asks=(
            "print the package's id with its version",
            "Which name and version has this package? Use cargo's id specification.",
            "show the pkgid of this crate",
        ),
        setup="crate {crate}; cargo generate-lockfile",
        run="cargo pkgid",
        checks=(
            'out "#"',
            "out 0.1.0",
        ),
    ),
    Recipe(
        name="cargo/rustc-single",
        asks=(
            "compile the single file {word}.rs with rustc to the program {word}",
            "Build {word}.rs without cargo.",
            "turn {word}.rs into an executable by calling the compiler itself",
        ),
        setup="echo 'fn main() { println!(\"{word2}\"); }' > {word}.rs",
        run="rustc {word}.rs",
        checks=('[ "$(./{word})" = {word2} ]',),
        undo="rm {word}",
        risk="low",
    ),
    Recipe(
        name="cargo/explain",
        asks=(
            "explain the compiler's error E0382",
            "What does E0382 mean? Let rustc explain it.",
            "print rustc's explanation of E0382",
        ),
        run="rustc --explain E0382",
        checks=("out moved",),
    ),
    Recipe(
        name="cargo/version",
        asks=(
            "print the version of cargo",
            "Which cargo is installed?",
            "show cargo's version",
        ),
        run="cargo --version",
        checks=('out "cargo 1"',),
    ),
)
