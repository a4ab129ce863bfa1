"""Real compilers and runtimes on hundreds of our own programs at a time, inside the sandbox.

Each language has a way to put many programs into one build, so that one start of the compiler serves all. A program that
does not compile is named by the compiler, reported and left out, and the rest is built again; one that crashes or hangs is
reported, and the next ones run on.
"""

from __future__ import annotations

import functools
import json
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from hrm_codegen import process, sandbox
from hrm_codegen.code.languages import LANGUAGES
from hrm_codegen.code.portable.base import Written
from hrm_codegen.errors import SandboxError

log = logging.getLogger(__name__)

_LIMITS = sandbox.Limits(
    timeout_s=300.0, memory_bytes=4 << 30, memory_mode="resident", disk_bytes=1 << 30, file_bytes=512 << 20, output_bytes=16 << 20,
    processes=512, open_files=1024,
)  # fmt: skip
_HANG_S = 20  # how long a build's programs may run together before the one at hand counts as hanging
_PLACES = ("go/bin",)  # under the folder that scripts/toolchains fills

_DRIVER = """
{build} > errors 2>&1 || {{ cat errors; exit 77; }}
: > results
next=0
while [ $next -lt {count} ]; do
  (ulimit -v {kilobytes}; timeout {hang} {run} $next) > part 2>> errors; cat part >> results
  seen=$(wc -l < results)
  if [ $seen -lt {count} ]; then echo "failed crashed or hung" >> results; fi
  next=$(wc -l < results)
done
cat results
"""


class Ran(NamedTuple):
    """What one program did: whether it compiled and passed its tests, and why not."""

    passed: bool
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Build:
    """Many programs in one build: its files, how it is built and run; a run prints one line a program from a given one on."""

    files: Mapping[str, str]
    build: str  # shell text
    run: str
    kilobytes: str = "2000000"  # address space of a run: a program that eats memory ends alone
    visible: tuple[Path, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)


def find(executable: str) -> Path | None:
    """Return an executable on PATH or among those that scripts/toolchains installs, or None."""
    prefix = os.environ.get("HRM_TOOLCHAINS") or Path.home() / ".local/share/hrm-codegen/toolchains"
    path = os.pathsep.join([os.environ.get("PATH", ""), *(str(Path(prefix) / place) for place in _PLACES)])
    found = shutil.which(executable, path=path)
    return Path(found).resolve() if found and executable != "rustc" else Path(found) if found else None


@functools.cache
def available(language: str) -> bool:
    """Return whether a language's toolchain is here; one line in the log says so when it is not."""
    absent = [name for name in LANGUAGES[language].executables if find(name) is None]
    if absent:
        log.warning("%s is left out: %s not found; scripts/toolchains installs it", language, ", ".join(absent))
    return not absent


def run_all(language: str, programs: Sequence[Written], *, batch: int = 100) -> list[Ran]:
    """Compile and run programs with their tests, `batch` in a build; one result for each, in order.

    Raises SandboxError when the sandbox fails.
    """
    results: list[Ran] = []
    for start in range(0, len(programs), batch):
        results += _run_batch(language, programs[start : start + batch])
    return results


def tidied(language: str, programs: Sequence[Written]) -> list[Written]:
    """Return programs as the language's own formatter sets them (gofmt, rustfmt); as they are where there is none."""
    formatter = _formatter(language)
    if formatter is None or not programs:
        return list(programs)
    suffix = LANGUAGES[language].suffix
    with tempfile.TemporaryDirectory() as folder:
        paths = [(Path(folder) / f"{number}{suffix}", Path(folder) / f"{number}_whole{suffix}") for number in range(len(programs))]
        for (code, whole), program in zip(paths, programs, strict=True):
            code.write_text(program.code, encoding="utf-8")
            whole.write_text(program.program, encoding="utf-8")
        process.run([*formatter, *(str(path) for pair in paths for path in pair)], check=False)
        return [
            program._replace(code=code.read_text(encoding="utf-8"), program=whole.read_text(encoding="utf-8"))
            for (code, whole), program in zip(paths, programs, strict=True)
        ]


