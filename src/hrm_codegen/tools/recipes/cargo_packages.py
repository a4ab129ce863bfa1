"""Cargo: dependencies, formatting, linting, features, workspaces."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="cargo/add-path",
        asks=(
            "add the crate in ../{crate2} as a dependency",
            "Depend on the local crate ../{crate2}.",
            "let cargo write the path dependency ../{crate2} to Cargo.toml",
        ),
        setup="crate {crate}; mkdir ../{crate2}; (cd ../{crate2}; cratelib {crate2})",
        run="cargo add --path ../{crate2}",
        checks=("grep -q '^{crate2} = .*path = \"../{crate2}\"' Cargo.toml",),
        risk="low",
    ),
    Recipe(
        name="cargo/add-dev",
        asks=(
            "add the crate in ../{crate2} for the tests only",
            "Make ../{crate2} a development dependency.",
            "write ../{crate2} under dev-dependencies",
        ),
        setup="crate {crate}; mkdir ../{crate2}; (cd ../{crate2}; cratelib {crate2})",
        run="cargo add --dev --path ../{crate2}",
        checks=("sed -n '/dev-dependencies/,$p' Cargo.toml | grep -q {crate2}",),
        risk="low",
    ),
    Recipe(
        name="cargo/remove",
        asks=(
            "remove the dependency {crate2}",
            "This crate no longer uses {crate2}; take it out of Cargo.toml.",
            "drop {crate2} from the dependencies",
        ),
        setup="crate {crate}; mkdir ../{crate2}; (cd ../{crate2}; cratelib {crate2}); cargo add --path ../{crate2}",
        run="cargo remove {crate2}",
        checks=("lacks Cargo.toml {crate2}",),
        risk="low",
    ),
    Recipe(
        name="cargo/tree",
        asks=(
            "show the tree of dependencies",
            "What does this crate depend on, directly and indirectly?",
            "print the dependency tree",
        ),
        setup="crate {crate}; mkdir ../{crate2}; (cd ../{crate2}; cratelib {crate2}); cargo add --path ../{crate2}",
        run="cargo tree",
        checks=('out "{crate2} v0.1.0"',),
    ),
    Recipe(
        name="cargo/fmt",
        asks=(
            "format the source code of this crate",
            "Put the Rust code here into the standard layout.",
            "run rustfmt over the package",
        ),
        setup="crate {crate}; echo 'fn main(){println!(\"{word}\");}' > src/main.rs",
        run="cargo fmt",
        checks=("is src/main.rs 'fn main() {\\n    println!(\"{word}\");\\n}'",),
        risk="low",
    ),
    Recipe(
        name="cargo/fmt-check",
        asks=(
            "check whether the code is formatted, changing nothing",
            "Would rustfmt change anything here? Show the difference only.",
            "verify the formatting of this crate",
        ),
        setup="crate {crate}; echo 'fn main(){println!(\"{word}\");}' > src/main.rs",
        run="cargo fmt --check",
        checks=(
            'out "fn main() {"',
            "ended 1",
        ),
        may_fail=True,
    ),
    Recipe(
        name="cargo/clippy",
        asks=(
            "lint this crate, taking every warning as an error",
            "Run clippy and fail on warnings.",
            "let clippy deny all warnings",
        ),
        setup="crate {crate}",
        run="cargo clippy -- -D warnings",
        checks=('grep -q Finished "$KIT/err"',),
        undo="rm -r target Cargo.lock",
        risk="low",
    ),
    Recipe(
        name="cargo/clippy-fix",
        asks=(
            "let clippy mend what it can; the folder is not under version control",
            "Apply clippy's suggestions automatically, without git.",
            "run clippy with fixes although there is no repository",
        ),
        setup=(
            "crate {crate}; printf 'fn main() {\\n    let v: Vec<i32> = Vec::new();\\n    if v.len() == 0 {\\n       "
            ' println!("{word}");\\n    }\\n}\\n\' > src/main.rs'
        ),
        run="cargo clippy --fix --allow-no-vcs",
        checks=('has src/main.rs "v.is_empty()"',),
        risk="low",
        needs="sockets",
    ),
    Recipe(
        name="cargo/doc",
        asks=(
            "build the documentation of this crate, without that of its dependencies",
            "Generate the HTML docs of the package alone.",
            "let rustdoc document this crate only",
        ),
        setup="cratelib {crate}",
        run="cargo doc --no-deps",
        checks=("[ -f target/doc/{crate}/index.html ]",),
        undo="rm -r target Cargo.lock",
        risk="low",
    ),
    Recipe(
        name="cargo/clean",
        asks=(
            "delete everything that cargo built here",
            "Remove the target folder the cargo way.",
            "clean the build products of this crate",
        ),
        setup="crate {crate}; cargo build",
        run="cargo clean",
        checks=("gone target",),
        risk="destructive",
    ),
    Recipe(
        name="cargo/features",
        asks=(
            "build with the feature {feature}",
            "Compile this crate with {feature} switched on.",
            "enable the cargo feature {feature} in a build",
        ),
        pools={
            "feature": (
                "fast",
                "extras",
                "color",
                "json",
            )
        },
        setup=(
            "crate {crate}; printf '[features]\\n{feature} = []\\n' >> Cargo.toml; printf '#[cfg(not(feature = "
            '"{feature}"))]\\nfn main() { std::process::exit(1) }\\n#[cfg(feature = "{feature}")]\\nfn main() '
            "{}\\n' > src/main.rs"
        ),
        run="cargo build --features {feature}",
        checks=("./target/debug/{crate}",),
        undo="rm -r target Cargo.lock",
        risk="low",
    ),
    Recipe(
        name="cargo/no-default-features",
        asks=(
            "build without the default features",
            "Compile this crate with none of its default features.",
            "switch the default features off for a build",
        ),
        setup=(
            "crate {crate}; printf '[features]\\ndefault = [\"{word}\"]\\n{word} = []\\n' >> Cargo.toml; printf "
            '\'#[cfg(feature = "{word}")]\\nfn main() { std::process::exit(1) }\\n#[cfg(not(feature = '
            '"{word}"))]\\nfn main() {}\\n\' > src/main.rs'
        ),
        run="cargo build --no-default-features",
        checks=("./target/debug/{crate}",),
        undo="rm -r target Cargo.lock",
        risk="low",
    ),
    Recipe(
        name="cargo/workspace-package",
        asks=(
            "build only the package {crate2} of this workspace",
            "Compile the workspace member {crate2}.",
            "let cargo build {crate2} and no other member",
        ),
        setup=(
            'printf \'[workspace]\\nmembers = ["{crate}", "{crate2}"]\\nresolver = "2"\\n\' > Cargo.toml; for c '
            "in {crate} {crate2}; do mkdir $c; (cd $c; crate $c); done"
        ),
        run="cargo build -p {crate2}",
        checks=(
            "./target/debug/{crate2}",
            "gone target/debug/{crate}",
        ),
        undo="rm -r target Cargo.lock",
        risk="low",
    ),
    Recipe(
        name="cargo/workspace-test",
        asks=(
            "test all packages of this workspace",
            "Run the tests of every workspace member.",
            "let cargo test the whole workspace",
        ),
        setup=(
            'printf \'[workspace]\\nmembers = ["{crate}", "{crate2}"]\\nresolver = "2"\\n\' > Cargo.toml; for c '
            "in {crate} {crate2}; do mkdir $c; (cd $c; cratelib $c); done"
        ),
        run="cargo test --workspace",
        checks=('[ "$(grep -c \'tests::adds ... ok\' "$KIT/out")" -eq 2 ]',),
        undo="rm -r target Cargo.lock",
        risk="low",
    ),
    Recipe(
        name="cargo/manifest-path",
        asks=(
            "build the package in {dir} without going there",
            "Compile {dir}/Cargo.toml from here.",
            "let cargo build the crate below {dir}",
        ),
        setup="mkdir {dir}; (cd {dir}; crate {crate})",
        run="cargo build --manifest-path {dir}/Cargo.toml",
        checks=("./{dir}/target/debug/{crate}",),
        risk="low",
    ),
)
