"""Graphs: degrees, reachability, distances, components, cycles, orders of tasks."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "count_links", "graph: graph -> natural",
        "count the links of {graph}, that is, the entries in all its lists|find the total length of the lists of neighbours in "
        "{graph}",
        "return sum(len(links) for links in graph.values())",
        """
        total = 0
        for node in graph:
            total += len(graph[node])
        return total
        """,
        tags="graph dict count",
    ),
    primitive(
        "nodes_without_links", "graph: graph -> words",
        "find the nodes without outgoing links in {graph}, in alphabetical order|return the sorted list of the nodes with an "
        "empty list in {graph}",
        "return sorted(node for node, links in graph.items() if not links)",
        """
        result = []
        for node in sorted(graph):
            if len(graph[node]) == 0:
                result.append(node)
        return result
        """,
        tags="graph filter",
    ),
    primitive(
        "incoming_link_counts", "graph: graph -> counts",
        "count for each node of {graph} how many times it occurs in the lists of neighbours, as a dictionary in the order of the "
        "nodes|return a dictionary from every node of {graph} to its number of incoming links",
        """
        incoming = {node: 0 for node in graph}
        for links in graph.values():
            for node in links:
                incoming[node] += 1
        return incoming
        """,
        """
        from itertools import chain
        everything = list(chain.from_iterable(graph.values()))
        return {node: everything.count(node) for node in graph}
        """,
        tags="graph dict count",
    ),
    primitive(
        "reverse_graph", "graph: graph -> graph",
        "reverse all links of {graph}, giving a dictionary from every node, in the original order, to the alphabetical list of "
        "the nodes that have it among their neighbours|turn round all links of {graph} and give each node a sorted list of the "
        "distinct nodes that link to it",
        "return {node: sorted(other for other in graph if node in graph[other]) for node in graph}",
        """
        result = {node: [] for node in graph}
        for other in sorted(graph):
            for node in graph:
                if node in graph[other]:
                    result[node].append(other)
        return result
        """,
        tags="graph dict nested", level=2,
    ),
    primitive(
        "reachable_from_first", "graph: graph -> some_words",
        "find the nodes that can be reached along links from the alphabetically first node of {graph} (that node included), in "
        "alphabetical order|return the sorted list of all nodes reachable from the node that comes first in the alphabet in "
        "{graph}, with itself",
        """
        start = min(graph)
        seen = {start}
        stack = [start]
        while stack:
            node = stack.pop()
            for other in graph[node]:
                if other not in seen:
                    seen.add(other)
                    stack.append(other)
        return sorted(seen)
        """,
        """
        seen = set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for other in graph[node]:
                    visit(other)

        visit(min(graph))
        return sorted(seen)
        """,
        tags="graph stack search", level=3,
    ),
    primitive(
        "distances_from_first", "graph: graph -> counts",
        "find the smallest number of links from the alphabetically first node of {graph} to every node that can be reached from "
        "it, as a dictionary in alphabetical order|return a dictionary, sorted by node, of the breadth-first distances from the "
        "node that comes first in the alphabet in {graph}, without unreachable nodes",
        """
        from collections import deque
        start = min(graph)
        distances = {start: 0}
        queue = deque([start])
        while queue:
            node = queue.popleft()
            for other in graph[node]:
                if other not in distances:
                    distances[other] = distances[node] + 1
                    queue.append(other)
        return {node: distances[node] for node in sorted(distances)}
        """,
        """
        distances = {}
        level = {min(graph)}
        steps = 0
        while level:
            for node in level:
                distances[node] = steps
            level = {other for node in level for other in graph[node] if other not in distances}
            steps += 1
        return dict(sorted(distances.items()))
        """,
        tags="graph search dict", level=3,
    ),
    primitive(
        "depth_first_order", "graph: graph -> some_words",
        "list the nodes of {graph} in the order of a depth-first walk from the alphabetically first node, which follows each "
        "list of neighbours from left to right|return the preorder of a depth-first search in {graph} that starts at the node "
        "that comes first in the alphabet and tries neighbours in their listed order",
        """
        order = []
        stack = [min(graph)]
        while stack:
            node = stack.pop()
            if node not in order:
                order.append(node)
                stack += reversed(graph[node])
        return order
        """,
        """
        order = []

        def visit(node):
            order.append(node)
            for other in graph[node]:
                if other not in order:
                    visit(other)

        visit(min(graph))
        return order
        """,
        tags="graph recursion stack", level=3,
    ),
    primitive(
        "graph_has_cycle", "graph: graph -> bool",
        "check whether {graph} contains a directed cycle (a link from a node to itself is one)|tell whether some node of {graph} "
        "can be reached from itself by following one or more links",
        """
        rest = dict(graph)
        removed = True
        while removed:
            free = [node for node, links in rest.items() if not any(other in rest for other in links)]
            removed = len(free) > 0
            for node in free:
                del rest[node]
        return len(rest) > 0
        """,
        """
        for start in graph:
            seen = set()
            stack = list(graph[start])
            while stack:
                node = stack.pop()
                if node == start:
                    return True
                if node not in seen:
                    seen.add(node)
                    stack += graph[node]
        return False
        """,
        tags="graph search while", level=3,
    ),
    primitive(
        "mutual_links", "graph: graph -> natural",
        "count the pairs of different nodes that link to each other in {graph}|find how many unordered pairs of distinct nodes "
        "in {graph} have links in both directions",
        """
        from itertools import combinations
        return sum(1 for a, b in combinations(graph, 2) if b in graph[a] and a in graph[b])
        """,
        """
        pairs = 0
        for node in graph:
            for other in graph:
                if node < other and other in graph[node] and node in graph[other]:
                    pairs += 1
        return pairs
        """,
        tags="graph nested count", level=2,
    ),
    primitive(
        "task_order", "graph: graph -> words",
        "order the nodes of {graph} so that every node comes after all nodes in its list, always taking the alphabetically first "
        "one that is ready and stopping when none is|find an order of the tasks in {graph}, which lists what each task depends "
        "on, by always appending the alphabetically first remaining task whose dependencies are all done, until there is none",
        """
        done = []
        ready = True
        while ready:
            ready = sorted(node for node in graph if node not in done and all(other in done for other in graph[node]))
            done += ready[:1]
        return done
        """,
        """
        import heapq
        missing = {node: len(set(links)) for node, links in graph.items()}
        heap = [node for node in graph if missing[node] == 0]
        heapq.heapify(heap)
        done = []
        while heap:
            node = heapq.heappop(heap)
            done.append(node)
            for other in graph:
                if node in graph[other]:
                    missing[other] -= 1
                    if missing[other] == 0:
                        heapq.heappush(heap, other)
        return done
        """,
        tags="graph greedy sort", level=3,
    ),
    primitive(
        "nodes_of_edges", "edges: edges -> naturals",
        "find the distinct nodes that occur in {edges}, in increasing order|return the sorted list of all end points of {edges}, "
        "each once",
        "return sorted({node for edge in edges for node in edge})",
        """
        nodes = set()
        for start, end in edges:
            nodes.add(start)
            nodes.add(end)
        return sorted(nodes)
        """,
        tags="graph set tuple",
    ),
    primitive(
        "largest_degree_node", "edges: edges -> int",
        "find the node with the most edge ends in {edges} (an edge from a node to itself has two), the smallest one on a tie, or "
        "-1 if there are no edges|return the node that occurs most often as an end point in {edges}, the smallest of several, or "
        "-1 without edges",
        """
        degrees = {}
        for start, end in edges:
            degrees[start] = degrees.get(start, 0) + 1
            degrees[end] = degrees.get(end, 0) + 1
        best = -1
        for node in sorted(degrees):
            if best == -1 or degrees[node] > degrees[best]:
                best = node
        return best
        """,
        """
        from collections import Counter
        degrees = Counter(node for edge in edges for node in edge)
        return min(degrees, key=lambda node: (-degrees[node], node), default=-1)
        """,
        tags="graph count dict", level=2,
    ),
    primitive(
        "count_components", "edges: edges -> natural",
        "count the connected components of the undirected graph given by {edges}, to which only nodes that occur in an edge "
        "belong|find into how many connected parts the end points of {edges} fall when the edges may be used in both directions",
        """
        groups = []
        for start, end in edges:
            merged = {start, end}
            others = []
            for group in groups:
                if start in group or end in group:
                    merged |= group
                else:
                    others.append(group)
            groups = others + [merged]
        return len(groups)
        """,
        """
        leader = {node: node for edge in edges for node in edge}

        def find(node):
            while leader[node] != node:
                node = leader[node]
            return node

        for start, end in edges:
            leader[find(start)] = find(end)
        return sum(1 for node in leader if leader[node] == node)
        """,
        tags="graph set", level=3,
    ),
    primitive(
        "component_of_node", "edges: edges, node: digit -> some_ints",
        "find all nodes connected to {node} through {edges}, used in both directions, itself included, in increasing "
        "order|return the sorted list of {node} and all nodes that can be reached from it along {edges} in either direction",
        """
        found = {node}
        for _ in edges:
            for start, end in edges:
                if start in found or end in found:
                    found.add(start)
                    found.add(end)
        return sorted(found)
        """,
        """
        found = [node]
        for current in found:
            for start, end in edges:
                if start == current and end not in found:
                    found.append(end)
                if end == current and start not in found:
                    found.append(start)
        return sorted(found)
        """,
        tags="graph search set", level=2,
    ),
)  # fmt: skip
