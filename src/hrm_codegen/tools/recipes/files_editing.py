"""Files: editing text in place, joining, checksums."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="files/replace",
        asks=(
            "replace every {word} by {word2} in {file}",
            "Change {word} to {word2} throughout {file}, in the file itself.",
            "substitute {word2} for all occurrences of {word} in {file}",
        ),
        setup='put {file} "a {word} and {word}\\nb"',
        run='sed -i "s/{word}/{word2}/g" {file}',
        checks=("is {file} 'a {word2} and {word2}\\nb'",),
        risk="low",
    ),
    Recipe(
        name="files/replace-backup",
        asks=(
            "replace {word} by {word2} in {file} and keep the old file as {file}.bak",
            "Edit {file} in place ({word} becomes {word2} everywhere), with a backup {file}.bak.",
            "substitute {word2} for {word} in {file}; back the original up as {file}.bak",
        ),
        setup='put {file} "a {word}"',
        run='sed -i.bak "s/{word}/{word2}/g" {file}',
        checks=(
            "is {file} 'a {word2}'",
            "is {file}.bak 'a {word}'",
        ),
        undo="mv {file}.bak {file}",
        risk="low",
    ),
    Recipe(
        name="files/replace-tree",
        asks=(
            "replace {word} by {word2} in all .txt files below {dir}",
            "Everywhere in {dir}, also in folders below, change {word} to {word2} in the .txt files.",
            "substitute {word2} for {word} in every .txt file under {dir}",
        ),
        pools={
            "file": (
                "keep.md",
                "other.ini",
                "plain.cfg",
            )
        },
        setup='put {dir}/{txt} "a {word}"; put {dir}/{word3}/{txt2} "{word} {word}"; put {dir}/{file} {word}',
        run='find {dir} -name "*.txt" -exec sed -i "s/{word}/{word2}/g" {} +',
        checks=(
            "is {dir}/{txt} 'a {word2}'",
            "is {dir}/{word3}/{txt2} '{word2} {word2}'",
            "is {dir}/{file} {word}",
        ),
        risk="low",
    ),
    Recipe(
        name="files/delete-lines",
        asks=(
            "delete all lines with {word} from {file}",
            "Remove every line of {file} that mentions {word}, in the file itself.",
            "drop the lines containing {word} in {file}",
        ),
        setup='put {file} "a\\nb {word}\\nc"',
        run='sed -i "/{word}/d" {file}',
        checks=("is {file} 'a\\nc'",),
        risk="low",
    ),
    Recipe(
        name="files/delete-first-line",
        asks=(
            "delete the first line of {csv}",
            "Take the header line out of {csv}, in the file itself.",
            "remove line 1 from {csv}",
        ),
        setup='put {csv} "h1,h2\\n1,2\\n3,4"',
        run='sed -i "1d" {csv}',
        checks=("is {csv} '1,2\\n3,4'",),
        risk="low",
    ),
    Recipe(
        name="files/delete-blank-lines",
        asks=(
            "delete the empty lines of {txt}",
            "Remove blank lines from {txt}, in the file itself.",
            "squeeze out all empty lines in {txt}",
        ),
        setup='put {txt} "a\\n\\nb\\n\\n\\nc"',
        run='sed -i "/^$/d" {txt}',
        checks=("is {txt} 'a\\nb\\nc'",),
        risk="low",
    ),
    Recipe(
        name="files/insert-first-line",
        asks=(
            "insert the line {word} at the top of {file}",
            "{file} should begin with a new line saying {word}.",
            "put {word} before the first line of {file}",
        ),
        setup='put {file} "a\\nb"',
        run='sed -i "1i {word}" {file}',
        checks=("is {file} '{word}\\na\\nb'",),
        undo='sed -i "1d" {file}',
        risk="low",
    ),
    Recipe(
        name="files/trim-trailing",
        asks=(
            "remove the blanks at the ends of lines in {file}",
            "Strip trailing spaces from every line of {file}, in place.",
            "trim trailing whitespace in {file}",
        ),
        setup='put {file} "a  \\nb {word}   \\nc"',
        run='sed -i "s/[ ]*$//" {file}',
        checks=(
            "is {file} 'a\\nb {word}\\nc'",
            "! grep -q ' $' {file}",
        ),
        risk="low",
    ),
    Recipe(
        name="files/comment-line",
        asks=(
            "comment out the line that begins with {word} in {file}, with a number sign",
            "Put # before the line of {file} that starts with {word}.",
            "disable the setting {word} in {file} by commenting it",
        ),
        setup='put {file} "a=1\\n{word}=2\\nb=3"',
        run='sed -i "s/^{word}/#{word}/" {file}',
        checks=("is {file} 'a=1\\n#{word}=2\\nb=3'",),
        undo='sed -i "s/^#{word}/{word}/" {file}',
        risk="low",
    ),
    Recipe(
        name="files/crlf",
        asks=(
            "turn the Windows line ends of {txt} into Unix ones",
            "{txt} has CRLF line ends. Make them LF, in the file itself.",
            "remove the carriage returns at the ends of lines in {txt}",
        ),
        setup="printf 'a\\r\\n{word}\\r\\n' > {txt}",
        run='sed -i "s/\\r$//" {txt}',
        checks=(
            "is {txt} 'a\\n{word}'",
            "! grep -q $'\\r' {txt}",
        ),
        risk="low",
    ),
    Recipe(
        name="files/upper",
        asks=(
            "print {txt} in capital letters",
            "Show {txt} with all small letters turned into capitals.",
            "convert {txt} to upper case on the terminal",
        ),
        setup='put {txt} "abc {word}"',
        run="tr a-z A-Z < {txt}",
        checks=('outis "$(tr a-z A-Z < {txt})"',),
    ),
    Recipe(
        name="files/concat",
        asks=(
            "join {txt} and {txt2}, in this order, into {file}",
            "Write {txt} followed by {txt2} to a new file {file}.",
            "concatenate {txt} and {txt2} as {file}",
        ),
        pools={
            "file": (
                "all.out",
                "joined.out",
                "whole.out",
                "both.out",
            )
        },
        setup="put {txt} {word}; put {txt2} {word2}",
        run="cat {txt} {txt2} > {file}",
        checks=("is {file} '{word}\\n{word2}'",),
        undo="rm {file}",
        risk="low",
    ),
    Recipe(
        name="files/column",
        asks=(
            "print the first field of each line of {csv}; fields are separated by commas",
            "Show only column 1 of {csv}.",
            "cut the first comma-separated field out of {csv}",
        ),
        setup='put {csv} "ada,30\\nbob,4"',
        run="cut -d, -f1 {csv}",
        checks=("outis 'ada\\nbob'",),
    ),
    Recipe(
        name="files/sum-column",
        asks=(
            "add up the numbers in the second comma-separated field of {csv}",
            "What is the total of column 2 in {csv}? Print the number.",
            "sum the second column of {csv}",
        ),
        setup='put {csv} "ada,30\\nbob,4\\ncy,8"',
        run="awk -F, '{ sum += $2 } END { print sum }' {csv}",
        checks=("outis 42",),
    ),
    Recipe(
        name="files/number-lines",
        asks=(
            "print {txt} with line numbers",
            "Show {txt}, every line numbered.",
            "output {txt} and number its lines",
        ),
        setup='put {txt} "{word}\\n{word2}"',
        run="cat -n {txt}",
        checks=(
            'grep -Eq "1.*{word}" "$KIT/out"',
            'grep -Eq "2.*{word2}" "$KIT/out"',
        ),
    ),
    Recipe(
        name="files/common-lines",
        asks=(
            "print the lines that the sorted files {txt} and {txt2} have in common",
            "Which lines are in both {txt} and {txt2}? Both are sorted.",
            "intersect the sorted files {txt} and {txt2}",
        ),
        setup='put {txt} "apple\\nfig\\npear"; put {txt2} "fig\\nkiwi\\npear"',
        run="comm -12 {txt} {txt2}",
        checks=("outis 'fig\\npear'",),
    ),
    Recipe(
        name="files/checksum",
        asks=(
            "write the SHA-256 checksums of all .txt files to SHA256SUMS",
            "Make a file SHA256SUMS with the sums of the .txt files here.",
            "record sha256 checksums of *.txt in SHA256SUMS",
        ),
        setup="put {txt} {word}; put {txt2} {word2}",
        run="sha256sum *.txt > SHA256SUMS",
        checks=(
            "sha256sum -c SHA256SUMS",
            "has SHA256SUMS {txt2}",
        ),
        undo="rm SHA256SUMS",
        risk="low",
    ),
    Recipe(
        name="files/checksum-verify",
        asks=(
            "check the files against the sums in SHA256SUMS",
            "Are the files listed in SHA256SUMS unchanged?",
            "verify SHA256SUMS",
        ),
        setup="put {txt} {word}; sha256sum {txt} > SHA256SUMS",
        run="sha256sum -c SHA256SUMS",
        checks=('out "{txt}: OK"',),
    ),
)
