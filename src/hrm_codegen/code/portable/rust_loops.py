"""Rust's loops."""

from __future__ import annotations

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Unportable
from hrm_codegen.code.portable.rust_methods import RustMethods
from hrm_codegen.code.portable.rust_words import copied
from hrm_codegen.code.portable.tree import Comprehension, Constant, Expr, Items, Name, Op, Symbol
from hrm_codegen.code.portable.types import name_of


class RustLoops(RustMethods):
    """Loops over ranges and iterators."""

    def do_for(self, node: tree.For) -> None:
        """Write a loop over a range or an iterator."""
        source = node.source
        match source.kind:
            case "range":
                self.ranged(node)
            case "each" if len(node.targets) > 1:
                self.pairs(node)
            case "each":
                self.each(node)
            case "items":
                key, value = (self.target(symbol) for symbol in node.targets)
                self.block(f"for ({key}, {value}) in {self.over(source.args[0])}", node.body)
            case "reversed":
                self.block(f"for {self.item(node.targets[0], source.args[0])} in {self.iterator(source.args[0])}.rev()", node.body)
            case "enumerate":
                self.enumerated(node)
            case "zip":
                first, second = (self.item(symbol, over) for symbol, over in zip(node.targets, source.args, strict=True))
                self.block(
                    f"for ({first}, {second}) in {self.iterator(source.args[0])}.zip({self.iterator(source.args[1])})", node.body
                )

    def pairs(self, node: tree.For) -> None:
        """Write a loop that takes pairs apart: copied as a whole, or by reference."""
        used = {id(inner.symbol) for inner in tree.walk(node) if isinstance(inner, Name)}
        names = [self.names.variable(symbol) if id(symbol) in used else "_" for symbol in node.targets]
        over = node.source.args[0]
        if any(symbol.assigned or symbol.mutated for symbol in node.targets):
            raise Unportable("rust: a loop's borrowed item that changes")
        whole = all(copied(symbol.type) for symbol in node.targets)
        owned = isinstance(over, Op | Comprehension | tree.Call) and not whole
        self.line(f"for {'&' if whole else ''}({', '.join(names)}) in {self.text(over) if owned else self.lent(over)} {{")
        self.depth += 1
        for symbol, name in zip(node.targets, names, strict=True):
            if not copied(symbol.type) and not owned:
                self.borrows[id(symbol)] = "ref"
            elif not whole and not owned and name != "_":
                self.line(f"let {name} = *{name};")
        self.statements(node.body)
        self.depth -= 1
        self.line("}")

    def ranged(self, node: tree.For) -> None:
        """Write a loop over numbers; one over the places of a vector counts in usize."""
        symbol = node.targets[0]
        text = self.range(node.source, symbol)
        self.block(f"for {'mut ' if symbol.assigned else ''}{self.blank(symbol, node)} in {text}", node.body)

    def blank(self, symbol: Symbol, node: tree.For) -> str:
        """Return a loop variable's name, or the blank one when it is not used."""
        used = any(isinstance(inner, Name) and inner.symbol is symbol for inner in tree.walk(node))
        return self.names.variable(symbol) if used else "_"

    def target(self, symbol: Symbol) -> str:
        """Return the pattern of a borrowed item: what is copied is taken out of its reference."""
        name = self.names.variable(symbol)
        if copied(symbol.type):
            return f"&{'mut ' if symbol.assigned else ''}{name}" if not symbol.assigned else f"&(mut {name})"
        self.borrows[id(symbol)] = "ref"
        return name

    def over(self, value: Expr) -> str:
        """Return a container to run over by reference."""
        return self.lent(value)

    def each(self, node: tree.For) -> None:
        """Write a loop over a container: of copies by pattern, of the rest by reference."""
        symbol, value = node.targets[0], node.source.args[0]
        name = self.blank(symbol, node)
        again = "mut " if symbol.assigned or symbol.mutated else ""
        if isinstance(value, Items) and copied(symbol.type):
            self.block(f"for {again}{name} in [{', '.join(self.text(i, want=symbol.type) for i in value.items)}]", node.body)
            return
        stream = self.stream(value, named=False)
        if stream.item == "ref" and again:
            raise Unportable("rust: a loop's borrowed item that changes")
        if name_of(value.type) == "str" and name_of(symbol.type) == "str":
            raise Unportable("rust: letters that become strings")
        if not copied(symbol.type) and stream.item != "own":
            self.borrows[id(symbol)] = stream.item
        amp = "&" if copied(symbol.type) and stream.item == "ref" and name != "_" else ""
        self.block(f"for {amp}{again}{name} in {stream.text}", node.body)

    def item(self, symbol: Symbol, over: Expr) -> str:
        """Return the pattern of an iterator's item."""
        if symbol.assigned:
            raise Unportable("rust: a loop's borrowed item that changes")
        return self.names.variable(symbol) if name_of(over.type) == "str" else self.target(symbol)

    def enumerated(self, node: tree.For) -> None:
        """Write enumerate, or a zip with the numbers from another start."""
        over, start = node.source.args
        if len(node.targets) != 2:
            raise Unportable("rust: enumerate of pairs")
        item = self.item(node.targets[1], over)
        if isinstance(start, Constant) and start.value == 0:
            self.places.add(id(node.targets[0]))
            self.block(f"for ({self.names.variable(node.targets[0])}, {item}) in {self.iterator(over)}.enumerate()", node.body)
        else:
            self.block(
                f"for ({self.names.variable(node.targets[0])}, {item}) in ({self.text(start, 9)}..).zip({self.iterator(over)})",
                node.body,
            )
