"""Files: finding files and searching text."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="files/find-name",
        asks=(
            "find all files called {file}, in this folder and below",
            "Where below this folder are files named {file}?",
            "search for {file} by name, recursively",
        ),
        setup="put {dir}/{file} x; put {dir2}/{word}/{file} y; put {file2} z",
        run="find . -name {file}",
        checks=(
            "out ./{dir}/{file}",
            "out ./{dir2}/{word}/{file}",
            "outlines 2",
        ),
    ),
    Recipe(
        name="files/find-extension",
        asks=(
            "list all .py files in this folder and below",
            "Find every Python file, folders below included.",
            "search recursively for files ending in .py",
        ),
        setup="put {dir}/{py} x; put {py2} y; put {txt} z",
        run='find . -name "*.py"',
        checks=(
            "out ./{dir}/{py}",
            "out ./{py2}",
            "outnot {txt}",
        ),
    ),
    Recipe(
        name="files/find-larger",
        asks=(
            "find the files larger than 100 kB, here and below",
            "Which files below this folder are bigger than 100 kilobytes?",
            "list files of more than 100k, recursively",
        ),
        setup="mkdir {dir}; head -c 200000 /dev/zero > {dir}/{file}; put {file2} x",
        run="find . -type f -size +100k",
        checks=("outis ./{dir}/{file}",),
    ),
    Recipe(
        name="files/find-newer",
        asks=(
            "find the files changed within the last day, here and below",
            "Which files were modified in the last 24 hours?",
            "list recently changed files, at most one day old",
        ),
        setup='put {dir}/{file} x; put {file2} y; touch -d "9 days ago" {file2}',
        run="find . -type f -mtime -1",
        checks=("outis ./{dir}/{file}",),
    ),
    Recipe(
        name="files/find-older",
        asks=(
            "list the files not changed for more than 30 days, here and below",
            "Find files older than thirty days.",
            "which files were last modified over 30 days ago?",
        ),
        setup='put {dir}/{file} x; put {file2} y; touch -d "90 days ago" {dir}/{file}',
        run="find . -type f -mtime +30",
        checks=("outis ./{dir}/{file}",),
    ),
    Recipe(
        name="files/find-empty",
        asks=(
            "find the empty files, here and below",
            "Which files have no content at all?",
            "list files of size zero, recursively",
        ),
        setup="mkdir {dir}; touch {dir}/{file}; put {file2} x",
        run="find . -type f -empty",
        checks=("outis ./{dir}/{file}",),
    ),
    Recipe(
        name="files/find-folders",
        asks=(
            "list the folders directly in this one, not deeper, without this one",
            "Which folders are here, one level down?",
            "find the directories of the first level only, leaving out . itself",
        ),
        setup="mkdir -p {dir}/{word} {dir2}; put {file} x",
        run="find . -mindepth 1 -maxdepth 1 -type d",
        checks=(
            "out ./{dir}",
            "out ./{dir2}",
            "outlines 2",
        ),
    ),
    Recipe(
        name="files/find-delete",
        asks=(
            "delete all .tmp files in this folder and below",
            "Remove every file ending in .tmp, recursively.",
            "find the *.tmp files and delete them",
        ),
        setup="put {dir}/{word}.tmp x; put {word2}.tmp y; put {file} z",
        run='find . -name "*.tmp" -delete',
        checks=(
            "gone {dir}/{word}.tmp",
            "gone {word2}.tmp",
            "[ -f {file} ]",
        ),
        risk="destructive",
    ),
    Recipe(
        name="files/find-exec-chmod",
        asks=(
            "make all .sh files below {dir} executable",
            "Set the execute bit on every shell script (*.sh) in {dir}, recursively.",
            "find the .sh files in {dir} and let them be run",
        ),
        setup="put {dir}/{word}.sh x; put {dir}/{dir2}/{word2}.sh y; put {dir}/{txt} z; chmod -R a-x+X {dir}",
        run='find {dir} -name "*.sh" -exec chmod +x {} +',
        checks=(
            "[ -x {dir}/{word}.sh ]",
            "[ -x {dir}/{dir2}/{word2}.sh ]",
            "[ ! -x {dir}/{txt} ]",
        ),
        risk="low",
    ),
    Recipe(
        name="files/find-except",
        asks=(
            "list all .js files here and below, but none in node_modules",
            "Find JavaScript files, skipping the folder node_modules.",
            "search for *.js recursively without descending into node_modules",
        ),
        setup="put {dir}/{word}.js x; put node_modules/{word2}.js y",
        run='find . -name "*.js" -not -path "./node_modules/*"',
        checks=("outis ./{dir}/{word}.js",),
    ),
    Recipe(
        name="files/find-count",
        asks=(
            "count the files below {dir}",
            "How many files are there in {dir}, folders below included? Print the number.",
            "print the number of regular files under {dir}",
        ),
        setup="put {dir}/{file} x; put {dir}/{word}/{file2} y; put {file3} z",
        run="find {dir} -type f | wc -l",
        checks=("outis 2",),
    ),
    Recipe(
        name="files/grep",
        asks=(
            "print the lines of {log} that contain {word}",
            "Where does {log} mention {word}? Show the lines.",
            "search {log} for {word}",
        ),
        setup='put {log} "one {word} here\\ntwo\\nno"',
        run="grep {word} {log}",
        checks=('outis "one {word} here"',),
    ),
    Recipe(
        name="files/grep-number",
        asks=(
            "print the lines of {file} that contain {word}, with their numbers",
            "On which lines of {file} is {word}? Show number and text.",
            "search {file} for {word} and number the hits",
        ),
        setup='put {file} "one\\n{word} two\\nthree"',
        run="grep -n {word} {file}",
        checks=('outis "2:{word} two"',),
    ),
    Recipe(
        name="files/grep-ignore-case",
        asks=(
            "search {log} for {word} in any case",
            "Print the lines of {log} with {word}, whether in capitals or not.",
            "find {word} in {log}, ignoring case",
        ),
        setup='put {log} "ONE\\n$(echo {word} | tr a-z A-Z) two\\nthree {word}"',
        run="grep -i {word} {log}",
        checks=(
            "outlines 2",
            'out "three {word}"',
        ),
    ),
    Recipe(
        name="files/grep-invert",
        asks=(
            "print the lines of {log} that do not contain {word}",
            "Show {log} without the lines that mention {word}.",
            "filter the lines with {word} out of {log}",
        ),
        setup='put {log} "a {word}\\nb\\nc {word}\\nd"',
        run="grep -v {word} {log}",
        checks=("outis 'b\\nd'",),
    ),
    Recipe(
        name="files/grep-count",
        asks=(
            "count the lines of {log} that contain {word}",
            "How many lines of {log} mention {word}? Print the number.",
            "print the number of lines with {word} in {log}",
        ),
        setup='put {log} "a {word}\\nb\\nc {word}\\n{word} {word}"',
        run="grep -c {word} {log}",
        checks=("outis 3",),
    ),
    Recipe(
        name="files/grep-recursive",
        asks=(
            "search all files below {dir} for {word}, with file names and line numbers",
            "Where below {dir} does {word} occur? Show file, line and text.",
            "grep for {word} in the folder {dir}, recursively, numbered",
        ),
        setup='put {dir}/{file} "a\\n{word}"; put {dir}/{word2}/{file2} "{word} b"; put {file3} {word}',
        run="grep -rn {word} {dir}",
        checks=(
            'out "{dir}/{file}:2:{word}"',
            'out "{dir}/{word2}/{file2}:1:{word} b"',
            "outlines 2",
        ),
    ),
    Recipe(
        name="files/grep-files",
        asks=(
            "list the files below {dir} that contain {word}",
            "Which files in {dir} mention {word}? Names only.",
            "print the names of the files in {dir} with {word} in them, recursively",
        ),
        setup='put {dir}/{file} "a\\n{word}\\n{word}"; put {dir}/{file2} b',
        run="grep -rl {word} {dir}",
        checks=("outis {dir}/{file}",),
    ),
    Recipe(
        name="files/grep-without",
        asks=(
            "list the .txt files here that do not contain {word}",
            "Which of the .txt files lack {word}? Names only.",
            "print the names of *.txt files without {word}",
        ),
        setup="put {txt} {word}; put {txt2} other",
        run="grep -L {word} *.txt",
        checks=("outis {txt2}",),
        may_fail=True,
    ),
    Recipe(
        name="files/grep-context",
        asks=(
            "show the line with {word} in {log} and the two lines before it",
            "What came right before {word} in {log}? Two lines of context.",
            "print the matches of {word} in {log} with 2 lines before each",
        ),
        setup='put {log} "a\\nb\\nc\\n{word}\\nd"',
        run="grep -B 2 {word} {log}",
        checks=("outis 'b\\nc\\n{word}'",),
    ),
    Recipe(
        name="files/grep-word",
        asks=(
            "print the lines of {file} with {word} as a whole word",
            "Find {word} in {file}, but not as a part of longer words.",
            "search {file} for the exact word {word}",
        ),
        setup='put {file} "{word}s\\nthe {word} is\\nun{word}"',
        run="grep -w {word} {file}",
        checks=('outis "the {word} is"',),
    ),
    Recipe(
        name="files/grep-two",
        asks=(
            "print the lines of {log} that contain {word} or {word2}",
            "Search {log} for either {word} or {word2}.",
            "filter {log} for lines with {word} or with {word2}",
        ),
        setup='put {log} "a {word}\\nb\\nc {word2}"',
        run='grep -E "{word}|{word2}" {log}',
        checks=("outis 'a {word}\\nc {word2}'",),
    ),
)
