"""Matrices: rows, columns, diagonals, transposing, turning, multiplying, spirals."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "transpose_matrix", "matrix: grid -> grid",
        "transpose {matrix}|turn the rows of {matrix} into columns",
        "return [list(column) for column in zip(*matrix)]",
        "return [[row[column] for row in matrix] for column in range(len(matrix[0]))]",
        """
        result = []
        for column in range(len(matrix[0])):
            line = []
            for row in matrix:
                line.append(row[column])
            result.append(line)
        return result
        """,
        tags="matrix nested",
    ),
    primitive(
        "row_sums", "matrix: grid -> some_ints",
        "find the sum of every row of {matrix}|return the list of the row sums of {matrix}",
        "return [sum(row) for row in matrix]",
        """
        sums = []
        for row in matrix:
            total = 0
            for item in row:
                total += item
            sums.append(total)
        return sums
        """,
        "return list(map(sum, matrix))",
        tags="matrix accumulate",
    ),
    primitive(
        "column_sums", "matrix: grid -> some_ints",
        "find the sum of every column of {matrix}|return the list of the column sums of {matrix}",
        "return [sum(column) for column in zip(*matrix)]",
        """
        sums = [0] * len(matrix[0])
        for row in matrix:
            for column, item in enumerate(row):
                sums[column] += item
        return sums
        """,
        "return [sum(row[column] for row in matrix) for column in range(len(matrix[0]))]",
        tags="matrix accumulate",
    ),
    primitive(
        "largest_in_matrix", "matrix: grid -> int",
        "find the largest number in {matrix}|return the maximum over all elements of {matrix}",
        "return max(max(row) for row in matrix)",
        """
        best = matrix[0][0]
        for row in matrix:
            for item in row:
                if item > best:
                    best = item
        return best
        """,
        "return max(item for row in matrix for item in row)",
        tags="matrix compare search",
    ),
    primitive(
        "row_maximums", "matrix: grid -> some_ints",
        "find the largest number in every row of {matrix}|return the list of the row maximums of {matrix}",
        "return [max(row) for row in matrix]",
        """
        result = []
        for row in matrix:
            best = row[0]
            for item in row:
                best = max(best, item)
            result.append(best)
        return result
        """,
        tags="matrix compare map",
    ),
    primitive(
        "main_diagonal", "matrix: square -> some_ints",
        "return the main diagonal of {matrix}, from the top left to the bottom right|list the elements of {matrix} whose row and "
        "column indices are equal",
        "return [matrix[i][i] for i in range(len(matrix))]",
        "return [row[position] for position, row in enumerate(matrix)]",
        """
        result = []
        for i in range(len(matrix)):
            result.append(matrix[i][i])
        return result
        """,
        tags="matrix index",
    ),
    primitive(
        "anti_diagonal_sum", "matrix: square -> int",
        "find the sum of the diagonal of {matrix} from the top right to the bottom left|add up the elements on the anti-diagonal "
        "(the secondary diagonal) of {matrix}",
        "return sum(matrix[i][len(matrix) - 1 - i] for i in range(len(matrix)))",
        "return sum(row[-1 - position] for position, row in enumerate(matrix))",
        """
        total = 0
        column = len(matrix) - 1
        for row in matrix:
            total += row[column]
            column -= 1
        return total
        """,
        tags="matrix index accumulate",
    ),
    primitive(
        "trace_of_matrix", "matrix: square -> int",
        "find the sum of the main diagonal of {matrix}|compute the trace of {matrix}",
        "return sum(matrix[i][i] for i in range(len(matrix)))",
        """
        total = 0
        for i in range(len(matrix)):
            total += matrix[i][i]
        return total
        """,
        "return sum(row[position] for position, row in enumerate(matrix))",
        tags="matrix accumulate",
    ),
    primitive(
        "both_diagonals_sum", "matrix: square -> int",
        "find the sum of all elements on the two diagonals of {matrix}, counting the middle one only once|add up the elements of "
        "{matrix} that lie on the main diagonal or on the anti-diagonal, each once",
        """
        last = len(matrix) - 1
        return sum(row[j] for i, row in enumerate(matrix) for j in range(len(row)) if i == j or i + j == last)
        """,
        """
        side = len(matrix)
        total = 0
        for i in range(side):
            total += matrix[i][i]
            if i != side - 1 - i:
                total += matrix[i][side - 1 - i]
        return total
        """,
        tags="matrix accumulate condition", level=2,
    ),
    primitive(
        "rotate_matrix_clockwise", "matrix: grid -> grid",
        "rotate {matrix} by 90 degrees clockwise|give {matrix} a quarter turn to the right, so that its first column read "
        "upwards becomes the first row",
        "return [list(column) for column in zip(*matrix[::-1])]",
        "return [[row[j] for row in reversed(matrix)] for j in range(len(matrix[0]))]",
        """
        result = []
        for column in range(len(matrix[0])):
            line = []
            for row in range(len(matrix) - 1, -1, -1):
                line.append(matrix[row][column])
            result.append(line)
        return result
        """,
        tags="matrix reverse", level=2,
    ),
    primitive(
        "mirror_matrix", "matrix: grid -> grid",
        "mirror {matrix} from left to right|reverse the elements of every row of {matrix}",
        "return [row[::-1] for row in matrix]",
        "return [list(reversed(row)) for row in matrix]",
        """
        result = []
        for row in matrix:
            line = []
            for item in row:
                line = [item] + line
            result.append(line)
        return result
        """,
        tags="matrix reverse",
    ),
    primitive(
        "scale_matrix", "matrix: grid, k: k -> grid",
        "multiply every element of {matrix} by {k}|scale {matrix} by the factor {k}",
        "return [[item * k for item in row] for row in matrix]",
        """
        result = []
        for row in matrix:
            line = []
            for item in row:
                line.append(item * k)
            result.append(line)
        return result
        """,
        tags="matrix map arithmetic",
    ),
    primitive(
        "multiply_by_transpose", "matrix: grid -> square",
        "multiply {matrix} by its transpose|return the square matrix of the dot products of every two rows of {matrix}",
        "return [[sum(x * y for x, y in zip(first, second)) for second in matrix] for first in matrix]",
        """
        result = []
        for first in matrix:
            line = []
            for second in matrix:
                total = 0
                for position in range(len(first)):
                    total += first[position] * second[position]
                line.append(total)
            result.append(line)
        return result
        """,
        tags="matrix nested accumulate", level=2,
    ),
    primitive(
        "square_of_matrix", "matrix: square -> square",
        "multiply {matrix} by itself, as matrices are multiplied|return the matrix product of {matrix} with itself",
        """
        size = len(matrix)
        return [[sum(matrix[i][k] * matrix[k][j] for k in range(size)) for j in range(size)] for i in range(size)]
        """,
        """
        result = []
        for row in matrix:
            line = []
            for column in zip(*matrix):
                line.append(sum(left * right for left, right in zip(row, column)))
            result.append(line)
        return result
        """,
        """
        size = len(matrix)
        result = [[0] * size for _ in range(size)]
        for i in range(size):
            for j in range(size):
                for k in range(size):
                    result[i][j] += matrix[i][k] * matrix[k][j]
        return result
        """,
        tags="matrix nested accumulate", level=2,
    ),
    primitive(
        "is_symmetric_matrix", "matrix: bitsquare -> bool",
        "check whether {matrix} is symmetric|tell whether {matrix} is equal to its transpose",
        "return matrix == [list(column) for column in zip(*matrix)]",
        "return all(matrix[i][j] == matrix[j][i] for i in range(len(matrix)) for j in range(i))",
        """
        for i in range(len(matrix)):
            for j in range(len(matrix)):
                if matrix[i][j] != matrix[j][i]:
                    return False
        return True
        """,
        tags="matrix compare", level=2,
    ),
    primitive(
        "spiral_order", "matrix: grid -> some_ints",
        "list the elements of {matrix} in spiral order, clockwise from the top left corner|read {matrix} in a clockwise spiral: "
        "the top row to the right, the last column down, the bottom row to the left, the first column up, and so on inwards",
        """
        result = []
        rest = [list(row) for row in matrix]
        while rest:
            result += rest[0]
            rest = [list(column) for column in zip(*rest[1:])][::-1]
        return result
        """,
        """
        result = []
        top, bottom, left, right = 0, len(matrix) - 1, 0, len(matrix[0]) - 1
        while top <= bottom and left <= right:
            for j in range(left, right + 1):
                result.append(matrix[top][j])
            for i in range(top + 1, bottom + 1):
                result.append(matrix[i][right])
            if top < bottom and left < right:
                for j in range(right - 1, left - 1, -1):
                    result.append(matrix[bottom][j])
                for i in range(bottom - 1, top, -1):
                    result.append(matrix[i][left])
            top, bottom, left, right = top + 1, bottom - 1, left + 1, right - 1
        return result
        """,
        tags="matrix while", level=3,
    ),
    primitive(
        "zigzag_rows", "matrix: grid -> some_ints",
        "read {matrix} row by row in a snake: the first row from left to right, the second from right to left and so on|list the "
        "elements of {matrix} by rows, every second row reversed, beginning with an unreversed one",
        """
        result = []
        for position, row in enumerate(matrix):
            if position % 2 == 0:
                result += row
            else:
                result += row[::-1]
        return result
        """,
        "return [item for i, row in enumerate(matrix) for item in (row[::-1] if i % 2 else row)]",
        tags="matrix reverse", level=2,
    ),
    primitive(
        "border_sum", "matrix: grid -> int",
        "find the sum of the elements on the border of {matrix}, each counted once|add up the elements of {matrix} that lie in "
        "the first or last row or in the first or last column",
        """
        total = 0
        for i, row in enumerate(matrix):
            for j, item in enumerate(row):
                if i == 0 or i == len(matrix) - 1 or j == 0 or j == len(row) - 1:
                    total += item
        return total
        """,
        "return sum(map(sum, matrix)) - sum(sum(row[1:-1]) for row in matrix[1:-1])",
        tags="matrix accumulate condition", level=2,
    ),
    primitive(
        "saddle_points", "matrix: grid -> ints",
        "find the elements of {matrix} that are the smallest of their row and the largest of their column, in reading "
        "order|return the values in {matrix} that are both a minimum of their row and a maximum of their column (ties allowed), "
        "row by row",
        "return [item for row in matrix for item, column in zip(row, zip(*matrix)) if item == min(row) and item == max(column)]",
        """
        result = []
        for row in matrix:
            for j, item in enumerate(row):
                column = [other[j] for other in matrix]
                if item == min(row) and item == max(column):
                    result.append(item)
        return result
        """,
        tags="matrix compare search", level=2,
    ),
    primitive(
        "diagonal_matrix", "n: tiny, item: digit -> square",
        "build a matrix of {n} rows and {n} columns with {item} on the main diagonal and 0 elsewhere|return the identity matrix "
        "of size {n} multiplied by {item}, as a list of rows",
        "return [[item if i == j else 0 for j in range(n)] for i in range(n)]",
        """
        rows = []
        for i in range(n):
            row = [0] * n
            row[i] = item
            rows.append(row)
        return rows
        """,
        tags="matrix nested",
    ),
)  # fmt: skip