@functools.cache
def _formatter(language: str) -> tuple[str, ...] | None:
    """Return the command that formats files in place, or None."""
    if language == "go" and find("go"):
        return (str(_go()[0] / "bin/gofmt"), "-w")
    if language == "rust" and find("rustc"):
        own = _rustc()[0] / "bin/rustfmt"
        return (str(own), "--edition", "2021") if own.exists() else None
    return None


def _run_batch(language: str, programs: Sequence[Written]) -> list[Ran]:
    """Build and run what compiles; take out what the compiler names until the rest builds."""
    results: dict[int, Ran] = {}
    left = list(range(len(programs)))
    while left:
        build = BUILDS[language]([programs[number] for number in left])
        script = _DRIVER.format(build=build.build, run=build.run, count=len(left), hang=_HANG_S, kilobytes=build.kilobytes)
        files = {**build.files, "run.sh": script}
        outcome = sandbox.run(["sh", "run.sh"], files=files, limits=_LIMITS, visible=build.visible, env=build.env)
        if outcome.returncode == 0:
            lines = outcome.stdout.splitlines()
            if len(lines) != len(left):
                raise SandboxError(f"a {language} build of {len(left)} programs gave {len(lines)} results: {outcome.stderr[-300:]}")
            results |= {number: Ran(line == "ok", "" if line == "ok" else line) for number, line in zip(left, lines, strict=True)}
            break
        if outcome.returncode != 77:
            raise SandboxError(f"a {language} build ended with {outcome.kind} {outcome.returncode}: {outcome.stderr[-300:]}")
        wrong = _named(outcome.stdout, len(left))
        if not wrong:
            return _halves(language, programs, outcome.stdout)
        results |= {left[place]: Ran(passed=False, detail=detail) for place, detail in wrong.items()}
        left = [number for place, number in enumerate(left) if place not in wrong]
    return [results[number] for number in range(len(programs))]


def _halves(language: str, programs: Sequence[Written], errors: str) -> list[Ran]:
    """Find the program that breaks a build without being named: build each half."""
    if len(programs) == 1:
        return [Ran(passed=False, detail=f"does not compile: {errors.strip()[:300]}")]
    middle = len(programs) // 2
    return [*_run_batch(language, programs[:middle]), *_run_batch(language, programs[middle:])]


_ERROR = re.compile(r"\bp(\d+)(?:/\w+)?\.\w+:\d+(?::\d+)?:? ?(.*)")


def _named(errors: str, count: int) -> dict[int, str]:
    """Return the programs that the compiler's errors name, each with its first error."""
    wrong: dict[int, str] = {}
    lines = errors.splitlines()
    for place, line in enumerate(lines):
        found = _ERROR.search(line)
        if not found or "warning" in line or "note:" in line or " required from" in line:
            continue
        said = found[2] or next((text for text in reversed(lines[:place]) if text.startswith("error")), "does not compile")
        if int(found[1]) < count:
            wrong.setdefault(int(found[1]), said.strip()[:300] or "does not compile")
    return wrong


# --- one way for each language -----------------------------------------------------------------------------------------


def _javascript(programs: Sequence[Written]) -> Build:
    """Run one process; each program is a function of its own."""
    texts = json.dumps([program.code + "\n" + "\n".join(program.tests) for program in programs])
    main = (
        'const assert = require("assert");\n'
        f"const programs = {texts};\n"
        "for (let i = Number(process.argv[2]); i < programs.length; i++) {\n"
        '  let result = "ok";\n'
        '  try { new Function("assert", "require", \'"use strict";\' + programs[i])(assert, require); }\n'
        '  catch (error) { result = "failed " + String(error && error.message).replace(/\\s+/g, " ").slice(0, 200); }\n'
        '  require("fs").writeSync(1, result + "\\n");\n'
        "}\n"
    )
    return Build(
        files={"main.js": main}, build="true", run=f"{find('node')} --max-old-space-size=1000 main.js", kilobytes="unlimited"
    )


