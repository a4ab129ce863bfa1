"""Prime numbers and prime factors."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "is_prime_number", "n: positive -> bool",
        "check whether {n} is a prime number|tell whether {n} is prime (1 is not)"
        "|return True if {n} has exactly two divisors, 1 and itself",
        "return n > 1 and all(n % divisor for divisor in range(2, int(n**0.5) + 1))",
        """
        prime = n > 1
        divisor = 2
        while divisor * divisor <= n:
            if n % divisor == 0:
                prime = False
            divisor += 1
        return prime
        """,
        """
        if n < 2:
            return False
        for divisor in range(2, n):
            if divisor * divisor > n:
                break
            if n % divisor == 0:
                return False
        return True
        """,
        tags="loop condition search", level=2,
    ),
    primitive(
        "prime_factors", "n: positive -> ints",
        "list the prime factors of {n} in ascending order, repeated as often as they divide it (an empty list for 1)"
        "|factorise {n} into primes and return them from smallest to largest with repetitions; 1 gives an empty list"
        "|return the prime factorisation of {n} as an ascending list in which primes may repeat ([] for 1)",
        """
        factors = []
        rest = n
        divisor = 2
        while divisor * divisor <= rest:
            while rest % divisor == 0:
                factors.append(divisor)
                rest //= divisor
            divisor += 1
        if rest > 1:
            factors.append(rest)
        return factors
        """,
        """
        def factorise(rest, divisor):
            if rest == 1:
                return []
            while rest % divisor and divisor * divisor <= rest:
                divisor += 1
            if divisor * divisor > rest:
                return [rest]
            return [divisor, *factorise(rest // divisor, divisor)]
        return factorise(n, 2)
        """,
        tags="while loop math", level=2,
    ),
    primitive(
        "distinct_prime_factors", "n: positive -> ints",
        "list the different prime factors of {n} in ascending order (an empty list for 1)"
        "|find all primes that divide {n}, each one once, "
        "from smallest to largest",
        """
        factors = []
        rest = n
        divisor = 2
        while rest > 1:
            if rest % divisor == 0:
                factors.append(divisor)
                while rest % divisor == 0:
                    rest //= divisor
            divisor += 1
        return factors
        """,
        """
        factors = []
        rest = n
        for divisor in range(2, n + 1):
            if rest % divisor == 0:
                factors.append(divisor)
            while rest % divisor == 0:
                rest //= divisor
        return factors
        """,
        tags="while loop math", level=2,
    ),
    primitive(
        "smallest_prime_factor", "n: positive -> positive",
        "find the smallest divisor of {n} that is greater than 1, or return 1 if {n} is 1"
        "|return the smallest prime factor of {n} (1 for 1)",
        """
        divisor = 2
        while divisor < n and n % divisor != 0:
            divisor += 1
        return min(divisor, n)
        """,
        "return next((divisor for divisor in range(2, n + 1) if n % divisor == 0), 1)",
        tags="while search",
    ),
    primitive(
        "largest_prime_factor", "n: positive -> positive",
        "find the largest prime factor of {n}, or return 1 if {n} is 1|return the greatest prime that divides {n} (1 for 1)",
        """
        rest = n
        largest = 1
        divisor = 2
        while rest > 1:
            if rest % divisor == 0:
                largest = divisor
                rest //= divisor
            else:
                divisor += 1
        return largest
        """,
        """
        rest = n
        divisor = 2
        while divisor * divisor <= rest:
            if rest % divisor == 0:
                rest //= divisor
            else:
                divisor += 1
        return rest
        """,
        tags="while search math", level=2,
    ),
    primitive(
        "primes_up_to", "n: side -> ints",
        "list all prime numbers from 2 up to and including {n}|return the primes not greater than {n} in ascending order"
        "|find every prime from 2 to {n}, in ascending order",
        "return [number for number in range(2, n + 1) if all(number % divisor for divisor in range(2, number))]",
        """
        primes = []
        for number in range(2, n + 1):
            is_prime = True
            for prime in primes:
                if number % prime == 0:
                    is_prime = False
            if is_prime:
                primes.append(number)
        return primes
        """,
        """
        sieve = [True] * (n + 1)
        for number in range(2, n + 1):
            if sieve[number]:
                for multiple in range(2 * number, n + 1, number):
                    sieve[multiple] = False
        return [number for number in range(2, n + 1) if sieve[number]]
        """,
        tags="loop filter nested", level=2,
    ),
    primitive(
        "next_prime", "n: positive -> natural",
        "find the smallest prime number greater than {n}|return the next prime after {n}",
        """
        candidate = n + 1
        while candidate < 2 or any(candidate % divisor == 0 for divisor in range(2, int(candidate**0.5) + 1)):
            candidate += 1
        return candidate
        """,
        """
        candidate = n
        prime = False
        while not prime:
            candidate += 1
            prime = True
            divisor = 2
            while divisor * divisor <= candidate:
                if candidate % divisor == 0:
                    prime = False
                divisor += 1
        return candidate
        """,
        tags="while search", level=2,
    ),
    primitive(
        "first_primes", "count: small -> some_ints",
        "list the first {count} prime numbers|return the {count} smallest primes in ascending order",
        """
        primes = []
        candidate = 2
        while len(primes) < count:
            if all(candidate % prime for prime in primes):
                primes.append(candidate)
            candidate += 1
        return primes
        """,
        """
        import itertools
        numbers = (n for n in itertools.count(2) if all(n % divisor for divisor in range(2, n)))
        return list(itertools.islice(numbers, count))
        """,
        tags="while loop filter", level=2,
    ),
)  # fmt: skip
