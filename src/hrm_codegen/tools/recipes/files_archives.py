"""Files: sizes and modes, comparing, patches, archives."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="files/stat-size",
        asks=(
            "print the size of {file} in bytes and nothing else",
            "How many bytes does {file} have? Just the number.",
            "output the byte count of {file}, only the number",
        ),
        setup="put {file} {word}{word2}",
        run="stat -c %s {file}",
        checks=('outis "$(wc -c < {file})"',),
    ),
    Recipe(
        name="files/stat-mode",
        asks=(
            "print the mode of {file} in octal digits",
            "Which permissions has {file}? As a number like 644.",
            "show the octal permissions of {file} only",
        ),
        setup="put {file} x; chmod 640 {file}",
        run="stat -c %a {file}",
        checks=("outis 640",),
    ),
    Recipe(
        name="files/disk-usage",
        asks=(
            "print the total size of {dir} in readable units",
            "How much space does the folder {dir} take? One line.",
            "sum up the disk usage of {dir}, human-readable",
        ),
        setup="mkdir {dir}; head -c 300000 /dev/zero > {dir}/{file}",
        run="du -sh {dir}",
        checks=(
            "out {dir}",
            "outlines 1",
            "grep -Eq '^(29|30)[0-9]K' \"$KIT/out\"",
        ),
    ),
    Recipe(
        name="files/disk-usage-sorted",
        asks=(
            "list the folders here by their disk usage, the largest last",
            "Which of the folders here is the biggest? Sort by size in kilobytes, ascending.",
            "show the size of every folder here in kilobytes, smallest first",
        ),
        setup="mkdir {dir} {dir2}; head -c 300000 /dev/zero > {dir}/{file}; put {dir2}/x y",
        run="du -sk */ | sort -n",
        checks=(
            'tail -1 "$KIT/out" | grep -qF {dir}',
            "outlines 2",
        ),
    ),
    Recipe(
        name="files/compare-brief",
        asks=(
            "tell whether {file} and {file2} are equal, printing nothing if they are and a line if not",
            "Do {file} and {file2} differ? One line is enough.",
            "compare {file} with {file2} briefly",
        ),
        setup="put {file} {word}; put {file2} {word2}",
        run="diff -q {file} {file2}",
        checks=('out "Files {file} and {file2} differ"',),
        may_fail=True,
    ),
    Recipe(
        name="files/diff-unified",
        asks=(
            "show how {file2} differs from {file}, as a unified diff",
            "Print the unified diff from {file} to {file2}.",
            "compare {file} and {file2} with context, in the unified form",
        ),
        setup='put {file} "a\\n{word}\\nc"; put {file2} "a\\n{word2}\\nc"',
        run="diff -u {file} {file2}",
        checks=(
            "out -{word}",
            "out +{word2}",
        ),
        may_fail=True,
    ),
    Recipe(
        name="files/diff-folders",
        asks=(
            "list which files differ between {dir} and {dir2}, folders below included",
            "Compare the folders {dir} and {dir2} recursively, briefly.",
            "which files are different or missing between {dir} and {dir2}?",
        ),
        setup="put {dir}/{file} {word}; put {dir2}/{file} {word2}; put {dir}/{file2} x",
        run="diff -rq {dir} {dir2}",
        checks=(
            'out "Files {dir}/{file} and {dir2}/{file} differ"',
            'out "Only in {dir}: {file2}"',
        ),
        may_fail=True,
    ),
    Recipe(
        name="files/patch-make-apply",
        asks=(
            "apply the patch {word}.patch to {file}",
            "{word}.patch is a unified diff for {file}. Apply it.",
            "patch {file} with {word}.patch",
        ),
        setup='put {file} "a\\nold\\nc"; put new "a\\n{word2}\\nc"; diff -u {file} new > {word}.patch || true; rm new',
        run="patch {file} {word}.patch",
        checks=(
            "has {file} {word2}",
            "lacks {file} old",
        ),
        undo="patch -R {file} {word}.patch",
        risk="low",
    ),
    Recipe(
        name="files/tar-create",
        asks=(
            "pack the folder {dir} into {project}.tar.gz",
            "Make a gzipped tar archive {project}.tar.gz of {dir}.",
            "archive {dir} as {project}.tar.gz",
        ),
        setup="put {dir}/{file} {word}",
        run="tar czf {project}.tar.gz {dir}",
        checks=("tar tzf {project}.tar.gz | grep -qx {dir}/{file}",),
        undo="rm {project}.tar.gz",
        risk="low",
    ),
    Recipe(
        name="files/tar-list",
        asks=(
            "list what is in {project}.tar.gz without unpacking it",
            "Which files does the archive {project}.tar.gz hold?",
            "show the contents of {project}.tar.gz",
        ),
        setup="put {dir}/{file} {word}; tar czf {project}.tar.gz {dir}; rm -r {dir}",
        run="tar tzf {project}.tar.gz",
        checks=(
            "out {dir}/{file}",
            "gone {dir}",
        ),
    ),
    Recipe(
        name="files/tar-extract",
        asks=(
            "unpack {project}.tar.gz here",
            "Extract the archive {project}.tar.gz into this folder.",
            "untar {project}.tar.gz",
        ),
        setup="put {dir}/{file} {word}; tar czf {project}.tar.gz {dir}; rm -r {dir}",
        run="tar xzf {project}.tar.gz",
        checks=("is {dir}/{file} {word}",),
        undo="rm -r {dir}",
        risk="low",
    ),
    Recipe(
        name="files/tar-extract-to",
        asks=(
            "unpack {project}.tar.gz into the folder {dir2}, which exists",
            "Extract {project}.tar.gz below {dir2}.",
            "untar {project}.tar.gz with {dir2} as the target folder",
        ),
        setup="put {dir}/{file} {word}; tar czf {project}.tar.gz {dir}; rm -r {dir}; mkdir {dir2}",
        run="tar xzf {project}.tar.gz -C {dir2}",
        checks=(
            "is {dir2}/{dir}/{file} {word}",
            "gone {dir}",
        ),
        risk="low",
    ),
    Recipe(
        name="files/tar-one-file",
        asks=(
            "take only {dir}/{file} out of {project}.tar.gz",
            "Extract a single file, {dir}/{file}, from {project}.tar.gz.",
            "unpack nothing but {dir}/{file} of the archive {project}.tar.gz",
        ),
        setup="put {dir}/{file} {word}; put {dir}/{file2} x; tar czf {project}.tar.gz {dir}; rm -r {dir}",
        run="tar xzf {project}.tar.gz {dir}/{file}",
        checks=(
            "is {dir}/{file} {word}",
            "gone {dir}/{file2}",
        ),
        undo="rm -r {dir}",
        risk="low",
    ),
    Recipe(
        name="files/tar-exclude",
        asks=(
            "pack {dir} into {project}.tar.gz without the .log files",
            "Archive {dir} as {project}.tar.gz, leaving out *.log.",
            "make {project}.tar.gz of {dir} but exclude logs",
        ),
        setup="put {dir}/{file} {word}; put {dir}/{log} x",
        run='tar czf {project}.tar.gz --exclude="*.log" {dir}',
        checks=(
            "tar tzf {project}.tar.gz | grep -qx {dir}/{file}",
            "! tar tzf {project}.tar.gz | grep -q {log}",
        ),
        undo="rm {project}.tar.gz",
        risk="low",
    ),
    Recipe(
        name="files/gzip",
        asks=(
            "compress {log} with gzip",
            "Turn {log} into {log}.gz.",
            "gzip {log}",
        ),
        setup="put {log} {word}",
        run="gzip {log}",
        checks=(
            "gone {log}",
            '[ "$(zcat {log}.gz)" = {word} ]',
        ),
        undo="gunzip {log}.gz",
        risk="low",
    ),
    Recipe(
        name="files/gzip-keep",
        asks=(
            "compress {log} with gzip and keep the original",
            "Make {log}.gz beside {log}.",
            "gzip {log} without removing it",
        ),
        setup="put {log} {word}",
        run="gzip -k {log}",
        checks=(
            "is {log} {word}",
            "[ -f {log}.gz ]",
        ),
        undo="rm {log}.gz",
        risk="low",
    ),
    Recipe(
        name="files/gunzip",
        asks=(
            "decompress {log}.gz",
            "Unpack {log}.gz to {log}.",
            "gunzip {log}.gz",
        ),
        setup="put {log} {word}; gzip {log}",
        run="gunzip {log}.gz",
        checks=(
            "is {log} {word}",
            "gone {log}.gz",
        ),
        risk="low",
    ),
    Recipe(
        name="files/zip",
        asks=(
            "pack the folder {dir} into {project}.zip",
            "Make a zip archive {project}.zip of everything in {dir}.",
            "zip {dir} as {project}.zip",
        ),
        setup="put {dir}/{file} {word}",
        run="zip -r {project}.zip {dir}",
        checks=("unzip -l {project}.zip | grep -q {dir}/{file}",),
        undo="rm {project}.zip",
        risk="low",
    ),
    Recipe(
        name="files/unzip",
        asks=(
            "unpack {project}.zip into {dir2}",
            "Extract the zip archive {project}.zip below the folder {dir2}.",
            "unzip {project}.zip to {dir2}",
        ),
        setup="put {dir}/{file} {word}; zip -qr {project}.zip {dir}; rm -r {dir}",
        run="unzip {project}.zip -d {dir2}",
        checks=("is {dir2}/{dir}/{file} {word}",),
        undo="rm -r {dir2}",
        risk="low",
    ),
    Recipe(
        name="files/unzip-list",
        asks=(
            "list what is in {project}.zip",
            "Which files does {project}.zip hold? Do not unpack it.",
            "show the contents of the zip archive {project}.zip",
        ),
        setup="put {dir}/{file} {word}; zip -qr {project}.zip {dir}; rm -r {dir}",
        run="unzip -l {project}.zip",
        checks=(
            "out {dir}/{file}",
            "gone {dir}",
        ),
    ),
)
