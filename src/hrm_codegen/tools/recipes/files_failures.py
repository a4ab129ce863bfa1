"""Files and shell: commands that really fail and what puts them right; jobs in several steps."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="shell/fail-not-executable",
        asks=(
            "run ./{script}.sh",
            "Start the script {script}.sh here.",
            "execute {script}.sh, making it executable if need be",
        ),
        setup="put {script}.sh '#!/bin/sh\\necho {word}'; chmod 644 {script}.sh",
        fails="./{script}.sh",
        run="chmod +x {script}.sh\n./{script}.sh",
        plan=(
            "allow it to run",
            "run it again",
        ),
        checks=(
            "outis {word}",
            "[ -x {script}.sh ]",
        ),
        risk="low",
    ),
    Recipe(
        name="shell/fail-no-folder",
        asks=(
            "write the word {word} to {dir}/{file}",
            'Put "{word}" into {file} in the folder {dir}.',
            "create {dir}/{file} with the line {word}",
        ),
        fails='echo "{word}" > {dir}/{file}',
        run='mkdir -p {dir}\necho "{word}" > {dir}/{file}',
        plan=(
            "make the folder first",
            "write again",
        ),
        checks=("is {dir}/{file} {word}",),
        risk="low",
    ),
    Recipe(
        name="files/fail-rm-folder",
        asks=(
            "delete {dir} and what is in it",
            "Remove {dir} completely.",
            "get rid of {dir}, a folder with files",
        ),
        setup="put {dir}/{file} x",
        fails="rm {dir}",
        run="rm -r {dir}",
        checks=("gone {dir}",),
        risk="destructive",
    ),
    Recipe(
        name="files/fail-rmdir-full",
        asks=(
            "delete the folder {dir}, whatever it holds",
            "Remove {dir}; its files are not needed.",
            "take {dir} away, contents and all",
        ),
        setup="put {dir}/{file} x",
        fails="rmdir {dir}",
        run="rm -r {dir}",
        checks=("gone {dir}",),
        risk="destructive",
    ),
    Recipe(
        name="files/fail-cp-folder",
        asks=(
            "copy {dir} to {dir2}",
            "Make a copy of {dir} called {dir2}.",
            "duplicate {dir} as {dir2}, whatever it is",
        ),
        setup="put {dir}/{file} {word}",
        fails="cp {dir} {dir2}",
        run="cp -r {dir} {dir2}",
        checks=("is {dir2}/{file} {word}",),
        risk="low",
    ),
    Recipe(
        name="files/fail-mkdir-parents",
        asks=(
            "create the folder {dir}/{dir2}",
            "Make {dir2} inside {dir}.",
            "add the directory {dir}/{dir2}",
        ),
        fails="mkdir {dir}/{dir2}",
        run="mkdir -p {dir}/{dir2}",
        checks=("[ -d {dir}/{dir2} ]",),
        risk="low",
    ),
    Recipe(
        name="files/fail-ln-exists",
        asks=(
            "make {file2} a symbolic link to {file}, replacing what is there",
            "{file2} should be a symlink to {file}, even if it exists.",
            "link {file2} to {file} symbolically, over the old file",
        ),
        setup="put {file} {word}; put {file2} old",
        fails="ln -s {file} {file2}",
        run="ln -sf {file} {file2}",
        checks=(
            "[ -L {file2} ]",
            "is {file2} {word}",
        ),
        risk="low",
    ),
    Recipe(
        name="files/fail-read-denied",
        asks=(
            "print my file {file}",
            "Show the contents of {file}, which belongs to me.",
            "output {file}; I own it",
        ),
        setup="put {file} {word}; chmod 000 {file}",
        fails="cat {file}",
        run="chmod u+r {file}\ncat {file}",
        plan=(
            "give me back the right to read",
            "print it again",
        ),
        checks=("outis {word}",),
        risk="low",
    ),
    Recipe(
        name="files/fail-write-denied",
        asks=(
            "append the line {word} to my file {file}",
            "Add {word} at the end of {file}; it is mine.",
            "put one more line, {word}, into {file}, which I own",
        ),
        setup="put {file} a; chmod 444 {file}",
        fails='echo "{word}" >> {file}',
        run='chmod u+w {file}\necho "{word}" >> {file}',
        plan=(
            "allow writing",
            "append again",
        ),
        checks=("is {file} 'a\\n{word}'",),
        risk="low",
    ),
    Recipe(
        name="files/fail-folder-denied",
        asks=(
            "create the empty file {dir}/{file}; the folder is mine",
            "Make {file} in my folder {dir}, which is read-only now.",
            "touch {dir}/{file}",
        ),
        setup="mkdir {dir}; chmod 555 {dir}",
        fails="touch {dir}/{file}",
        run="chmod u+w {dir}\ntouch {dir}/{file}",
        plan=(
            "allow writing in the folder",
            "create it again",
        ),
        checks=("[ -f {dir}/{file} ]",),
        risk="low",
    ),
    Recipe(
        name="files/fail-tar-not-gzip",
        asks=(
            "unpack {project}.tar.gz",
            "Extract the archive {project}.tar.gz here, however it is compressed.",
            "untar {project}.tar.gz",
        ),
        setup="put {dir}/{file} {word}; tar cf {project}.tar.gz {dir}; rm -r {dir}",
        fails="tar xzf {project}.tar.gz",
        run="tar xf {project}.tar.gz",
        checks=("is {dir}/{file} {word}",),
        risk="low",
    ),
    Recipe(
        name="files/fail-grep-directory",
        asks=(
            "search {dir} for {word}",
            "Where in {dir} does {word} occur?",
            "grep for {word} in the folder {dir}",
        ),
        setup="put {dir}/{file} {word}",
        fails="grep {word} {dir}",
        run="grep -r {word} {dir}",
        checks=('out "{dir}/{file}:{word}"',),
        risk="low",
    ),
    Recipe(
        name="files/fail-dash-name",
        asks=(
            "delete the file called --{word}",
            "Remove the file --{word}.",
            "get rid of a file whose name is --{word}",
        ),
        setup="put ./--{word} x",
        fails="rm --{word}",
        run="rm ./--{word}",
        checks=("gone ./--{word}",),
        risk="destructive",
    ),
    Recipe(
        name="files/fail-patch-strip",
        asks=(
            "apply {word}.patch, which was made by git, in this folder",
            "{word}.patch has paths like a/{file}. Apply it.",
            "patch the files here with {word}.patch",
        ),
        setup=(
            'put {file} "x\\nold\\ny"; printf -- \'--- a/{file}\\n+++ b/{file}\\n@@ -1,3 +1,3 @@\\n '
            "x\\n-old\\n+{word2}\\n y\\n' > {word}.patch"
        ),
        fails="patch --batch -p0 -i {word}.patch",
        run="patch -p1 -i {word}.patch",
        checks=("has {file} {word2}",),
        risk="low",
    ),
    Recipe(
        name="files/fail-unzip-wrong-tool",
        asks=(
            "unpack {project}.zip",
            "Extract {project}.zip here.",
            "get the files out of {project}.zip",
        ),
        setup="put {dir}/{file} {word}; zip -qr {project}.zip {dir}; rm -r {dir}",
        fails="tar xf {project}.zip",
        run="unzip {project}.zip",
        checks=("is {dir}/{file} {word}",),
        risk="low",
    ),
    Recipe(
        name="shell/work-report",
        asks=(
            "make a folder {dir}, count the lines of each .log file here into {dir}/counts.txt, and print that file",
            "Write the line counts of *.log to counts.txt in a new folder {dir}; then show it.",
            "collect wc -l of all logs in {dir}/counts.txt and print the result",
        ),
        setup="seq 1 4 > {log}; seq 1 6 > {log2}",
        run="mkdir -p {dir}\nwc -l *.log > {dir}/counts.txt\ncat {dir}/counts.txt",
        plan=(
            "make the folder",
            "count into a file",
            "show it",
        ),
        checks=(
            'has {dir}/counts.txt "10 total"',
            'out "10 total"',
        ),
        risk="low",
    ),
    Recipe(
        name="files/work-archive",
        asks=(
            "pack all .log files into {project}.tar.gz, check that the archive lists them, and delete the originals",
            "Archive the logs: {project}.tar.gz from *.log, list it, then remove the .log files.",
            "tar up *.log as {project}.tar.gz, verify by listing, and clean up the logs",
        ),
        setup="put {log} {word}; put {log2} {word2}; put {txt} x",
        run="tar czf {project}.tar.gz *.log\ntar tzf {project}.tar.gz\nrm *.log",
        plan=(
            "pack them",
            "look whether they are in",
            "delete the originals",
        ),
        checks=(
            "tar tzf {project}.tar.gz | grep -qx {log}",
            "gone {log2}",
            "[ -f {txt} ]",
            "out {log2}",
        ),
        risk="destructive",
    ),
    Recipe(
        name="files/work-dedupe",
        asks=(
            ("make {txt2} the sorted lines of {txt} without duplicates, show how many lines are left, then replace {txt} by it"),
            "Sort {txt} into {txt2} with each line once, count the lines of {txt2}, and move it over {txt}.",
            "clean {txt}: unique sorted lines via {txt2}, print the count, put the result back",
        ),
        setup='put {txt} "{word}\\na\\n{word}\\nb\\na"',
        run="sort -u {txt} > {txt2}\nwc -l {txt2}\nmv {txt2} {txt}",
        plan=(
            "sort without duplicates",
            "count what is left",
            "replace the file",
        ),
        checks=(
            '[ "$(wc -l < {txt})" -eq 3 ]',
            "gone {txt2}",
            "out 3",
        ),
        risk="low",
    ),
    Recipe(
        name="files/work-find-log-error",
        asks=(
            ("find out which .log file here mentions {word}, list it, and print the last 2 lines of {log}, which is the one"),
            "Some log contains {word}. List the file, then show the last two lines of {log}, which it is.",
            "which log has {word}? after that, print the tail (2 lines) of {log}",
        ),
        setup='put {log} "a\\nb\\n{word}\\nend"; put {log2} x',
        run="grep -l {word} *.log\ntail -n 2 {log}",
        plan=(
            "find the file",
            "look at its end",
        ),
        checks=(
            "out {log}",
            "out end",
        ),
    ),
)
