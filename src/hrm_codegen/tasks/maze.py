"""Mazes of 9x9 cells, 4x4 rooms with walls between: mark the cells on the one shortest way from start to goal.

Walls, start and goal are given, and the way leads through some of the open cells. Up to three loops make for longer ways beside it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import cache

from hrm_codegen.tasks.puzzle import ASKED, Grid, Made, split_of

SIDE = 9
WALL, START, GOAL, WAY = 2, 3, 4, 5  # tokens; an open cell is ASKED, and stays so where the way does not pass
SHORTEST = 8  # steps of a way at least: five rooms
_LOOPS = 3  # openings at most besides those that connect every room
_ENDS = 4  # starts and goals tried in each maze


def maze(split: str, seed: int) -> Iterator[Made]:
    """Yield mazes of a split without end; all that have the same walls are in the same split."""
    rng = random.Random(f"maze/{split}/{seed}")
    while True:
        walls = _carve(rng)
        if split_of(walls) != split:
            continue
        for _ in range(_ENDS):
            start, goal = rng.sample(_rooms(), 2)
            found = ways(walls, start, goal)
            if len(found) == 1 and len(found[0]) > SHORTEST:
                yield _made(walls, found[0])


def ways(cells: Sequence[int], start: int, goal: int) -> list[list[int]]:
    """Return all shortest ways from start to goal, each as the cells it passes, both ends included."""
    reached: dict[int, list[int]] = {start: []}  # the cells just before, on shortest ways
    edge = [start]
    while edge and goal not in reached:
        following: dict[int, list[int]] = {}
        for cell in edge:
            for neighbour in _neighbours()[cell]:
                if cells[neighbour] != WALL and neighbour not in reached:
                    following.setdefault(neighbour, []).append(cell)
        reached |= following
        edge = list(following)

    def back(cell: int) -> list[list[int]]:
        return [[*way, cell] for before in reached[cell] for way in back(before)] or [[cell]]

    return back(goal) if goal in reached else []


def _carve(rng: random.Random) -> Grid:
    """Connect all rooms by a random walk that turns back where it is stuck, then open a few walls more."""
    cells = [WALL] * SIDE**2
    trail = [rng.choice(_rooms())]
    cells[trail[0]] = ASKED
    while trail:
        ahead = [(wall, room) for wall, room in _doors()[trail[-1]] if cells[room] == WALL]
        if not ahead:
            trail.pop()
            continue
        wall, room = rng.choice(ahead)
        cells[wall] = cells[room] = ASKED
        trail.append(room)
    closed = sorted({wall for doors in _doors().values() for wall, _ in doors if cells[wall] == WALL})
    for wall in rng.sample(closed, rng.randint(0, _LOOPS)):
        cells[wall] = ASKED
    return tuple(cells)


def _made(walls: Grid, way: list[int]) -> Made:
    question, answer = list(walls), list(walls)
    for cell in way:
        answer[cell] = WAY
    for grid in (question, answer):
        grid[way[0]], grid[way[-1]] = START, GOAL
    return Made(tuple(question), tuple(answer))


@cache
def _rooms() -> tuple[int, ...]:
    return tuple(row * SIDE + column for row in range(1, SIDE, 2) for column in range(1, SIDE, 2))


@cache
def _doors() -> dict[int, list[tuple[int, int]]]:
    """Return for each room the walls to its neighbours, with the rooms behind them."""
    steps = (-SIDE, SIDE, -1, 1)
    return {room: [(room + step, room + 2 * step) for step in steps if room + 2 * step in _rooms()] for room in _rooms()}


@cache
def _neighbours() -> tuple[tuple[int, ...], ...]:
    """Return for each cell the cells beside it; the rim is wall, so nothing wraps around that can be walked."""
    return tuple(tuple(cell + step for step in (-SIDE, SIDE, -1, 1) if 0 <= cell + step < SIDE**2) for cell in range(SIDE**2))
