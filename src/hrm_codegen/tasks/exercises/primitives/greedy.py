"""Greedy choices: coins, packing, pairing, jumping, sharing out."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "change_in_coins", "amount: natural -> ints",
        "pay {amount} with coins of 50, 20, 10, 5, 2 and 1, always taking the largest coin that fits, and return for each of the "
        "six values, in this order, how many coins are used|return the list of the numbers of coins worth 50, 20, 10, 5, 2 and 1 "
        "that make up {amount}, using larger coins first",
        """
        counts = []
        rest = amount
        for coin in (50, 20, 10, 5, 2, 1):
            counts.append(rest // coin)
            rest %= coin
        return counts
        """,
        """
        rest = amount
        counts = []
        for coin in [50, 20, 10, 5, 2, 1]:
            used, rest = divmod(rest, coin)
            counts.append(used)
        return counts
        """,
        tags="greedy arithmetic",
    ),
    primitive(
        "most_items_within", "weights: weights, capacity: amount -> natural",
        "find the largest number of elements of {weights} whose sum is at most {capacity}|return how many items of {weights} fit "
        "at most into a bag that holds {capacity}",
        """
        taken = 0
        used = 0
        for weight in sorted(weights):
            if used + weight <= capacity:
                used += weight
                taken += 1
        return taken
        """,
        """
        from itertools import accumulate
        return sum(1 for total in accumulate(sorted(weights)) if total <= capacity)
        """,
        """
        rest = sorted(weights)
        while sum(rest) > capacity:
            rest.pop()
        return len(rest)
        """,
        tags="greedy sort", level=2,
    ),
    primitive(
        "first_fit_bins", "weights: weights, capacity: amount -> natural",
        "count the bins used when the elements of {weights} are packed in order, each into the first bin where the total stays "
        "at most {capacity}, or else into a new bin|find how many bins first-fit packing needs for {weights} if a bin holds "
        "{capacity} (an item that is too heavy gets a bin of its own)",
        """
        bins = []
        for weight in weights:
            placed = False
            for index in range(len(bins)):
                if not placed and bins[index] + weight <= capacity:
                    bins[index] += weight
                    placed = True
            if not placed:
                bins.append(weight)
        return len(bins)
        """,
        """
        bins = []
        for weight in weights:
            index = next((i for i, used in enumerate(bins) if used + weight <= capacity), len(bins))
            if index == len(bins):
                bins.append(0)
            bins[index] += weight
        return len(bins)
        """,
        tags="greedy loop", level=3,
    ),
    primitive(
        "boats_needed", "weights: weights, limit: amount -> natural",
        "find how many boats are needed for people of the weights {weights} if a boat carries at most two people whose total "
        "weight is not above {limit}, or one person of any weight|return the smallest number of groups of one or two elements "
        "into which {weights} can be split such that the sum of every pair is at most {limit}",
        """
        ordered = sorted(weights)
        light, heavy = 0, len(ordered) - 1
        boats = 0
        while light <= heavy:
            if light < heavy and ordered[light] + ordered[heavy] <= limit:
                light += 1
            heavy -= 1
            boats += 1
        return boats
        """,
        """
        from collections import deque
        people = deque(sorted(weights))
        boats = 0
        while people:
            heaviest = people.pop()
            if people and people[0] + heaviest <= limit:
                people.popleft()
            boats += 1
        return boats
        """,
        tags="greedy sort two_pointers", level=3,
    ),
    primitive(
        "children_content", "greeds: weights, sizes: weights -> natural",
        "find how many children can be content when each gets at most one cookie, if the smallest sizes that content them are "
        "{greeds} and the sizes of the cookies are {sizes}|return the largest number of elements of {greeds} that can be matched "
        "to different elements of {sizes} that are at least as large",
        """
        content = 0
        wishes = sorted(greeds)
        for size in sorted(sizes):
            if content < len(wishes) and wishes[content] <= size:
                content += 1
        return content
        """,
        """
        wishes = sorted(greeds, reverse=True)
        cookies = sorted(sizes)
        content = 0
        for wish in wishes:
            if cookies and cookies[-1] >= wish:
                cookies.pop()
                content += 1
        return content
        """,
        tags="greedy sort two_pointers", level=3,
    ),
    primitive(
        "can_reach_end", "jumps: jumps -> bool",
        "check whether {jumps} can be crossed from the first to the last index if at each index one may jump ahead by at most "
        "the number there (true for fewer than two elements)|tell whether the end of {jumps} can be reached from its start, "
        "where every element is the greatest length of a jump from its index (true for at most one element)",
        """
        farthest = 0
        for position, jump in enumerate(jumps):
            if position <= farthest:
                farthest = max(farthest, position + jump)
        return farthest >= len(jumps) - 1
        """,
        """
        goal = len(jumps) - 1
        for position in range(len(jumps) - 2, -1, -1):
            if position + jumps[position] >= goal:
                goal = position
        return goal <= 0
        """,
        tags="greedy loop", level=2,
    ),
    primitive(
        "fewest_jumps", "jumps: weights -> natural",
        "find the smallest number of jumps from the first to the last index of {jumps}, where from each index one may jump ahead "
        "by at most the number there (0 for fewer than two elements)|return how few jumps lead from the start to the end of "
        "{jumps} if every element is the greatest length of a jump from its index (0 for fewer than two elements)",
        """
        jumps_made = 0
        reach = 0
        farthest = 0
        for position in range(len(jumps) - 1):
            farthest = max(farthest, position + jumps[position])
            if position == reach:
                jumps_made += 1
                reach = farthest
        return jumps_made
        """,
        """
        fewest = [0]
        for goal in range(1, len(jumps)):
            fewest.append(1 + min(fewest[start] for start in range(goal) if start + jumps[start] >= goal))
        return fewest[-1]
        """,
        tags="greedy dynamic", level=3,
    ),
    primitive(
        "total_gain_of_trades", "prices: ints -> natural",
        "find the largest total gain from any number of trades along {prices}, each buying and later selling, one at a time|add "
        "up all increases between consecutive elements of {prices}, ignoring the decreases",
        "return sum(max(0, after - before) for before, after in zip(prices, prices[1:]))",
        """
        gain = 0
        for position in range(1, len(prices)):
            if prices[position] > prices[position - 1]:
                gain += prices[position] - prices[position - 1]
        return gain
        """,
        tags="greedy accumulate", level=2,
    ),
    primitive(
        "smallest_pair_sum_total", "numbers: ints -> int",
        "find the sum of every second element, beginning with the smallest, of {numbers} in increasing order|pair up the "
        "neighbours in sorted {numbers} (first with second, third with fourth and so on) and return the sum of the smaller "
        "elements of all pairs, where a last one alone counts too",
        "return sum(sorted(numbers)[::2])",
        """
        total = 0
        for position, item in enumerate(sorted(numbers)):
            if position % 2 == 0:
                total += item
        return total
        """,
        tags="greedy sort slice",
    ),
    primitive(
        "merge_cost", "numbers: weights -> natural",
        "find the total cost of joining piles of the sizes {numbers} into one if one always joins the two smallest and each join "
        "costs the sum of the two (0 for at most one pile)|replace the two smallest elements of {numbers} by their sum until one "
        "number is left, and return the total of all these sums",
        """
        piles = sorted(numbers)
        cost = 0
        while len(piles) > 1:
            joined = piles[0] + piles[1]
            cost += joined
            piles = sorted(piles[2:] + [joined])
        return cost
        """,
        """
        import heapq
        heap = list(numbers)
        heapq.heapify(heap)
        cost = 0
        while len(heap) > 1:
            joined = heapq.heappop(heap) + heapq.heappop(heap)
            cost += joined
            heapq.heappush(heap, joined)
        return cost
        """,
        tags="greedy sort", level=3,
    ),
    primitive(
        "share_between_two", "numbers: weights -> pair",
        "share out {numbers}, the largest first, always to the one of two people who has less so far (the first on a tie), and "
        "return both totals as a tuple|add the elements of {numbers} in decreasing order, each to the smaller of two sums, the "
        "first one on a tie, and return the tuple of the two sums",
        """
        first = second = 0
        for item in sorted(numbers, reverse=True):
            if first <= second:
                first += item
            else:
                second += item
        return (first, second)
        """,
        """
        totals = [0, 0]
        for item in sorted(numbers)[::-1]:
            totals[totals.index(min(totals))] += item
        return tuple(totals)
        """,
        tags="greedy sort tuple", level=2,
    ),
    primitive(
        "last_stone", "numbers: weights -> natural",
        "smash the two heaviest stones in {numbers} together again and again, replacing them by their difference if it is not "
        "zero, and return the weight of the last stone, or 0 if none is left|replace the two largest elements of {numbers} by "
        "their difference, or by nothing if it is 0, until fewer than two are left, and return what remains (0 if nothing does)",
        """
        stones = sorted(numbers)
        while len(stones) > 1:
            difference = stones[-1] - stones[-2]
            stones = stones[:-2]
            if difference > 0:
                stones = sorted(stones + [difference])
        return stones[0] if stones else 0
        """,
        """
        import heapq
        heap = [-stone for stone in numbers]
        heapq.heapify(heap)
        while len(heap) > 1:
            difference = heapq.heappop(heap) - heapq.heappop(heap)
            if difference:
                heapq.heappush(heap, difference)
        return -heap[0] if heap else 0
        """,
        tags="greedy sort while", level=3,
    ),
)  # fmt: skip
