"""TEMPLATES: small classes with state, from which exercises choose methods, names and constants.

`{limit}` and the like are constants. Bodies and explanations use the plain names of fields and parameters; exercises rename
them. A parameter's letter says what it is drawn from: n a small number, N any number, w a word, p a person's name.
"""

from __future__ import annotations

from typing import NamedTuple


class Method(NamedTuple):
    """One method: its possible names, parameters with their letters, what it does, its body."""

    names: str  # separated by blanks, the plain one first
    parameters: str  # "amount:n", "name:w count:n", ""
    tells: str  # in the third person
    body: str
    needed: bool = True  # always there; otherwise chosen at random


class Template(NamedTuple):
    """One class: its possible names, what it is, the constructor and the methods."""

    names: str
    about: str
    parameters: str  # of the constructor
    init: str
    methods: tuple[Method, ...]
    constants: str = ""  # "limit:2-6": a name and the range it is drawn from


def _m(names: str, parameters: str, tells: str, body: str) -> Method:
    return Method(names, parameters, tells, body)


def _o(names: str, parameters: str, tells: str, body: str) -> Method:
    return Method(names, parameters, tells, body, needed=False)


_SIZE = _o("size count length", "", "returns the number of items", "return len(self.items)")
_EMPTY = _o("is_empty empty has_nothing", "", "returns True if there are no items", "return not self.items")
_TOTAL = _o("total sum_all", "", "returns the sum of all items", "return sum(self.items)")

