# What a recipe may use in its setup and its checks; proving.py puts the recipe's own lines behind it.
ROOT=$PWD KIT=$PWD/.kit
mkdir -p "$KIT" "$ROOT/app"
: >"$KIT/out"; : >"$KIT/err"; : >"$KIT/env"; echo 0 >"$KIT/rc"
exec 3>&1
cat >"$HOME/.gitconfig" <<'EOF'
[user]
	name = Sam Reed
	email = sam@example.com
[init]
	defaultBranch = main
[protocol "file"]
	allow = always
EOF

# --- the clock of commits: a minute later each time
MINUTE=0
tick() {
  MINUTE=$((MINUTE + 1))
  printf -v GIT_AUTHOR_DATE '2026-03-02T%02d:%02d:00+0000' $((9 + MINUTE / 60)) $((MINUTE % 60))
  GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
  export GIT_AUTHOR_DATE GIT_COMMITTER_DATE
}
tick

# --- setup
put() { mkdir -p "$(dirname "$1")"; printf '%b\n' "$2" >"$1"; }                  # put FILE TEXT
commit() { tick; [ -z "${2:-}" ] || put "$2" "${3:-$1}"; git add -A; git commit -qm "$1"; } # commit MESSAGE [FILE [TEXT]]
repo() { git init -q -b main .; commit "Start the project" README.md "# Project"; }
remote() { git init -q --bare -b main ../origin.git; git remote add origin ../origin.git; git push -qu origin main; }
colleague() { # colleague MESSAGE FILE [TEXT]: somebody else pushes a commit to main
  git clone -q ../origin.git ../colleague 2>/dev/null || true
  (cd ../colleague && git pull -q && git config user.name "Kim Lee" && git config user.email kim@example.com && commit "$@" && git push -q)
}
later() { printf '%s\n' "$1" >>"$KIT/env"; } # later LINE: run it before the commands too (exports)
cproject() { # cproject NAME: a C program that CMake builds
  printf 'cmake_minimum_required(VERSION 3.10)\nproject(%s C)\nadd_executable(%s main.c)\n' "$1" "$1" >CMakeLists.txt
  printf 'int main(void) {\n    return 0;\n}\n' >main.c
}
venv() { # an active virtual environment .venv that takes packages from ../wheels; its pip is a link to the base interpreter's
  python3 -m venv --without-pip .venv
  for part in "$(python3 -c 'import os, pip; print(os.path.dirname(os.path.dirname(pip.__file__)))')"/pip{,-*}; do ln -s "$part" .venv/lib/python3*/site-packages/; done
  : >"$(echo .venv/lib/python3*/site-packages)/environment.pth" # else pip, which looks past links, takes the folder for empty
  printf '#!%s\nimport sys\nfrom pip._internal.cli.main import main\nsys.exit(main())\n' "$PWD/.venv/bin/python" >.venv/bin/pip
  chmod +x .venv/bin/pip
  export PATH=$PWD/.venv/bin:$PATH VIRTUAL_ENV=$PWD/.venv PIP_FIND_LINKS=$ROOT/wheels PIP_REQUIRE_VIRTUALENV=1
  mkdir -p "$ROOT/wheels"
  later "export PATH=$PATH VIRTUAL_ENV=$VIRTUAL_ENV PIP_FIND_LINKS=$PIP_FIND_LINKS PIP_REQUIRE_VIRTUALENV=1"
}
wheel() { # wheel NAME VERSION [REQUIREMENT]: a stand-in of that name in ../wheels
  mkdir -p "$ROOT/wheels"
  python3 - "$ROOT/wheels" "$@" <<'EOF'
import sys, zipfile
folder, name, version, *needs = sys.argv[1:]
info = f"{name}-{version}.dist-info"
files = {
    f"{name}.py": f'__version__ = "{version}"\n',
    f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nSummary: A stand-in\n" + "".join(f"Requires-Dist: {need}\n" for need in needs),
    f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: kit\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
}
files[f"{info}/RECORD"] = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"])
with zipfile.ZipFile(f"{folder}/{name}-{version}-py3-none-any.whl", "w") as wheel:
    for path, text in files.items():
        wheel.writestr(zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0)), text)
