"""Trees given as lists of parents: depths, heights, leaves, children, subtrees, common ancestors."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "node_depths", "parents: parents -> naturals",
        "find the depth of every node of {parents}, where the root has depth 0 and every other node one more than its "
        "parent|return the list of the distances from the root of all nodes of {parents}",
        """
        depths = []
        for parent in parents:
            depths.append(0 if parent == -1 else depths[parent] + 1)
        return depths
        """,
        """
        depths = []
        for node in range(len(parents)):
            depth = 0
            while parents[node] != -1:
                node = parents[node]
                depth += 1
            depths.append(depth)
        return depths
        """,
        """
        def depth(node):
            return 0 if parents[node] == -1 else 1 + depth(parents[node])

        return [depth(node) for node in range(len(parents))]
        """,
        tags="tree loop", level=2,
    ),
    primitive(
        "tree_height", "parents: parents -> natural",
        "find the height of {parents}, that is, the number of edges on the longest way from the root down to a leaf|return the "
        "greatest depth of a node in {parents} (the root has depth 0)",
        """
        depths = []
        for parent in parents:
            depths.append(0 if parent == -1 else depths[parent] + 1)
        return max(depths)
        """,
        """
        def height(node):
            return max((1 + height(child) for child, parent in enumerate(parents) if parent == node), default=0)

        return height(0)
        """,
        tags="tree recursion", level=2,
    ),
    primitive(
        "leaves_of_tree", "parents: parents -> naturals",
        "find the leaves (nodes without children) of {parents}, in increasing order|return the indices that do not occur as a "
        "parent in {parents}, in increasing order",
        "return [node for node in range(len(parents)) if node not in parents]",
        """
        inner = set(parents)
        leaves = []
        for node in range(len(parents)):
            if node not in inner:
                leaves.append(node)
        return leaves
        """,
        "return sorted(set(range(len(parents))) - set(parents))",
        tags="tree filter set",
    ),
    primitive(
        "children_counts", "parents: parents -> naturals",
        "count the children of every node of {parents}|return the list of the numbers of children of all nodes of {parents}",
        "return [parents.count(node) for node in range(len(parents))]",
        """
        counts = [0] * len(parents)
        for parent in parents:
            if parent != -1:
                counts[parent] += 1
        return counts
        """,
        tags="tree count",
    ),
    primitive(
        "children_lists", "parents: parents -> combos",
        "list the children of every node of {parents}, each time in increasing order, as a list of lists|return a list of the "
        "ascending lists of children of all nodes of {parents}",
        "return [[child for child, parent in enumerate(parents) if parent == node] for node in range(len(parents))]",
        """
        children = [[] for _ in parents]
        for child, parent in enumerate(parents):
            if parent != -1:
                children[parent].append(child)
        return children
        """,
        tags="tree nested",
    ),
    primitive(
        "subtree_sizes", "parents: parents -> naturals",
        "find the number of nodes in the subtree of every node of {parents}, the node itself included|return the list of the "
        "subtree sizes of all nodes of {parents} (1 for a leaf)",
        """
        sizes = [1] * len(parents)
        for node in range(len(parents) - 1, 0, -1):
            sizes[parents[node]] += sizes[node]
        return sizes
        """,
        """
        def size(node):
            return 1 + sum(size(child) for child, parent in enumerate(parents) if parent == node)

        return [size(node) for node in range(len(parents))]
        """,
        tags="tree recursion accumulate", level=2,
    ),
    primitive(
        "path_to_root_of_last", "parents: parents -> naturals",
        "list the nodes on the way from the last node to the root of {parents}, both included|return the path to the root, both "
        "ends included, from the node with the largest index of {parents}",
        """
        node = len(parents) - 1
        path = [node]
        while parents[node] != -1:
            node = parents[node]
            path.append(node)
        return path
        """,
        """
        def climb(node):
            return [node] if parents[node] == -1 else [node] + climb(parents[node])

        return climb(len(parents) - 1)
        """,
        tags="tree while", level=2,
    ),
    primitive(
        "common_ancestor_of_last_two", "parents: parents -> natural",
        "find the lowest common ancestor of the last two nodes of {parents}, where a node counts as an ancestor of itself (0 if "
        "there is only the root)|return the deepest node on the ways to the root from both the last node and the one before it "
        "in {parents}, or 0 if there is a single node",
        """
        first = len(parents) - 1
        second = max(0, first - 1)
        while first != second:
            if first > second:
                first = parents[first]
            else:
                second = parents[second]
        return first
        """,
        """
        def way(node):
            return [] if node == -1 else [node] + way(parents[node])

        last = len(parents) - 1
        above = way(max(0, last - 1))
        return next(node for node in way(last) if node in above)
        """,
        tags="tree while search", level=3,
    ),
    primitive(
        "widest_level", "parents: parents -> positive",
        "find the largest number of nodes of the same depth in {parents}|return the number of nodes on the fullest level of "
        "{parents}",
        """
        depths = []
        for parent in parents:
            depths.append(0 if parent == -1 else depths[parent] + 1)
        return max(depths.count(depth) for depth in depths)
        """,
        """
        level = [0]
        widest = 1
        while level:
            widest = max(widest, len(level))
            level = [child for child, parent in enumerate(parents) if parent in level]
        return widest
        """,
        tags="tree count", level=2,
    ),
    primitive(
        "preorder_of_tree", "parents: parents -> naturals",
        "list the nodes in preorder of {parents}: every node before its children, the subtrees of the children in increasing "
        "order of the child|return the preorder walk from the root of {parents}, which visits children with smaller numbers first",
        """
        order = []
        stack = [0]
        while stack:
            node = stack.pop()
            order.append(node)
            for child in range(len(parents) - 1, 0, -1):
                if parents[child] == node:
                    stack.append(child)
        return order
        """,
        """
        def walk(node):
            order = [node]
            for child, parent in enumerate(parents):
                if parent == node:
                    order += walk(child)
            return order

        return walk(0)
        """,
        tags="tree recursion stack", level=3,
    ),
    primitive(
        "is_binary_tree", "parents: parents -> bool",
        "check whether {parents} has no node with more than two children|tell whether {parents} is a binary tree, in which every "
        "node has at most two children",
        "return all(parents.count(parent) <= 2 for parent in parents)",
        """
        counts = {}
        binary = True
        for parent in parents:
            counts[parent] = counts.get(parent, 0) + 1
            if counts[parent] > 2:
                binary = False
        return binary
        """,
        """
        from collections import Counter
        return max(Counter(parents).values()) <= 2
        """,
        tags="tree count condition",
    ),
    primitive(
        "search_tree_depth", "numbers: weights -> natural",
        "insert {numbers} one by one into a binary search tree, smaller values to the left and all others to the right, and "
        "return the number of its levels (0 if it is empty)|find the height, counted in nodes, of the unbalanced binary search "
        "tree built by inserting {numbers} in order, equal numbers going to the right",
        """
        def levels(items):
            if not items:
                return 0
            smaller = [item for item in items[1:] if item < items[0]]
            others = [item for item in items[1:] if item >= items[0]]
            return 1 + max(levels(smaller), levels(others))

        return levels(numbers)
        """,
        """
        nodes = []
        best = 0
        for item in numbers:
            depth = 1
            place = 0
            while place < len(nodes):
                key, left, right = nodes[place]
                depth += 1
                child = left if item < key else right
                if child == -1:
                    nodes[place] = (key, len(nodes), right) if item < key else (key, left, len(nodes))
                    break
                place = child
            nodes.append((item, -1, -1))
            best = max(best, depth)
        return best
        """,
        tags="tree recursion", level=3,
    ),
)  # fmt: skip
