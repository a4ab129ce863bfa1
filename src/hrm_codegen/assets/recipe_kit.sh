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
same() { [ "$(git rev-parse "$1")" = "$(git rev-parse "$2")" ]; }
staged() { git diff --cached --name-only | grep -qxF -- "$1"; }
unstaged() { git diff --name-only | grep -qxF -- "$1"; }
tracked() { git ls-files --error-unmatch "$1" >/dev/null 2>&1; }
show() { git show "$1"; }

# --- the run: records go to descriptor 3, fields end in NUL
field() { tr -d '\000' >&3; printf '\0' >&3; }
step() { # step KIND COMMAND: run it here, so that cd and exports last
  tick
  eval "$2" >"$KIT/step.out" 2>"$KIT/step.err" </dev/null
  local rc=$?
  echo $rc >"$KIT/rc"
  [ "$1" = fail ] || { cat "$KIT/step.out" >>"$KIT/out"; cat "$KIT/step.err" >>"$KIT/err"; }
  printf '%s\0%s\0' "$1" $rc >&3
  field <"$KIT/step.out"
  field <"$KIT/step.err"
}
check() { # check LINE
  (cd "$ROOT/app" && eval "$1") >"$KIT/check.out" 2>"$KIT/check.err" </dev/null 3>&-
  printf 'check\0%s\0' $? >&3
  field <"$KIT/check.out"
  field <"$KIT/check.err"
}
state() { # what an undo must bring back: files, their modes, links, references, index, stashes
  (cd "$ROOT/app" && {
    find . -name .git -prune -o -name target -prune -o -name __pycache__ -prune -o -printf '%P %m %y %l\n' | sort
    find . -name .git -prune -o -name target -prune -o -name __pycache__ -prune -o -type f -print0 | sort -z | xargs -0r sha1sum
    [ ! -d .git ] || { git for-each-ref --format='%(refname) %(objectname)'; git symbolic-ref -q HEAD; git status --porcelain; git config -l --local | sort; }
  }) 2>/dev/null | sha1sum
}
