"""Simple dynamic programming: coins, knapsacks, subsequences, paths, partitions."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "coin_ways", "coins: coins, amount: amount -> natural",
        "count the ways to pay {amount} with coins of the values {coins}, each usable any number of times, where the order does "
        "not matter (one way to pay 0)|find how many multisets of numbers from {coins} have the sum {amount} (the empty one "
        "counts for 0)",
        """
        ways = [1] + [0] * amount
        for coin in coins:
            for total in range(coin, amount + 1):
                ways[total] += ways[total - coin]
        return ways[amount]
        """,
        """
        if amount == 0:
            return 1
        if amount < 0 or not coins:
            return 0
        return coin_ways(coins, amount - coins[0]) + coin_ways(coins[1:], amount)
        """,
        tags="dynamic recursion count", level=3,
    ),
    primitive(
        "fewest_coins_from", "coins: coins, amount: amount -> int",
        "find the smallest number of coins with values from {coins}, each usable any number of times, that add up to {amount}, "
        "or -1 if that is impossible|return how few coins of the values {coins} can pay {amount} exactly (0 coins for 0), -1 if "
        "none can",
        """
        fewest = [0] + [-1] * amount
        for total in range(1, amount + 1):
            for coin in coins:
                if coin <= total and fewest[total - coin] != -1:
                    if fewest[total] == -1 or fewest[total - coin] + 1 < fewest[total]:
                        fewest[total] = fewest[total - coin] + 1
        return fewest[amount]
        """,
        """
        reached = {0}
        used = 0
        while amount not in reached:
            following = reached | {total + coin for total in reached for coin in coins if total + coin <= amount}
            if following == reached:
                return -1
            reached = following
            used += 1
        return used
        """,
        """
        from functools import cache

        @cache
        def fewest(rest):
            if rest == 0:
                return 0
            options = [fewest(rest - coin) for coin in coins if coin <= rest]
            return min((option + 1 for option in options if option >= 0), default=-1)

        return fewest(amount)
        """,
        tags="dynamic compare", level=3,
    ),
    primitive(
        "largest_subset_sum_within", "weights: weights, capacity: amount -> natural",
        "find the largest sum of a subset of {weights} (chosen by position) that is at most {capacity}|return the greatest total "
        "weight of items from {weights}, each used at most once, that fits into {capacity} (0 if none does)",
        """
        sums = {0}
        for weight in weights:
            sums |= {total + weight for total in sums if total + weight <= capacity}
        return max(sums)
        """,
        """
        best = [0] * (capacity + 1)
        for weight in weights:
            for room in range(capacity, weight - 1, -1):
                best[room] = max(best[room], best[room - weight] + weight)
        return best[capacity]
        """,
        """
        if not weights:
            return 0
        without = largest_subset_sum_within(weights[1:], capacity)
        if weights[0] > capacity:
            return without
        return max(without, weights[0] + largest_subset_sum_within(weights[1:], capacity - weights[0]))
        """,
        tags="dynamic recursion set", level=3,
    ),
    primitive(
        "knapsack_value", "items: goods, capacity: amount -> natural",
        "find the largest total value of members of {items}, each used at most once, whose total weight is at most "
        "{capacity}|solve the 0/1 knapsack problem for {items}: find the greatest sum of values of tuples whose weights sum to "
        "no more than {capacity}",
        """
        best = [0] * (capacity + 1)
        for weight, worth in items:
            for room in range(capacity, weight - 1, -1):
                best[room] = max(best[room], best[room - weight] + worth)
        return best[capacity]
        """,
        """
        from functools import cache

        @cache
        def best(place, room):
            if place == len(items):
                return 0
            weight, worth = items[place]
            taken = worth + best(place + 1, room - weight) if weight <= room else 0
            return max(taken, best(place + 1, room))

        return best(0, capacity)
        """,
        tags="dynamic tuple", level=3,
    ),
    primitive(
        "can_split_equally", "numbers: weights -> bool",
        "check whether {numbers} can be divided into two groups of equal sum, using every element (true for an empty list)|tell "
        "whether some of the elements of {numbers} add up to exactly half of the total (true for an empty list)",
        """
        total = sum(numbers)
        sums = {0}
        for item in numbers:
            sums |= {item + other for other in sums}
        return total % 2 == 0 and total // 2 in sums
        """,
        """
        possible = [True] + [False] * sum(numbers)
        for item in numbers:
            for total in range(sum(numbers), item - 1, -1):
                if possible[total - item]:
                    possible[total] = True
        return sum(numbers) % 2 == 0 and possible[sum(numbers) // 2]
        """,
        """
        from itertools import combinations
        sizes = range(len(numbers) + 1)
        return any(2 * sum(part) == sum(numbers) for size in sizes for part in combinations(numbers, size))
        """,
        tags="dynamic set", level=3,
    ),
    primitive(
        "best_nonadjacent_sum", "numbers: ints -> natural",
        "find the largest sum of elements of {numbers} no two of which are neighbours in the list (choosing none gives 0)|return "
        "the greatest total of a choice of elements of {numbers} at positions that are never next to each other, at least 0",
        """
        taken = skipped = 0
        for item in numbers:
            taken, skipped = skipped + item, max(skipped, taken)
        return max(taken, skipped)
        """,
        """
        best = [0, 0]
        for item in numbers:
            best.append(max(best[-1], best[-2] + item))
        return best[-1]
        """,
        """
        from functools import cache

        @cache
        def best(start):
            if start >= len(numbers):
                return 0
            return max(best(start + 1), numbers[start] + best(start + 2))

        return best(0)
        """,
        tags="dynamic compare", level=3,
    ),
    primitive(
        "longest_increasing_subsequence", "numbers: ints -> natural",
        "find the length of the longest strictly increasing subsequence of {numbers} (its elements need not be "
        "neighbours)|return how many elements of {numbers} can be kept at most, in their order, so that each is greater than the "
        "one before",
        """
        lengths = []
        for position, item in enumerate(numbers):
            best = 0
            for earlier in range(position):
                if numbers[earlier] < item:
                    best = max(best, lengths[earlier])
            lengths.append(best + 1)
        return max(lengths) if lengths else 0
        """,
        """
        from bisect import bisect_left
        tails = []
        for item in numbers:
            place = bisect_left(tails, item)
            tails[place:place + 1] = [item]
        return len(tails)
        """,
        """
        lengths = {}
        for item in numbers:
            lengths[item] = 1 + max((length for key, length in lengths.items() if key < item), default=0)
        return max(lengths.values(), default=0)
        """,
        tags="dynamic compare nested", level=3,
    ),
    primitive(
        "best_increasing_subsequence_sum", "numbers: ints -> int",
        "find the largest sum of a non-empty strictly increasing subsequence of {numbers}, or 0 for an empty list|return the "
        "greatest total of one or more elements of {numbers}, taken in order, of which each is greater than the one before (0 if "
        "the list is empty)",
        """
        sums = []
        for position, item in enumerate(numbers):
            best = item
            for earlier in range(position):
                if numbers[earlier] < item and sums[earlier] + item > best:
                    best = sums[earlier] + item
            sums.append(best)
        return max(sums) if sums else 0
        """,
        """
        sums = {}
        for item in numbers:
            best = max((total for key, total in sums.items() if key < item), default=0)
            sums[item] = max(sums.get(item, item), item + max(best, 0))
        return max(sums.values(), default=0)
        """,
        tags="dynamic accumulate", level=3,
    ),
    primitive(
        "longest_common_sublist", "first: ints, second: ints -> natural",
        "find the length of the longest run of consecutive elements that {first} and {second} have in common|return how many "
        "elements the longest contiguous sublist of {first} has that is also a contiguous sublist of {second}",
        """
        best = 0
        lengths = [0] * (len(second) + 1)
        for item in first:
            following = [0]
            for position, other in enumerate(second):
                following.append(lengths[position] + 1 if item == other else 0)
            lengths = following
            best = max(best, max(lengths))
        return best
        """,
        """
        best = 0
        for i in range(len(first)):
            for j in range(len(second)):
                length = 0
                while i + length < len(first) and j + length < len(second) and first[i + length] == second[j + length]:
                    length += 1
                best = max(best, length)
        return best
        """,
        tags="dynamic nested", level=3,
    ),
    primitive(
        "smallest_path_sum", "grid: grid -> int",
        "find the smallest sum of the numbers on a path from the top left to the bottom right of {grid} that moves only right or "
        "down|return the minimum total of the cells (both ends included) on a right-and-down path through {grid} from the first "
        "to the last corner",
        """
        best = []
        for i, row in enumerate(grid):
            line = []
            for j, cell in enumerate(row):
                if i == 0 and j == 0:
                    line.append(cell)
                elif i == 0:
                    line.append(line[j - 1] + cell)
                elif j == 0:
                    line.append(best[j] + cell)
                else:
                    line.append(min(best[j], line[j - 1]) + cell)
            best = line
        return best[-1]
        """,
        """
        from functools import cache

        @cache
        def best(i, j):
            ways = []
            if i > 0:
                ways.append(best(i - 1, j))
            if j > 0:
                ways.append(best(i, j - 1))
            return grid[i][j] + min(ways, default=0)

        return best(len(grid) - 1, len(grid[0]) - 1)
        """,
        tags="dynamic grid", level=3,
    ),
    primitive(
        "best_falling_path", "grid: grid -> int",
        "find the largest sum of a path through {grid} that takes one number from every row, top to bottom, moving at most one "
        "column to the side from row to row|return the greatest total of one cell per row of {grid}, where the column changes by "
        "at most 1 between neighbouring rows",
        """
        best = list(grid[0])
        for row in grid[1:]:
            following = []
            for j, cell in enumerate(row):
                above = best[j]
                if j > 0:
                    above = max(above, best[j - 1])
                if j + 1 < len(best):
                    above = max(above, best[j + 1])
                following.append(cell + above)
            best = following
        return max(best)
        """,
        """
        def best(i, j):
            if i == 0:
                return grid[0][j]
            return grid[i][j] + max(best(i - 1, column) for column in range(max(0, j - 1), min(j + 2, len(grid[0]))))

        return max(best(len(grid) - 1, j) for j in range(len(grid[0])))
        """,
        """
        best = grid[0]
        for row in grid[1:]:
            best = [cell + max(best[max(0, j - 1):j + 2]) for j, cell in enumerate(row)]
        return max(best)
        """,
        tags="dynamic grid recursion", level=3,
    ),
    primitive(
        "cheapest_climb", "costs: weights -> natural",
        "find the smallest total cost of climbing stairs whose steps cost {costs}, starting on the first or second step and "
        "going up one or two steps at a time until past the last one (0 if there is at most one step)|return the smallest sum of "
        "elements of {costs} on a way past the end of the list that starts at index 0 or 1 and goes on by 1 or 2 each time (0 "
        "for fewer than two elements)",
        """
        here = following = 0
        for cost in reversed(costs):
            here, following = cost + min(here, following), here
        return min(here, following)
        """,
        """
        best = [0, 0]
        for place in range(2, len(costs) + 1):
            best.append(min(best[place - 1] + costs[place - 1], best[place - 2] + costs[place - 2]))
        return best[len(costs)]
        """,
        """
        def cheapest(place):
            if place < 2:
                return 0
            return min(cheapest(place - 1) + costs[place - 1], cheapest(place - 2) + costs[place - 2])

        return cheapest(len(costs))
        """,
        tags="dynamic recursion", level=3,
    ),
)  # fmt: skip