_CPP_MAIN = """
#include <csignal>
#include <iostream>
#include <unistd.h>
int main(int, char** argv) {
    void (*all[])() = {%s};
    const int count = sizeof(all) / sizeof(all[0]);
    for (int i = std::stoi(argv[1]); i < count; i++) {
        alarm(3);
        try {
            all[i]();
            std::cout << "ok" << std::endl;
        } catch (const std::exception& error) {
            std::string text = error.what();
            for (char& c : text) { if (c == '\\n') { c = ' '; } }
            std::cout << "failed " << text.substr(0, 200) << std::endl;
        }
    }
}
"""
_CPP_ASSERT = "#define assert(...) do { if (!(__VA_ARGS__)) throw std::runtime_error(#__VA_ARGS__); } while (0)\n"


def _cpp(programs: Sequence[Written]) -> Build:
    """Write one file; each program is a namespace, its headers first of all."""
    headers: set[str] = {"#include <stdexcept>", "#include <string>", "#include <cmath>"}
    parts = []
    for number, program in enumerate(programs):
        lines = program.code.splitlines()
        headers.update(line for line in lines if line.startswith("#include"))
        body = "\n".join("" if line.startswith("#include") else line for line in lines)
        tests = "\n".join(program.tests)
        parts.append(f'#line 1 "p{number}.cpp"\nnamespace p{number} {{ {body}\nvoid run() {{\n{tests}\n}}\n}}\n')
    names = ", ".join(f"p{number}::run" for number in range(len(programs)))
    text = "\n".join(sorted(headers)) + "\n" + _CPP_ASSERT + "".join(parts) + '#line 1 "main.cpp"' + _CPP_MAIN % names
    checks = "-O0 -ftrapv -D_GLIBCXX_ASSERTIONS"  # quick to build, each runs once; overflow and a place outside end a program
    command = f"{find('g++')} -std=c++17 {checks} -w -fmax-errors=200 -o all all.cpp"
    return Build(files={"all.cpp": text}, build=command, run="./all")


_JAVA_MAIN = """
public class Main {
    interface Program { void run(); }

    public static void main(String[] args) {
        Program[] all = {%s};
        for (int i = Integer.parseInt(args[0]); i < all.length; i++) {
            String result = "ok";
            try {
                all[i].run();
            } catch (Throwable error) {
                result = ("failed " + error).replaceAll("\\\\s+", " ");
            }
            System.out.println(result);
        }
    }
}
"""


def _java(programs: Sequence[Written]) -> Build:
    """Give each program a package, and compile all at once."""
    files = {}
    for number, program in enumerate(programs):
        tests = "\n".join(program.tests)
        imports = "".join(f"import java.util.{name};\n" for name in ("List", "Map", "Set") if f"{name}." in tests)
        files[f"p{number}/Solution.java"] = f"package p{number};\n" + program.code
        files[f"p{number}/Test.java"] = (
            f"package p{number};\n{imports}public class Test {{\npublic static void run() {{\n{tests}\n}}\n}}\n"
        )
    files["Main.java"] = _JAVA_MAIN % ", ".join(f"p{number}.Test::run" for number in range(len(programs)))
    options = "-J-XX:+UseSerialGC -J-XX:TieredStopAtLevel=1 -nowarn -proc:none -XDshould-stop.ifError=FLOW -Xmaxerrs 1000"
    build = f"{find('javac')} {options} -d out Main.java p*/*.java"
    run = f"{find('java')} -ea -Xmx1g -Xss4m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp out Main"
    return Build(files=files, build=build, run=run, kilobytes="unlimited")


@functools.cache
def _rustc() -> tuple[Path, Path]:
    """Return rustc's own folder, seen through rustup, and the compiler in it."""
    root = Path(process.run([str(find("rustc")), "--print", "sysroot"]).stdout.strip())
    own = root / "bin/rustc"
    return root, own if own.exists() else find("rustc") or own


_RUST_MAIN = """
fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    let next: usize = std::env::args().nth(1).unwrap().parse().unwrap();
    let all: [fn(); %d] = [%s];
    for run in &all[next..] {
        match std::panic::catch_unwind(run) {
            Ok(()) => println!("ok"),
            Err(error) => {
                let said = error.downcast_ref::<String>().cloned().unwrap_or_else(|| "panicked".to_string());
                println!("failed {}", said.split_whitespace().collect::<Vec<_>>().join(" "));
            }
        }
    }
}
"""


