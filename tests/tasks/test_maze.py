"""Ways through a maze small enough to see."""

from __future__ import annotations

from hrm_codegen.tasks import maze


def drawn(*rows: str) -> list[int]:
    """Return the cells of a maze drawn with # for walls, in the top left corner of the grid."""
    cells = [maze.WALL] * maze.SIDE**2
    for row, text in enumerate(rows):
        for column, mark in enumerate(text):
            cells[row * maze.SIDE + column] = maze.WALL if mark == "#" else 1
    return cells


def at(row: int, column: int) -> int:
    return row * maze.SIDE + column


def test_the_one_shortest_way_is_found_past_a_longer_one() -> None:
    cells = drawn("#########", "#   #   #", "# # # # #", "#   #   #", "# #######", "#   #####", "#########")
    assert maze.ways(cells, at(1, 1), at(5, 3)) == [[at(row, 1) for row in range(1, 6)] + [at(5, 2), at(5, 3)]]


def test_a_loop_of_equal_arms_has_two_shortest_ways() -> None:
    cells = drawn("#####", "#   #", "# # #", "#   #", "#####")
    over = [at(1, 1), at(1, 2), at(1, 3), at(2, 3), at(3, 3)]
    under = [at(1, 1), at(2, 1), at(3, 1), at(3, 2), at(3, 3)]
    assert sorted(maze.ways(cells, at(1, 1), at(3, 3))) == [over, under]


def test_a_goal_behind_walls_has_no_way() -> None:
    assert maze.ways(drawn("#####", "# # #", "#####"), at(1, 1), at(1, 3)) == []
