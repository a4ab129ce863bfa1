"""Git: questions about the history; nothing is changed."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="git/log-oneline",
        asks=(
            "show the history, a line for each commit",
            "Print a compact log.",
            "list all commits in one line each",
        ),
        setup='repo; commit "{message}" {file}; commit "{message2}" {file}',
        run="git log --oneline",
        checks=(
            'out "{message}"',
            'out "{message2}"',
            "outlines 3",
        ),
    ),
    Recipe(
        name="git/log-last-n",
        asks=(
            "show the last {number} commits, a line each",
            "Print the {number} most recent commits in short form.",
            "list the newest {number} commits only, briefly",
        ),
        setup='repo; for i in 1 2 3 4 5 6; do commit "step $i" {file} $i; done',
        run="git log --oneline -{number}",
        checks=(
            "outlines {number}",
            'out "step 6"',
        ),
    ),
    Recipe(
        name="git/log-graph",
        asks=(
            "draw the history of all branches as a graph, a line for each commit",
            "Show a compact commit graph with every branch.",
            "print an ASCII graph of all branches, brief",
        ),
        setup='repo; git switch -qc {branch}; commit "{message}" {file}; git switch -q main; commit "{message2}" {file2}',
        run="git log --oneline --graph --all",
        checks=(
            'out "{message}"',
            'out "{message2}"',
            "out '|'",
        ),
    ),
    Recipe(
        name="git/log-file",
        asks=(
            "show the commits that changed {file}, a line each",
            "Which commits touched {file}? Briefly.",
            "print the short history of {file} alone",
        ),
        setup='repo; commit "{message}" {file}; commit "{message2}" {file2}',
        run="git log --oneline -- {file}",
        checks=(
            'out "{message}"',
            'outnot "{message2}"',
        ),
    ),
    Recipe(
        name="git/log-follow",
        asks=(
            "show the history of {file2} across its rename, a line each",
            "{file2} was called otherwise before. List all its commits, those before the rename too.",
            "print the commits of {file2}, following renames",
        ),
        setup='repo; commit "{message}" {file} "{word} 1\\n2\\n3\\n4"; git mv {file} {file2}; commit "{message2}"',
        run="git log --oneline --follow -- {file2}",
        checks=(
            'out "{message}"',
            'out "{message2}"',
        ),
    ),
    Recipe(
        name="git/log-author",
        asks=(
            "show the commits of {person}, a line each",
            "What did {person} commit? Briefly.",
            "list only the commits whose author is {person}",
        ),
        setup=(
            'repo; commit "{message}" {file}; put {file} x; git add .; git commit -qm "{message2}" --author="{person} <{mail}>"'
        ),
        run='git log --oneline --author="{person}"',
        checks=(
            'out "{message2}"',
            'outnot "{message}"',
        ),
    ),
    Recipe(
        name="git/log-grep",
        asks=(
            "find the commits whose message mentions {word}",
            'Search the commit messages for "{word}", a line for each hit.',
            "list commits with the word {word} in their message, briefly",
        ),
        setup='repo; commit "Change the {word}" {file}; commit "{message}" {file2}',
        run='git log --oneline --grep="{word}"',
        checks=(
            'out "Change the {word}"',
            'outnot "{message}"',
        ),
    ),
    Recipe(
        name="git/log-pickaxe",
        asks=(
            "find the commit that added or removed the text {word}",
            'In which commit did "{word}" come into the code or leave it? A line each.',
            "search the history for changes in the number of occurrences of {word}",
        ),
        setup='repo; commit "{message}" {file} "a\\n{word}"; commit "{message2}" {file} "a"; commit "other" {file2} b',
        run='git log --oneline -S"{word}"',
        checks=(
            'out "{message}"',
            'out "{message2}"',
            "outnot other",
        ),
    ),
    Recipe(
        name="git/log-since",
        asks=(
            "show the commits since 2 March 2026, a line each",
            "List briefly what was committed after the first of March 2026.",
            "print the short log beginning with 2026-03-02",
        ),
        setup=(
            'repo; put {file} x; git add .; GIT_COMMITTER_DATE=2026-02-10T10:00:00Z git commit -qm "{message}"; '
            'commit "{message2}" {file2}'
        ),
        run="git log --oneline --since=2026-03-02T00:00:00",
        checks=(
            'out "{message2}"',
            'outnot "{message}"',
        ),
    ),
    Recipe(
        name="git/log-range",
        asks=(
            "list the commits that {branch} has and main has not",
            "What would a merge of {branch} bring into main? A line for each commit.",
            "show the commits of {branch} that are missing from main, briefly",
        ),
        setup='repo; git switch -qc {branch}; commit "{message}" {file}; git switch -q main; commit "{message2}" {file2}',
        run="git log --oneline main..{branch}",
        checks=(
            'out "{message}"',
            'outnot "{message2}"',
        ),
    ),
    Recipe(
        name="git/log-stat",
        asks=(
            "show the last commit with the number of lines changed in each file",
            "Print the latest commit and its diffstat.",
            "list which files the last commit touched, with counts of lines",
        ),
        setup='repo; commit "{message}" {file} {word}',
        run="git log --stat -1",
        checks=(
            'out "{message}"',
            'out "{file} |"',
        ),
    ),
    Recipe(
        name="git/log-patch-file",
        asks=(
            "show the history of {file} with the diff of each commit",
            "How did {file} change over time? With patches.",
            "print all commits of {file} and what they changed",
        ),
        setup='repo; commit "{message}" {file} {word}; commit "{message2}" {file} {word2}',
        run="git log -p -- {file}",
        checks=(
            "out -{word}",
            "out +{word2}",
            'out "{message}"',
        ),
    ),
    Recipe(
        name="git/log-merges",
        asks=(
            "list only the merge commits",
            "Show the merges in the history, a line each.",
            "print merge commits and no others, briefly",
        ),
        setup=(
            'repo; git switch -qc {branch}; commit "{message}" {file}; git switch -q main; git merge -q --no-ff -m '
            '"Merge {branch}" {branch}'
        ),
        run="git log --oneline --merges",
        checks=(
            'out "Merge {branch}"',
            'outnot "{message}"',
        ),
    ),
    Recipe(
        name="git/log-format",
        asks=(
            "print author and subject of every commit, with a colon and a space between",
            'List the commits as "author: subject".',
            "show the history as lines of the form author, colon, subject",
        ),
        setup='repo; commit "{message}" {file}',
        run='git log --format="%an: %s"',
        checks=('out "Sam Reed: {message}"',),
    ),
    Recipe(
        name="git/log-files-only",
        asks=(
            "list the names of the files that the last commit changed, and nothing else",
            "Which files are in the latest commit? Names only.",
            "print the paths touched by HEAD",
        ),
        setup='repo; commit "{message}" {dir}/{file}',
        run="git show --name-only --format= HEAD",
        checks=("outis {dir}/{file}",),
    ),
    Recipe(
        name="git/count-commits",
        asks=(
            "count the commits of the current branch",
            "How many commits lead to HEAD? Print the number.",
            "print the number of commits reachable from HEAD",
        ),
        setup='repo; commit "{message}" {file}; commit "{message2}" {file2}',
        run="git rev-list --count HEAD",
        checks=("outis 3",),
    ),
    Recipe(
        name="git/shortlog",
        asks=(
            "count the commits of each author, the busiest first",
            "Who committed how often? Most commits on top.",
            "print the number of commits by author",
        ),
        setup=(
            'repo; put {file} x; git add .; git commit -qm "{message}" --author="{person} <{mail}>"; commit "{message2}" {file2}'
        ),
        run="git shortlog -s -n HEAD",
        checks=(
            "out {person}",
            'out "Sam Reed"',
        ),
    ),
)