def _rust(programs: Sequence[Written]) -> Build:
    """Give each program a module of one crate."""
    root, compiler = _rustc()
    files = {}
    for number, program in enumerate(programs):
        tests = "\n".join(program.tests)
        head = program.code.partition("fn ")[0]
        uses = "".join(
            f"use std::collections::{name};\n" for name in ("HashMap", "HashSet") if f"{name}::" in tests and name not in head
        )
        files[f"p{number}.rs"] = f"{uses}{program.code}\npub fn run() {{\n{tests}\n}}\n"
    modules = "\n".join(f"mod p{number};" for number in range(len(programs)))
    runs = ", ".join(f"p{number}::run" for number in range(len(programs)))
    files["main.rs"] = "#![allow(warnings)]\n" + modules + _RUST_MAIN % (len(programs), runs)
    build = f"{compiler} --edition 2021 -C debuginfo=0 -C overflow-checks=on -o all main.rs"
    return Build(files=files, build=build, run="./all", visible=(root,))


_GO_PACKAGES = ("fmt", "maps", "math", "os", "reflect", "slices", "sort", "strconv", "strings", "unicode")


@functools.cache
def _go() -> tuple[Path, str]:
    """Return Go's folder and the list of its compiled packages, which is made once and kept in Go's own cache."""
    go = find("go")
    root = Path(process.run([str(go), "env", "GOROOT"]).stdout.strip())
    listed = process.run(
        [
            root / "bin/go",
            "list",
            "-export",
            "-deps",
            "-f",
            "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}",
            *_GO_PACKAGES,
        ]
    )
    return root, listed.stdout


def _go_build(programs: Sequence[Written]) -> Build:
    """Give each program a package, compiled one by one against Go's own, and one main that imports them."""
    root, packages = _go()
    tool = root / "pkg/tool" / f"linux_{'amd64' if os.uname().machine == 'x86_64' else 'arm64'}"
    files = {"importcfg": packages}
    listed = []
    for number, program in enumerate(programs):
        files[f"p{number}/solution.go"] = program.code.replace("package main", f"package p{number}", 1)
        tests = "\n".join("\t" + test for test in program.tests)
        wanted = [name for name in ("math", "reflect") if f"{name}." in tests]
        imports = "".join(f'import "{name}"\n' for name in wanted)
        files[f"p{number}/test.go"] = f"package p{number}\n\n{imports}\nfunc Run() {{\n{tests}\n}}\n"
        listed.append(f"p{number}")
    imports = "".join(f'import "{name}"\n' for name in listed)
    runs = ", ".join(f"{name}.Run" for name in listed)
    files["main.go"] = f'package main\n\nimport (\n\t"fmt"\n\t"os"\n\t"strconv"\n\t"strings"\n)\n{imports}' + _GO_MAIN % runs
    names = " ".join(listed)
    each = f"{tool}/compile -p $p -importcfg importcfg -o $p.a $p/solution.go $p/test.go"
    build = (
        f"{{ cp importcfg all; bad=0; for p in {names}; do {each} || bad=1;"
        f" echo packagefile $p=$p.a >> all; done; [ $bad = 0 ] && {tool}/compile -p main -importcfg all -o main.a main.go"
        f" && {tool}/link -importcfg all -o program main.a; }}"
    )
    exported = {Path(line.partition("=")[2]).parents[1] for line in packages.splitlines()}
    return Build(files=files, build=build, run="./program", visible=(root, *sorted(exported)))


_GO_MAIN = """
func try(run func()) (result string) {
	defer func() {
		if err := recover(); err != nil {
			result = strings.Join(strings.Fields(fmt.Sprint("failed ", err)), " ")
		}
	}()
	run()
	return "ok"
}

func main() {
	all := []func(){%s}
	next, _ := strconv.Atoi(os.Args[1])
	for _, run := range all[next:] {
		fmt.Println(try(run))
	}
}
"""


BUILDS: Mapping[str, Callable[[Sequence[Written]], Build]] = {
    "cpp": _cpp,
    "go": _go_build,
    "java": _java,
    "javascript": _javascript,
    "rust": _rust,
}
