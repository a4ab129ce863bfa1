"""Files: parts of files, counting, sorting, tables."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="files/head-n",
        asks=(
            "print the first {number} lines of {log}",
            "Show the beginning of {log}: {number} lines.",
            "output the top {number} lines of {log}",
        ),
        setup="seq 1 20 > {log}",
        run="head -n {number} {log}",
        checks=('outis "$(seq 1 {number})"',),
    ),
    Recipe(
        name="files/tail-n",
        asks=(
            "print the last {number} lines of {log}",
            "Show the end of {log}: {number} lines.",
            "output the final {number} lines of {log}",
        ),
        setup="seq 1 20 > {log}",
        run="tail -n {number} {log}",
        checks=('outis "$(seq 20 | tail -n {number})"',),
    ),
    Recipe(
        name="files/tail-from",
        asks=(
            "print {csv} without its first line",
            "Show {csv} but skip the header line.",
            "output everything of {csv} from the second line on",
        ),
        setup='put {csv} "name,age\\nada,3\\nbob,4"',
        run="tail -n +2 {csv}",
        checks=("outis 'ada,3\\nbob,4'",),
    ),
    Recipe(
        name="files/line-range",
        asks=(
            "print lines 3 to 5 of {file}",
            "Show only the third, fourth and fifth line of {file}.",
            "output the lines 3-5 of {file}",
        ),
        setup="seq 11 20 > {file}",
        run='sed -n "3,5p" {file}',
        checks=("outis '13\\n14\\n15'",),
    ),
    Recipe(
        name="files/line-one",
        asks=(
            "print line {number} of {file}",
            "Show only line number {number} of {file}.",
            "output the line {number} of {file} and no other",
        ),
        setup="seq 11 20 > {file}",
        run='sed -n "{number}p" {file}',
        checks=("outis $((10 + {number}))",),
    ),
    Recipe(
        name="files/count-lines",
        asks=(
            "count the lines of {file}",
            "How many lines has {file}?",
            "print the number of lines in {file}",
        ),
        setup="seq 1 1{number} > {file}",
        run="wc -l {file}",
        checks=("out 1{number}",),
    ),
    Recipe(
        name="files/count-lines-all",
        asks=(
            "count the lines of all .py files here, with the total",
            "How many lines do the Python files of this folder have, each and together?",
            "print line counts for *.py and their sum",
        ),
        setup="seq 1 10 > {py}; seq 1 7 > {py2}",
        run="wc -l *.py",
        checks=(
            'out "17 total"',
            "out {py}",
        ),
    ),
    Recipe(
        name="files/count-words",
        asks=(
            "count the words of {txt}, printing only the number",
            "How many words does {txt} have? Just the number.",
            "print nothing but the word count of {txt}",
        ),
        setup='put {txt} "{word} {word2}\\n{word3}"',
        run="wc -w < {txt}",
        checks=("outis 3",),
    ),
    Recipe(
        name="files/sort",
        asks=(
            "print {txt} with its lines sorted",
            "Show the lines of {txt} in alphabetical order.",
            "sort {txt} to the terminal",
        ),
        setup='put {txt} "pear\\napple\\nfig"',
        run="sort {txt}",
        checks=("outis 'apple\\nfig\\npear'",),
    ),
    Recipe(
        name="files/sort-numeric",
        asks=(
            "print {txt} sorted by number, the largest first",
            "{txt} holds a number on each line. Show them in descending order.",
            "sort {txt} numerically and reversed",
        ),
        setup='put {txt} "9\\n100\\n25"',
        run="sort -rn {txt}",
        checks=("outis '100\\n25\\n9'",),
    ),
    Recipe(
        name="files/sort-in-place",
        asks=(
            "sort the lines of {txt} in the file itself",
            "{txt} should hold its lines in alphabetical order.",
            "put the lines of {txt} in order and save the file",
        ),
        setup='put {txt} "pear\\napple\\nfig"',
        run="sort -o {txt} {txt}",
        checks=("is {txt} 'apple\\nfig\\npear'",),
        risk="low",
    ),
    Recipe(
        name="files/sort-column",
        asks=(
            "print {csv}, whose fields are separated by commas, sorted by the number in its second field",
            "Sort {csv} by column 2, numerically; the separator is a comma.",
            "order the lines of {csv} by their second comma-separated field, as numbers",
        ),
        setup='put {csv} "ada,30\\nbob,4\\ncy,12"',
        run="sort -t, -k2 -n {csv}",
        checks=("outis 'bob,4\\ncy,12\\nada,30'",),
    ),
    Recipe(
        name="files/unique",
        asks=(
            "print the lines of {txt} sorted and without duplicates",
            "Show every different line of {txt} once, in order.",
            "list the distinct lines of {txt}, sorted",
        ),
        setup='put {txt} "b\\na\\nb\\na\\nc"',
        run="sort -u {txt}",
        checks=("outis 'a\\nb\\nc'",),
    ),
    Recipe(
        name="files/count-duplicates",
        asks=(
            "count how often each line of {txt} occurs, the most frequent first",
            "Which lines of {txt} are the most frequent? Print the counts, descending.",
            "tally the lines of {txt}, highest count on top",
        ),
        setup='put {txt} "{word}\\na\\n{word}\\na\\n{word}"',
        run="sort {txt} | uniq -c | sort -rn",
        checks=(
            'head -1 "$KIT/out" | grep -q "3 {word}"',
            "outlines 2",
        ),
    ),
    Recipe(
        name="files/duplicated-lines",
        asks=(
            "print the lines that occur more than once in {txt}",
            "Which lines of {txt} are repeated? Each of them once.",
            "show only the duplicated lines of {txt}",
        ),
        setup='put {txt} "{word}\\na\\n{word}\\nb"',
        run="sort {txt} | uniq -d",
        checks=("outis {word}",),
    ),
)