EOF
}
pyproject() { # pyproject NAME VERSION [REQUIREMENT]: a package in this folder, with a build backend of its own
  printf '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n\n[project]\nname = "%s"\nversion = "%s"\n' "$1" "$2" >pyproject.toml
  [ -z "${3:-}" ] || printf 'dependencies = ["%s"]\n' "$3" >>pyproject.toml
  mkdir -p "$1"; printf '__version__ = "%s"\n' "$2" >"$1/__init__.py"
  cat >backend.py <<'EOF'
import pathlib, tarfile, tomllib, zipfile
project = tomllib.loads(pathlib.Path("pyproject.toml").read_text())["project"]
NAME, VERSION = project["name"], project["version"]
INFO = f"{NAME}-{VERSION}.dist-info"
META = f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {VERSION}\n" + "".join(f"Requires-Dist: {need}\n" for need in project.get("dependencies", []))
def _wheel(folder, files):
    files |= {f"{INFO}/METADATA": META, f"{INFO}/WHEEL": "Wheel-Version: 1.0\nGenerator: kit\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    files[f"{INFO}/RECORD"] = "".join(f"{path},,\n" for path in [*files, f"{INFO}/RECORD"])
    name = f"{NAME}-{VERSION}-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(folder) / name, "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
    return name
def build_wheel(folder, config_settings=None, metadata_directory=None):
    return _wheel(folder, {str(path): path.read_text() for path in pathlib.Path(NAME).rglob("*.py")})
def build_editable(folder, config_settings=None, metadata_directory=None):
    return _wheel(folder, {f"{NAME}.pth": str(pathlib.Path.cwd())})
def build_sdist(folder, config_settings=None):
    name = f"{NAME}-{VERSION}"
    with tarfile.open(pathlib.Path(folder) / f"{name}.tar.gz", "w:gz") as archive:
        for path in ("pyproject.toml", "backend.py", NAME):
            archive.add(path, f"{name}/{path}")
    return f"{name}.tar.gz"
EOF
}
npackage() { # npackage NAME VERSION: a Node package in this folder
  printf '{\n  "name": "%s",\n  "version": "%s",\n  "main": "index.js"\n}\n' "$1" "$2" >package.json
  printf 'exports.name = "%s";\n' "$1" >index.js
}
crate() { # crate NAME: a Rust program in this folder
  mkdir -p src
  printf '[package]\nname = "%s"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\n' "$1" >Cargo.toml
  printf 'fn main() {\n    println!("Hello, world!");\n}\n' >src/main.rs
}
cratelib() { # cratelib NAME: a Rust library with one test
  crate "$1"
  rm src/main.rs
  cat >src/lib.rs <<'EOF'
pub fn add(a: i32, b: i32) -> i32 {
    a + b
}

#[cfg(test)]
mod tests {
    #[test]
    fn adds() {
        assert_eq!(super::add(2, 3), 5);
    }
}
EOF
}
pom() { # pom NAME VERSION [ELEMENTS]: a Maven project in this folder
  cat >pom.xml <<EOF
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.demo</groupId>
  <artifactId>$1</artifactId>
  <version>$2</version>
  ${3:-}
</project>
EOF
}
gradleproject() { # gradleproject NAME: a Gradle project in this folder
  printf 'rootProject.name = "%s"\n' "$1" >settings.gradle
  printf 'plugins {\n    id "java"\n}\n' >build.gradle
}

# --- checks: what the commands printed, files, git
out() { grep -qF -- "$1" "$KIT/out"; }                     # printed somewhere on standard output
outnot() { ! grep -qF -- "$1" "$KIT/out"; }
outis() { [ "$(sed 's/[[:space:]]*$//' "$KIT/out")" = "$(printf '%b' "$1")" ]; } # printed exactly
outlines() { [ "$(wc -l <"$KIT/out")" -eq "$1" ]; }
ended() { [ "$(cat "$KIT/rc")" -eq "$1" ]; }               # exit status of the last command
has() { grep -qF -- "$2" "$1"; }                           # has FILE TEXT
lacks() { [ -f "$1" ] && ! grep -qF -- "$2" "$1"; }
is() { [ "$(cat "$1")" = "$(printf '%b' "$2")" ]; }        # is FILE TEXT
gone() { [ ! -e "$1" ]; }
mode() { [ "$(stat -c %a "$1")" = "$2" ]; }                # mode FILE 755
on() { [ "$(git branch --show-current)" = "$1" ]; }
clean() { [ -z "$(git status --porcelain)" ]; }
commits() { [ "$(git rev-list --count "${2:-HEAD}")" -eq "$1" ]; } # commits NUMBER [REF]
subject() { [ "$(git log -1 --format=%s "${2:-HEAD}")" = "$1" ]; } # subject TEXT [REF]
logged() { git log --format=%s "${2:-HEAD}" | grep -qxF -- "$1"; }
ref() { git rev-parse -q --verify "$1" >/dev/null; }
noref() { ! ref "$1"; }
installed() { ls -d .venv/lib/python3*/site-packages/"$1-$2".dist-info; } # installed NAME VERSION, in .venv
uninstalled() { [ -d .venv/lib ] && ! ls -d .venv/lib/python3*/site-packages/"$1"-*.dist-info; }
same() { [ "$(git rev-parse "$1")" = "$(git rev-parse "$2")" ]; }
staged() { git diff --cached --name-only | grep -qxF -- "$1"; }
unstaged() { git diff --name-only | grep -qxF -- "$1"; }
tracked() { git ls-files --error-unmatch "$1" >/dev/null 2>&1; }
show() { git show "$1"; }

# --- the run: records go to descriptor 3, fields end in NUL
field() { tr -d '\000' >&3; printf '\0' >&3; }
step() { # step KIND COMMAND: run it here, so that cd and exports last
  tick
  eval "$2" >"$KIT/step.out" 2>"$KIT/step.err" </dev/null 3>&- # what runs cannot write records
  local rc=$?
  echo $rc >"$KIT/rc"
  [ "$1" = fail ] || { cat "$KIT/step.out" >>"$KIT/out"; cat "$KIT/step.err" >>"$KIT/err"; }
  printf '%s\0%s\0' "$1" $rc >&3
  field <"$KIT/step.out"
  field <"$KIT/step.err"
}
check() { # check KIND LINE
  (cd "$ROOT/app" && eval "$2") >"$KIT/check.out" 2>"$KIT/check.err" </dev/null 3>&-
  printf '%s\0%s\0' "$1" $? >&3
  field <"$KIT/check.out"
  field <"$KIT/check.err"
}
state() { # what an undo must bring back: files, their modes, links, references, index, stashes
  (cd "$ROOT/app" && {
    find . -name .git -prune -o -name target -prune -o -name __pycache__ -prune -o -name "*.pyc" -o -printf '%P %m %y %l\n' | sort
    find . -name .git -prune -o -name target -prune -o -name __pycache__ -prune -o -type f -print0 | sort -z | xargs -0r sha1sum
    [ ! -d .git ] || { git for-each-ref --format='%(refname) %(objectname)'; git symbolic-ref -q HEAD; git status --porcelain; git config -l --local | sort; }
  }) 2>/dev/null | sha1sum
}