TEMPLATES = (
    Template("Counter Tally ClickCounter", "a counter that begins at `start`", "start:N", "self.value = start", (
        _m("increment add up step", "", "adds {step} to the value", "self.value += {step}"),
        _m("get value_now current read", "", "returns the value", "return self.value"),
        _o("decrement subtract down", "", "subtracts 1 from the value", "self.value -= 1"),
        _o("reset clear", "", "sets the value to 0", "self.value = 0"),
        _o("double twice", "", "doubles the value", "self.value *= 2"),
    ), "step:1-9"),
    Template("BankAccount Account Wallet", "a bank account that begins with `start`", "start:N", "self.balance = start", (
        _m("deposit put_in add_money", "amount:n", "adds `amount` to the balance", "self.balance += amount"),
        _m("withdraw take_out spend", "amount:n", "subtracts `amount` from the balance and returns True, or returns False and "
           "changes nothing if the balance is smaller",
           "if amount > self.balance:\n    return False\nself.balance -= amount\nreturn True"),
        _m("get_balance balance_now money", "", "returns the balance", "return self.balance"),
        _o("charge_fee pay_fee", "", "subtracts a fee of {fee} from the balance", "self.balance -= {fee}"),
        _o("is_empty broke", "", "returns True if the balance is 0 or less", "return self.balance <= 0"),
    ), "fee:1-5"),
    Template("Stack Pile IntStack", "a stack", "", "self.items = []", (
        _m("push add put", "item:N", "puts `item` on top", "self.items.append(item)"),
        _m("pop take remove_top", "", "removes and returns the item on top, or returns None if there is none",
           "return self.items.pop() if self.items else None"),
        _o("peek top last", "", "returns the item on top, or None if there is none",
            "return self.items[-1] if self.items else None"),
        _SIZE, _EMPTY, _TOTAL,
    )),
    Template("Queue Line WaitingLine", "a queue", "", "self.items = []", (
        _m("enqueue add join", "item:w", "adds `item` at the end", "self.items.append(item)"),
        _m("dequeue take serve next_one", "", "removes and returns the first item, or returns None if there is none",
           "if not self.items:\n    return None\nreturn self.items.pop(0)"),
        _o("front first peek", "", "returns the first item, or None if there is none",
           "if self.items:\n    return self.items[0]\nreturn None"),
        _SIZE, _EMPTY,
    )),
    Template("BoundedQueue SmallQueue Buffer", "a queue that holds at most {limit} items", "", "self.items = []", (
        _m("add offer put", "item:N", "adds `item` at the end and returns True, or returns False if the queue is full",
           "if len(self.items) == {limit}:\n    return False\nself.items.append(item)\nreturn True"),
        _m("take poll remove", "", "removes and returns the first item, or returns None if there is none",
           "return self.items.pop(0) if self.items else None"),
        _o("is_full full", "", "returns True if no more items fit", "return len(self.items) == {limit}"),
        _SIZE, _TOTAL,
    ), "limit:2-4"),
    Template("Inventory Store Warehouse Stock", "the stock of a shop, empty at first", "", "self.stock = {}", (
        _m("add receive put", "name:w amount:n", "adds `amount` pieces of `name`",
           "self.stock[name] = self.stock.get(name, 0) + amount"),
        _m("remove sell take", "name:w amount:n",
            "takes away `amount` pieces of `name` and returns True, or returns False if there "
           "are not that many",
           "if self.stock.get(name, 0) < amount:\n    return False\nself.stock[name] -= amount\nreturn True"),
        _m("count pieces how_many", "name:w", "returns the number of pieces of `name`, 0 if there are none",
           "return self.stock.get(name, 0)"),
        _o("total all_pieces", "", "returns the number of all pieces", "return sum(self.stock.values())"),
        _o("names products", "", "returns the names that were ever added, sorted", "return sorted(self.stock)"),
    )),
    Template("ShoppingCart Cart Basket", "a shopping cart", "", "self.prices = []", (
        _m("add put add_item", "price:n count:n", "adds `count` pieces at `price` each", "self.prices += [price] * count"),
        _m("total to_pay amount", "", "returns the sum of the prices, less {off} if it is above {bound}",
           "total = sum(self.prices)\nreturn total - {off} if total > {bound} else total"),
        _o("count pieces", "", "returns the number of pieces", "return len(self.prices)"),
        _o("most_expensive dearest", "", "returns the highest price, 0 for an empty cart", "return max(self.prices, default=0)"),
        _o("clear remove_all", "", "removes everything", "self.prices = []"),
    ), "off:1-5 bound:10-40"),
    Template("TextBuffer Editor Document", "a text that can be edited, empty at first", "", "self.text = ''\nself.history = []", (
        _m("write append type_text", "word:w", "adds `word` at the end", "self.history.append(self.text)\nself.text += word"),
        _m("undo back revert", "", "takes back the last change, if there is one",
           "if self.history:\n    self.text = self.history.pop()"),
        _m("read get_text content", "", "returns the text", "return self.text"),
        _o("delete erase", "count:n", "removes the last `count` characters",
           "self.history.append(self.text)\nself.text = self.text[:max(0, len(self.text) - count)]"),
        _o("length size", "", "returns the length of the text", "return len(self.text)"),
    )),
    Template("Switch Light Lamp", "a switch that is off at first", "", "self.on = False\nself.times = 0", (
        _m("toggle press flip", "", "turns it on if it is off and off if it is on", "self.on = not self.on\nself.times += 1"),
        _m("is_on lit state", "", "returns True if it is on", "return self.on"),
        _o("presses count", "", "returns how often it was toggled", "return self.times"),
        _o("turn_off off", "", "turns it off, which does not count as toggling", "self.on = False"),
    )),
    Template("Clock Timer Watch", "a clock that shows a number from 0 to one less than {hours}, beginning at 0", "",
        "self.time = 0", (
        _m("advance tick forward", "count:n", "moves the clock on by `count`, from the end to 0 again",
           "self.time = (self.time + count) % {hours}"),
        _m("read show now", "", "returns the number that it shows", "return self.time"),
        _o("back rewind", "", "moves the clock back by 1, from 0 to the end", "self.time = (self.time - 1) % {hours}"),
        _o("left remaining", "", "returns how many steps are left until it shows 0 again", "return {hours} - self.time"),
    ), "hours:5-24"),
    Template("Thermometer TemperatureLog Sensor", "a log of temperatures", "", "self.values = []", (
        _m("record add note", "value:N", "notes `value`", "self.values.append(value)"),
        _m("highest maximum top", "", "returns the highest temperature, or None if there is none",
           "return max(self.values, default=None)"),
        _o("lowest minimum", "", "returns the lowest temperature, or None if there is none",
           "return min(self.values, default=None)"),
        _o("average mean", "", "returns the average as a float, 0.0 if there is none",
           "return sum(self.values) / len(self.values) if self.values else 0.0"),
        _o("warm_days above", "", "returns how many temperatures are above {bound}",
           "return sum(1 for value in self.values if value > {bound})"),
    ), "bound:0-15"),
    Template("ScoreBoard Scores Game", "the scores of players", "", "self.scores = {}", (
        _m("add award give", "name:p count:n", "gives `count` points to `name`",
           "self.scores[name] = self.scores.get(name, 0) + count"),
        _m("score points_of get", "name:p", "returns the points of `name`, 0 for an unknown one",
            "return self.scores.get(name, 0)"),
        _m("best leader winner", "", "returns the name with the most points, the first in the alphabet on a tie, or None",
           "if not self.scores:\n    return None\nreturn min(self.scores, key=lambda name: (-self.scores[name], name))"),
        _o("total all_points", "", "returns the sum of all points", "return sum(self.scores.values())"),
    )),
    Template("Point Position Vector", "a point in the plane", "x:N y:N", "self.x = x\nself.y = y", (
        _m("move shift translate", "dx:N dy:N", "adds `dx` and `dy` to the coordinates", "self.x += dx\nself.y += dy"),
        _m("get where as_tuple", "", "returns the coordinates as a tuple (x, y)", "return self.x, self.y"),
        _o("scale stretch", "count:n", "multiplies both coordinates by `count`", "self.x *= count\nself.y *= count"),
        _o("swap mirror", "", "exchanges the coordinates", "self.x, self.y = self.y, self.x"),
        _o("distance taxi_distance", "", "returns the sum of the absolute values of the coordinates",
           "return abs(self.x) + abs(self.y)"),
    )),
    Template("Rectangle Box Field", "a rectangle", "width:n height:n", "self.width = width\nself.height = height", (
        _m("area surface", "", "returns the area", "return self.width * self.height"),
        _m("perimeter outline", "", "returns the perimeter", "return 2 * (self.width + self.height)"),
        _o("grow enlarge", "", "makes both sides longer by {step}", "self.width += {step}\nself.height += {step}"),
        _o("is_square square", "", "returns True if both sides are equal", "return self.width == self.height"),
        _o("turn rotate", "", "exchanges the sides", "self.width, self.height = self.height, self.width"),
        _o("sides size", "", "returns the tuple (width, height)", "return self.width, self.height"),
    ), "step:1-5"),
    Template("Library Bookshelf Archive", "a library without books", "", "self.books = set()\nself.lent = set()", (
        _m("add buy", "name:w", "adds the book `name`", "self.books.add(name)"),
        _m("borrow lend take", "name:w",
            "lends the book `name` and returns True, or returns False if it is not there or lent already",
           "if name not in self.books or name in self.lent:\n    return False\nself.lent.add(name)\nreturn True"),
        _m("give_back put_back bring_back", "name:w", "takes the book `name` back, if it was lent", "self.lent.discard(name)"),
        _o("available present", "", "returns the books that can be borrowed, sorted", "return sorted(self.books - self.lent)"),
        _o("lent_count borrowed", "", "returns how many books are lent", "return len(self.lent)"),
    )),
    Template("History Recent LastValues", "a list of the last {limit} values", "", "self.items = []", (
        _m("add record visit", "item:N", "adds `item`, and drops the oldest value if there are more than {limit}",
           "self.items.append(item)\nif len(self.items) > {limit}:\n    self.items.pop(0)"),
        _m("values get show", "", "returns the values as a list, the oldest first", "return list(self.items)"),
        _o("newest last", "", "returns the newest value, or None", "return self.items[-1] if self.items else None"),
        _TOTAL,
    ), "limit:2-4"),
    Template("WordCounter Words Vocabulary", "a count of words", "", "self.counts = {}", (
        _m("add read see", "word:w", "counts `word` once more, ignoring case",
           "word = word.lower()\nself.counts[word] = self.counts.get(word, 0) + 1"),
        _m("count times how_often", "word:w", "returns how often `word` was counted, ignoring case",
           "return self.counts.get(word.lower(), 0)"),
        _o("distinct different", "", "returns the number of different words", "return len(self.counts)"),
        _o("repeated several", "", "returns the words counted more than once, in lower case, sorted",
           "return sorted(word for word, count in self.counts.items() if count > 1)"),
    )),
    Template("Playlist Songs Radio", "a playlist that plays its songs in a circle", "", "self.songs = []\nself.place = 0", (
        _m("add append queue_up", "name:w", "adds the song `name` at the end", "self.songs.append(name)"),
        _m("play next_song skip", "",
            "returns the song whose turn it is and moves on to the next, or returns None if there is none",
           "if not self.songs:\n    return None\nsong = self.songs[self.place % len(self.songs)]\nself.place += 1\nreturn song"),
        _o("restart rewind", "", "goes back to the first song", "self.place = 0"),
        _o("count songs_count", "", "returns the number of songs", "return len(self.songs)"),
    )),
    Template("Elevator Lift Cabin", "an elevator between floor 0 and floor {top}, at floor 0", "", "self.floor = 0", (
        _m("up rise climb", "count:n", "moves up by `count` floors, but not above the top floor",
           "self.floor = min({top}, self.floor + count)"),
        _m("down sink descend", "count:n", "moves down by `count` floors, but not below floor 0",
           "self.floor = max(0, self.floor - count)"),
        _m("where floor_now position", "", "returns the floor", "return self.floor"),
        _o("at_top is_up", "", "returns True at the top floor", "return self.floor == {top}"),
    ), "top:3-12"),
    Template("TodoList Tasks Planner", "a list of tasks", "", "self.open = []\nself.done = 0", (
        _m("add plan", "name:w", "adds the task `name`, unless it is open already",
           "if name not in self.open:\n    self.open.append(name)"),
        _m("finish complete check_off", "name:w", "removes the task `name` and returns True, or returns False if it is not open",
           "if name in self.open:\n    self.open.remove(name)\n    self.done += 1\n    return True\nreturn False"),
        _m("pending left todo", "", "returns the open tasks in the order in which they were added", "return list(self.open)"),
        _o("finished done_count", "", "returns how many tasks were finished", "return self.done"),
    )),
    Template("MinStack LowStack", "a stack that knows its smallest item", "", "self.items = []", (
        _m("push add", "item:N", "puts `item` on top", "self.items.append(item)"),
        _m("pop drop", "", "removes the item on top, if there is one", "if self.items:\n    self.items.pop()"),
        _m("minimum smallest lowest", "", "returns the smallest item, or None if there is none",
           "return min(self.items) if self.items else None"),
        _SIZE,
    )),
    Template("Robot Rover Turtle", "a robot at (0, 0) that looks north", "", "self.x = self.y = 0\nself.dx, self.dy = 0, 1", (
        _m("forward go walk", "count:n", "moves `count` steps in its direction (north makes y larger, east makes x larger)",
           "self.x += count * self.dx\nself.y += count * self.dy"),
        _m("right turn_right", "", "turns right by a quarter", "self.dx, self.dy = self.dy, -self.dx"),
        _m("position where", "", "returns the tuple (x, y)", "return self.x, self.y"),
        _o("left turn_left", "", "turns left by a quarter", "self.dx, self.dy = -self.dy, self.dx"),
    )),
    Template("Cache LruCache Memory", "a cache that holds {limit} entries", "", "self.entries = {}", (
        _m("put store save", "name:w value:n",
            "stores `value` under `name` as the newest entry; the oldest one goes when there are "
           "more than {limit}",
           "self.entries.pop(name, None)\nself.entries[name] = value\nif len(self.entries) > {limit}:\n"
           "    del self.entries[next(iter(self.entries))]"),
        _m("get load find", "name:w", "returns what is stored under `name`, or -1", "return self.entries.get(name, -1)"),
        _o("names keys", "", "returns the names from the oldest entry to the newest", "return list(self.entries)"),
    ), "limit:2-3"),
    Template("Statistics Range Extremes", "the extremes of the numbers it was given", "", "self.low = self.high = None", (
        _m("add feed take", "value:N", "takes `value` into account",
           "self.low = value if self.low is None else min(self.low, value)\n"
           "self.high = value if self.high is None else max(self.high, value)"),
        _m("spread width", "", "returns the largest number minus the smallest, 0 if there is none",
           "return 0 if self.low is None else self.high - self.low"),
        _o("low_value smallest", "", "returns the smallest number, or None", "return self.low"),
        _o("high_value largest", "", "returns the largest number, or None", "return self.high"),
    )),
    Template("Generator Sequence Shuffler", "a sequence of numbers that begins at `start`", "start:n", "self.state = start", (
        _m("step advance draw", "", "replaces the number by {factor} times itself plus {plus}, modulo {modulus}, and returns it",
           "self.state = (self.state * {factor} + {plus}) % {modulus}\nreturn self.state"),
        _m("current peek", "", "returns the number without changing it", "return self.state"),
        _o("skip jump", "count:n", "adds `count` to the number", "self.state += count"),
    ), "factor:2-9 plus:1-9 modulus:11-40"),
    Template("ParkingLot Garage CarPark", "a car park with {limit} places", "", "self.cars = []", (
        _m("park enter arrive", "name:w",
            "lets the car `name` in and returns True, or returns False if it is full or the car is inside",
           "if len(self.cars) >= {limit} or name in self.cars:\n    return False\nself.cars.append(name)\nreturn True"),
        _m("leave exit_lot depart", "name:w", "lets the car `name` out, if it is inside",
           "if name in self.cars:\n    self.cars.remove(name)"),
        _m("free places_left room", "", "returns the number of free places", "return {limit} - len(self.cars)"),
        _o("inside cars_now", "", "returns the cars inside, in the order of their arrival", "return list(self.cars)"),
    ), "limit:2-4"),
    Template("Tank Battery Bottle", "a tank that holds {limit} at most, empty at first", "", "self.level = 0", (
        _m("fill charge pour_in", "amount:n", "adds `amount` and returns what did not fit",
           "self.level += amount\nspilled = max(0, self.level - {limit})\nself.level -= spilled\nreturn spilled"),
        _m("use drain pour_out", "amount:n", "takes out `amount`, or all that there is if that is less",
           "self.level = max(0, self.level - amount)"),
        _m("level_now content", "", "returns how much is in it", "return self.level"),
        _o("is_full full", "", "returns True if nothing more fits", "return self.level == {limit}"),
    ), "limit:5-15"),
    Template("Poll Vote Election", "a poll", "", "self.votes = {}", (
        _m("vote choose cast", "name:p", "counts a vote for `name`", "self.votes[name] = self.votes.get(name, 0) + 1"),
        _m("votes_for result", "name:p", "returns the votes for `name`", "return self.votes.get(name, 0)"),
        _o("winners leaders", "", "returns the names with the most votes, sorted; none without votes",
           "most = max(self.votes.values(), default=0)\nreturn sorted(name for name in self.votes if self.votes[name] == most)"),
        _o("turnout all_votes", "", "returns the number of all votes", "return sum(self.votes.values())"),
    )),
)  # fmt: skip
