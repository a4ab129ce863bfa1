"""Stacks and queues: next greater elements, spans, simulations, waiting lines."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "next_greater_elements", "numbers: naturals -> ints",
        "replace each element of {numbers} by the first greater element to its right, or by -1 if there is none|return for every "
        "element of {numbers} the nearest later element that is larger, -1 where no such element exists",
        """
        result = [-1] * len(numbers)
        stack = []
        for position, item in enumerate(numbers):
            while stack and numbers[stack[-1]] < item:
                result[stack.pop()] = item
            stack.append(position)
        return result
        """,
        "return [next((other for other in numbers[i + 1:] if other > item), -1) for i, item in enumerate(numbers)]",
        """
        result = []
        for position, item in enumerate(numbers):
            greater = -1
            for other in numbers[position + 1:]:
                if other > item:
                    greater = other
                    break
            result.append(greater)
        return result
        """,
        tags="stack search", level=3,
    ),
    primitive(
        "previous_smaller_elements", "numbers: naturals -> ints",
        "replace each element of {numbers} by the nearest smaller element to its left, or by -1 if there is none|return for "
        "every element of {numbers} the closest earlier element that is less, -1 where no such element exists",
        """
        result = []
        stack = []
        for item in numbers:
            while stack and stack[-1] >= item:
                stack.pop()
            result.append(stack[-1] if stack else -1)
            stack.append(item)
        return result
        """,
        "return [next((other for other in numbers[:i][::-1] if other < item), -1) for i, item in enumerate(numbers)]",
        """
        result = []
        for position, item in enumerate(numbers):
            smaller = -1
            for other in numbers[:position]:
                if other < item:
                    smaller = other
            result.append(smaller)
        return result
        """,
        tags="stack search", level=3,
    ),
    primitive(
        "days_until_warmer", "temperatures: ints -> naturals",
        "find for each day of {temperatures} how many days later it is first warmer, or 0 if it never is|return for every "
        "element of {temperatures} the distance to the next greater element, 0 where there is none",
        """
        waits = [0] * len(temperatures)
        stack = []
        for day, temperature in enumerate(temperatures):
            while stack and temperatures[stack[-1]] < temperature:
                earlier = stack.pop()
                waits[earlier] = day - earlier
            stack.append(day)
        return waits
        """,
        """
        waits = []
        for day in range(len(temperatures)):
            wait = 0
            for later in range(len(temperatures) - 1, day, -1):
                if temperatures[later] > temperatures[day]:
                    wait = later - day
            waits.append(wait)
        return waits
        """,
        tags="stack index", level=3,
    ),
    primitive(
        "stock_spans", "prices: ints -> naturals",
        "find for each day of {prices} how many consecutive days up to and including it the price was at most that day's "
        "price|return for every element of {prices} the length of the longest run that ends with it and holds no greater element",
        """
        spans = []
        stack = []
        for day, price in enumerate(prices):
            while stack and prices[stack[-1]] <= price:
                stack.pop()
            spans.append(day - stack[-1] if stack else day + 1)
            stack.append(day)
        return spans
        """,
        """
        spans = []
        for day, price in enumerate(prices):
            start = day
            while start > 0 and prices[start - 1] <= price:
                start -= 1
            spans.append(day - start + 1)
        return spans
        """,
        tags="stack while", level=3,
    ),
    primitive(
        "largest_rectangle", "heights: naturals -> natural",
        "find the largest area of a rectangle inside the bars of the heights {heights}, each one unit wide and standing side by "
        "side|return the maximum over all runs of consecutive elements of {heights} of their length times their smallest element "
        "(0 for an empty list)",
        """
        best = 0
        for start in range(len(heights)):
            lowest = heights[start]
            for end in range(start, len(heights)):
                lowest = min(lowest, heights[end])
                best = max(best, lowest * (end - start + 1))
        return best
        """,
        """
        best = 0
        stack = []
        for end, height in enumerate(heights + [0]):
            start = end
            while stack and stack[-1][1] >= height:
                start, top = stack.pop()
                best = max(best, top * (end - start))
            stack.append((start, height))
        return best
        """,
        tags="stack compare", level=3,
    ),
    primitive(
        "remove_equal_neighbours", "numbers: ints -> ints",
        "remove pairs of equal neighbouring elements from {numbers} again and again until no two neighbours are equal|push the "
        "elements of {numbers} on a stack one by one, where an element equal to the top removes it instead, and return the stack "
        "from bottom to top",
        """
        stack = []
        for item in numbers:
            if stack and stack[-1] == item:
                stack.pop()
            else:
                stack.append(item)
        return stack
        """,
        """
        rest = list(numbers)
        position = 0
        while position + 1 < len(rest):
            if rest[position] == rest[position + 1]:
                rest = rest[:position] + rest[position + 2:]
                position = max(0, position - 1)
            else:
                position += 1
        return rest
        """,
        tags="stack compare", level=2,
    ),
    primitive(
        "colliding_numbers", "numbers: ints -> ints",
        "let the elements of {numbers} collide, where each positive number moves right and each negative one left, of two that "
        "meet the one with the smaller absolute value vanishes, of two equal ones both do, and zeros are dropped first, and "
        "return what is left in order|simulate {numbers} as asteroids (positive ones move right, negative ones left, zeros are "
        "dropped), where of two that meet the one with the smaller absolute value is destroyed, both if equal, and return the "
        "survivors in order",
        """
        stack = []
        for item in numbers:
            alive = item != 0
            while alive and item < 0 and stack and stack[-1] > 0:
                alive = stack[-1] < -item
                if stack[-1] <= -item:
                    stack.pop()
            if alive:
                stack.append(item)
        return stack
        """,
        """
        rest = [item for item in numbers if item != 0]
        position = 0
        while position + 1 < len(rest):
            left, right = rest[position], rest[position + 1]
            if left > 0 and right < 0:
                winner = [] if left == -right else [max(left, right, key=abs)]
                rest[position:position + 2] = winner
                position = max(0, position - 1)
            else:
                position += 1
        return rest
        """,
        tags="stack while", level=3,
    ),
    primitive(
        "last_survivor", "n: small, k: k -> positive",
        "find who is left when the people 1 to {n} stand in a circle and, counting on round it from person 1, whoever is number "
        "{k} of a count leaves until one remains|solve the Josephus problem for {n} people numbered from 1 with a count of {k}, "
        "that is, find who is left when the last of each {k} counted people is removed",
        """
        people = list(range(1, n + 1))
        position = 0
        while len(people) > 1:
            position = (position + k - 1) % len(people)
            people = people[:position] + people[position + 1:]
        return people[0]
        """,
        """
        from collections import deque
        circle = deque(range(1, n + 1))
        while len(circle) > 1:
            circle.rotate(1 - k)
            circle.popleft()
        return circle[0]
        """,
        """
        survivor = 0
        for size in range(2, n + 1):
            survivor = (survivor + k) % size
        return survivor + 1
        """,
        tags="stack loop while", level=3,
    ),
    primitive(
        "elimination_order", "numbers: few_ints, k: k -> ints",
        "count round {numbers} from its first element, remove the element at which the count reaches {k} and go on with a new "
        "count after it until none is left, and return the elements in the order of removal|return the Josephus order of "
        "{numbers}, counting round the list from its first element and taking out the last of each {k} elements counted that are "
        "still there, until none is left",
        """
        rest = list(numbers)
        order = []
        position = 0
        while rest:
            position = (position + k - 1) % len(rest)
            order.append(rest[position])
            rest = rest[:position] + rest[position + 1:]
        return order
        """,
        """
        from collections import deque
        queue = deque(numbers)
        order = []
        while queue:
            queue.rotate(1 - k)
            order.append(queue.popleft())
        return order
        """,
        tags="stack while", level=3,
    ),
    primitive(
        "round_robin_order", "tasks: weights, k: k -> naturals",
        "find the order, as zero-based indices, in which tasks of the lengths {tasks} finish in a queue where the first runs for "
        "at most {k} units and goes to the end if it is not done|simulate round-robin scheduling of tasks that take {tasks} "
        "(units of time) with time slices of {k} units and return the zero-based numbers of the tasks in the order of completion",
        """
        queue = list(enumerate(tasks))
        finished = []
        while queue:
            index, rest = queue[0]
            queue = queue[1:]
            if rest <= k:
                finished.append(index)
            else:
                queue.append((index, rest - k))
        return finished
        """,
        """
        from collections import deque
        queue = deque(range(len(tasks)))
        left = list(tasks)
        finished = []
        while queue:
            index = queue.popleft()
            left[index] -= k
            if left[index] > 0:
                queue.append(index)
            else:
                finished.append(index)
        return finished
        """,
        "return sorted(range(len(tasks)), key=lambda index: ((tasks[index] + k - 1) // k, index))",
        tags="stack while sort", level=3,
    ),
    primitive(
        "apply_stack_commands", "commands: ints -> ints",
        "process {commands} on a stack, where a number above zero is pushed and any other number removes the top element if "
        "there is one, and return the stack from bottom to top|simulate a stack that pushes every positive element of {commands} "
        "and pops once (if it can) for each element that is zero or negative, and return what it holds in the end, the oldest "
        "first",
        """
        stack = []
        for command in commands:
            if command > 0:
                stack.append(command)
            elif stack:
                stack.pop()
        return stack
        """,
        """
        stack = []
        for command in commands:
            stack = stack + [command] if command > 0 else stack[:-1]
        return stack
        """,
        tags="stack condition", level=2,
    ),
    primitive(
        "apply_queue_commands", "commands: ints -> ints",
        "process {commands} on a queue, where a number above zero joins at the end and any other number removes the first "
        "element if there is one, and return the queue from front to back|simulate a queue that appends every positive element "
        "of {commands} and drops its front (if it can) for each element that is zero or negative, and return what it holds in "
        "the end",
        """
        queue = []
        for command in commands:
            if command > 0:
                queue.append(command)
            else:
                queue = queue[1:]
        return queue
        """,
        """
        from collections import deque
        queue = deque()
        for command in commands:
            if command > 0:
                queue.append(command)
            elif queue:
                queue.popleft()
        return list(queue)
        """,
        tags="stack condition", level=2,
    ),
    primitive(
        "lowest_balance", "amounts: ints -> int",
        "find the lowest balance of an account that starts at zero and is changed by {amounts} one after the other, the start "
        "included|return the smallest of 0 and all sums of the first 1, 2, 3 and so on elements of {amounts}",
        """
        balance = 0
        lowest = 0
        for amount in amounts:
            balance += amount
            lowest = min(lowest, balance)
        return lowest
        """,
        """
        from itertools import accumulate
        return min(accumulate(amounts, initial=0))
        """,
        tags="accumulate compare",
    ),
    primitive(
        "remaining_after_cache", "requests: naturals, size: k -> ints",
        "simulate a cache of {size} entries that drops the least recently used one when it is full, and return the entries after "
        "all {requests}, the least recently used first|process {requests} with a least-recently-used cache that holds {size} "
        "keys, and return its keys from the oldest use to the latest",
        """
        cache = []
        for request in requests:
            if request in cache:
                cache.remove(request)
            cache.append(request)
            if len(cache) > size:
                cache = cache[1:]
        return cache
        """,
        """
        from collections import OrderedDict
        cache = OrderedDict()
        for request in requests:
            cache[request] = True
            cache.move_to_end(request)
            if len(cache) > size:
                cache.popitem(last=False)
        return list(cache)
        """,
        """
        recent = []
        for request in reversed(requests):
            if request not in recent and len(recent) < size:
                recent.append(request)
        return recent[::-1]
        """,
        tags="stack dict", level=3,
    ),
)  # fmt: skip
