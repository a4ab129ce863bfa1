"""Grids of cells: neighbours, islands, floods, shortest ways, the game of life."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "count_ones_in_grid", "grid: bitgrid -> natural",
        "count the ones in {grid}|find how many cells of {grid} hold 1",
        "return sum(map(sum, grid))",
        """
        ones = 0
        for row in grid:
            for cell in row:
                if cell == 1:
                    ones += 1
        return ones
        """,
        "return sum(row.count(1) for row in grid)",
        tags="grid count",
    ),
    primitive(
        "row_with_most_ones", "grid: bitgrid -> natural",
        "find the index of the row with the most ones in {grid}, the first one on a tie|return the zero-based number of the "
        "first row that holds the greatest number of ones in {grid}",
        "return max(range(len(grid)), key=lambda index: sum(grid[index]))",
        """
        best = 0
        for index in range(len(grid)):
            if sum(grid[index]) > sum(grid[best]):
                best = index
        return best
        """,
        tags="grid search compare",
    ),
    primitive(
        "flip_cells", "grid: bitgrid -> bitgrid",
        "replace every 0 in {grid} by 1 and every 1 by 0|invert all cells of {grid}",
        "return [[1 - cell for cell in row] for row in grid]",
        """
        result = []
        for row in grid:
            line = []
            for cell in row:
                if cell == 0:
                    line.append(1)
                else:
                    line.append(0)
            result.append(line)
        return result
        """,
        "return [[cell ^ 1 for cell in row] for row in grid]",
        tags="grid map bits",
    ),
    primitive(
        "neighbour_counts", "grid: bitgrid -> grid",
        "replace every cell of {grid} by the number of ones among the cells directly above, below, left and right of it|return "
        "for each cell of {grid} how many of its up to four side neighbours hold 1, as a grid of the same shape",
        """
        result = []
        for i in range(len(grid)):
            line = []
            for j in range(len(grid[0])):
                ones = 0
                for row, column in ((i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)):
                    if 0 <= row < len(grid) and 0 <= column < len(grid[0]):
                        ones += grid[row][column]
                line.append(ones)
            result.append(line)
        return result
        """,
        """
        cells = {(i, j): cell for i, row in enumerate(grid) for j, cell in enumerate(row)}
        steps = ((-1, 0), (1, 0), (0, -1), (0, 1))
        return [[sum(cells.get((i + a, j + b), 0) for a, b in steps) for j in range(len(row))] for i, row in enumerate(grid)]
        """,
        tags="grid nested count", level=2,
    ),
    primitive(
        "perimeter_of_ones", "grid: bitgrid -> natural",
        "find the total perimeter of the cells of {grid} that hold 1: the number of their sides that border on a 0 or on the "
        "outside|count the sides of the 1 cells of {grid} that do not touch another 1 cell",
        """
        perimeter = 0
        for i in range(len(grid)):
            for j in range(len(grid[0])):
                if grid[i][j] == 1:
                    for row, column in ((i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)):
                        outside = row < 0 or column < 0 or row >= len(grid) or column >= len(grid[0])
                        if outside or grid[row][column] == 0:
                            perimeter += 1
        return perimeter
        """,
        """
        lines = grid + [list(column) for column in zip(*grid)]
        return sum(abs(after - before) for line in lines for before, after in zip([0] + line, line + [0]))
        """,
        tags="grid count condition", level=2,
    ),
    primitive(
        "count_islands", "grid: bitgrid -> natural",
        "count the islands in {grid}: the groups of ones connected horizontally or vertically|find how many connected regions "
        "the cells with 1 form in {grid}, where cells are connected through their sides",
        """
        seen = set()
        islands = 0
        for i in range(len(grid)):
            for j in range(len(grid[0])):
                if grid[i][j] == 1 and (i, j) not in seen:
                    islands += 1
                    stack = [(i, j)]
                    while stack:
                        row, column = stack.pop()
                        inside = 0 <= row < len(grid) and 0 <= column < len(grid[0])
                        if inside and grid[row][column] == 1 and (row, column) not in seen:
                            seen.add((row, column))
                            stack += [(row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)]
        return islands
        """,
        """
        rest = {(i, j) for i, row in enumerate(grid) for j, cell in enumerate(row) if cell}

        def sink(i, j):
            if (i, j) in rest:
                rest.remove((i, j))
                for a, b in ((i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)):
                    sink(a, b)

        islands = 0
        while rest:
            sink(*min(rest))
            islands += 1
        return islands
        """,
        tags="grid stack graph", level=3,
    ),
    primitive(
        "largest_island", "grid: bitgrid -> natural",
        "find the number of cells of the largest island in {grid}: a group of ones connected horizontally or vertically (0 if "
        "there is none)|return the size of the biggest region of side-connected ones in {grid}, or 0 without any ones",
        """
        seen = set()
        best = 0
        for i in range(len(grid)):
            for j in range(len(grid[0])):
                size = 0
                stack = [(i, j)]
                while stack:
                    row, column = stack.pop()
                    inside = 0 <= row < len(grid) and 0 <= column < len(grid[0])
                    if inside and grid[row][column] == 1 and (row, column) not in seen:
                        seen.add((row, column))
                        size += 1
                        stack += [(row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)]
                best = max(best, size)
        return best
        """,
        """
        rest = {(i, j) for i, row in enumerate(grid) for j, cell in enumerate(row) if cell}

        def area(i, j):
            if (i, j) not in rest:
                return 0
            rest.remove((i, j))
            return 1 + area(i + 1, j) + area(i - 1, j) + area(i, j + 1) + area(i, j - 1)

        return max((area(i, j) for i in range(len(grid)) for j in range(len(grid[0]))), default=0)
        """,
        tags="grid stack recursion", level=3,
    ),
    primitive(
        "flood_from_corner", "grid: bitgrid -> natural",
        "count the cells that can be reached in {grid} from the top left corner by steps up, down, left and right between cells "
        "of the same value (the corner itself included)|find the size of the region of equal, side-connected cells of {grid} to "
        "which the top left cell belongs",
        """
        seen = {(0, 0)}
        queue = [(0, 0)]
        for i, j in queue:
            for row, column in ((i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)):
                inside = 0 <= row < len(grid) and 0 <= column < len(grid[0])
                if inside and grid[row][column] == grid[0][0] and (row, column) not in seen:
                    seen.add((row, column))
                    queue.append((row, column))
        return len(queue)
        """,
        """
        region = {(0, 0)}
        grown = True
        while grown:
            grown = False
            for i, row in enumerate(grid):
                for j, cell in enumerate(row):
                    touches = any(step in region for step in ((i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)))
                    if cell == grid[0][0] and touches and (i, j) not in region:
                        region.add((i, j))
                        grown = True
        return len(region)
        """,
        tags="grid graph loop", level=3,
    ),
    primitive(
        "shortest_way_through_zeros", "grid: bitgrid -> int",
        "find the smallest number of steps (up, down, left or right) through cells with 0 from the top left to the bottom right "
        "cell of {grid}, or -1 if there is no such way or one of the two cells holds 1|return the length in steps of the "
        "shortest path of zeros through {grid} from the first to the last corner, or -1 (both corners must be 0)",
        """
        from collections import deque
        goal = (len(grid) - 1, len(grid[0]) - 1)
        distances = {(0, 0): 0} if grid[0][0] == 0 else {}
        queue = deque(distances)
        while queue:
            i, j = queue.popleft()
            for row, column in ((i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)):
                inside = 0 <= row < len(grid) and 0 <= column < len(grid[0])
                if inside and grid[row][column] == 0 and (row, column) not in distances:
                    distances[(row, column)] = distances[(i, j)] + 1
                    queue.append((row, column))
        return distances.get(goal, -1)
        """,
        """
        if grid[0][0] == 1:
            return -1
        seen = {(0, 0)}
        edge = [(0, 0)]
        steps = 0
        while edge:
            if (len(grid) - 1, len(grid[0]) - 1) in edge:
                return steps
            steps += 1
            reached = []
            for i, j in edge:
                for row, column in ((i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)):
                    inside = 0 <= row < len(grid) and 0 <= column < len(grid[0])
                    if inside and grid[row][column] == 0 and (row, column) not in seen:
                        seen.add((row, column))
                        reached.append((row, column))
            edge = reached
        return -1
        """,
        tags="grid graph search", level=3,
    ),
    primitive(
        "life_step", "grid: bitgrid -> bitgrid",
        "compute the next generation of Conway's game of life for {grid}, with everything outside dead: a living cell (1) with "
        "two or three living neighbours among the eight around it stays alive, a dead cell (0) with exactly three becomes alive, "
        "all others are dead|make one step of the game of life on {grid}, whose surroundings are dead",
        """
        result = []
        for i in range(len(grid)):
            line = []
            for j in range(len(grid[0])):
                alive = -grid[i][j]
                for row in range(max(0, i - 1), min(len(grid), i + 2)):
                    for column in range(max(0, j - 1), min(len(grid[0]), j + 2)):
                        alive += grid[row][column]
                if alive == 3 or (alive == 2 and grid[i][j] == 1):
                    line.append(1)
                else:
                    line.append(0)
            result.append(line)
        return result
        """,
        """
        living = {(i, j) for i, row in enumerate(grid) for j, cell in enumerate(row) if cell}

        def lives(i, j):
            around = sum((a, b) in living for a in (i - 1, i, i + 1) for b in (j - 1, j, j + 1))
            return around == 3 or (around == 4 and (i, j) in living)

        return [[int(lives(i, j)) for j in range(len(grid[0]))] for i in range(len(grid))]
        """,
        tags="grid nested count", level=3,
    ),
    primitive(
        "paths_avoiding_ones", "grid: bitgrid -> natural",
        "count the ways from the top left to the bottom right cell of {grid} with steps to the right or down that only use cells "
        "with 0|find the number of right-and-down paths through the zeros of {grid} from the first to the last corner (0 if a "
        "corner holds 1)",
        """
        ways = [0] * len(grid[0])
        ways[0] = 1
        for row in grid:
            for j, cell in enumerate(row):
                if cell == 1:
                    ways[j] = 0
                elif j > 0:
                    ways[j] += ways[j - 1]
        return ways[-1]
        """,
        """
        def ways(i, j):
            if i == len(grid) or j == len(grid[0]) or grid[i][j] == 1:
                return 0
            if i == len(grid) - 1 and j == len(grid[0]) - 1:
                return 1
            return ways(i + 1, j) + ways(i, j + 1)

        return ways(0, 0)
        """,
        tags="grid dynamic recursion", level=3,
    ),
    primitive(
        "largest_square_of_ones", "grid: bitgrid -> natural",
        "find the side length of the largest square in {grid} whose cells are all 1 (0 if there are no ones)|return how many "
        "cells wide the biggest square made only of ones in {grid} is",
        """
        best = 0
        sides = [[0] * len(row) for row in grid]
        for i, row in enumerate(grid):
            for j, cell in enumerate(row):
                if cell == 1:
                    around = min(sides[i - 1][j], sides[i][j - 1], sides[i - 1][j - 1]) if i > 0 and j > 0 else 0
                    sides[i][j] = around + 1
                    best = max(best, sides[i][j])
        return best
        """,
        """
        best = 0
        for i in range(len(grid)):
            for j in range(len(grid[0])):
                for side in range(1, min(len(grid) - i, len(grid[0]) - j) + 1):
                    if all(grid[row][column] for row in range(i, i + side) for column in range(j, j + side)):
                        best = max(best, side)
        return best
        """,
        tags="grid dynamic", level=3,
    ),
)  # fmt: skip
