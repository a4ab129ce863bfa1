"""Years and months as numbers: leap years, lengths, names, quarters, seasons."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "is_leap_year", "year: year -> bool",
        "check whether {year} is a leap year: divisible by 4, but not by 100 unless also by 400"
        "|tell whether the year {year} has 366 days in the "
        "Gregorian calendar"
        "|determine whether {year} is a leap year of the Gregorian calendar",
        "return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)",
        """
        import calendar
        return calendar.isleap(year)
        """,
        """
        if year % 400 == 0:
            leap = True
        elif year % 100 == 0:
            leap = False
        else:
            leap = year % 4 == 0
        return leap
        """,
        tags="condition arithmetic date",
    ),
    primitive(
        "days_in_year", "year: year -> positive",
        "return the number of days in the year {year}"
        "|count the days of {year}: 366 in a leap year of the Gregorian calendar, 365 otherwise",
        "return 366 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 365",
        """
        days = 365
        if year % 4 == 0:
            days += 1
        if year % 100 == 0:
            days -= 1
        if year % 400 == 0:
            days += 1
        return days
        """,
        """
        from datetime import date
        return (date(year, 12, 31) - date(year, 1, 1)).days + 1
        """,
        tags="condition arithmetic date",
    ),
    primitive(
        "century_of_year", "year: year -> natural",
        "find the century to which {year} belongs (1900 is in the 19th, 1901 in the 20th)"
        "|return the number of the century of the year {year}; the "
        "years 1901 to 2000 form century 20",
        "return (year + 99) // 100",
        """
        century = year // 100
        if year % 100 > 0:
            century += 1
        return century
        """,
        """
        import math
        return math.ceil(year / 100)
        """,
        tags="arithmetic date",
    ),
    primitive(
        "next_leap_years", "year: year, count: k -> ints",
        "list the first {count} leap years that are not before {year}"
        "|return the next {count} leap years in ascending order, beginning with {year} "
        "itself if it is one",
        """
        years = []
        current = year
        while len(years) < count:
            if current % 4 == 0 and (current % 100 != 0 or current % 400 == 0):
                years.append(current)
            current += 1
        return years
        """,
        """
        import calendar
        from itertools import count as counting, islice
        return list(islice((number for number in counting(year) if calendar.isleap(number)), count))
        """,
        tags="while filter date", level=2,
    ),
    primitive(
        "days_in_month", "month: month, year: year -> positive",
        "return the number of days that month {month} (1 to 12) has in the year {year}"
        "|find how many days the month with number {month} has in {year}, "
        "taking leap years into account",
        """
        import calendar
        return calendar.monthrange(year, month)[1]
        """,
        """
        days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        if month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
            days += 1
        return days
        """,
        """
        if month == 2:
            leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
            days = 29 if leap else 28
        elif month in (4, 6, 9, 11):
            days = 30
        else:
            days = 31
        return days
        """,
        tags="condition index date", level=2,
    ),
    primitive(
        "name_of_month", "month: month -> word",
        "return the English name of month {month}, where 1 is January"
        "|convert the month number {month} (1 to 12) to its full English name"
        "|tell which month has the number {month}, by its full English name",
        """
        names = 'January February March April May June July August September October November December'.split()
        return names[month - 1]
        """,
        """
        import calendar
        return calendar.month_name[month]
        """,
        tags="index date",
    ),
    primitive(
        "quarter_of_month", "month: month -> digit",
        "find the quarter of the year (1 to 4) to which month {month} belongs"
        "|return 1 for the months 1 to 3, 2 for 4 to 6, 3 for 7 to 9 and 4 for 10 "
        "to 12, given {month}",
        "return (month + 2) // 3",
        "return (month - 1) // 3 + 1",
        """
        if month <= 3:
            quarter = 1
        elif month <= 6:
            quarter = 2
        elif month <= 9:
            quarter = 3
        else:
            quarter = 4
        return quarter
        """,
        tags="arithmetic condition date",
    ),
    primitive(
        "season_of_month", "month: month -> word",
        "name the season of month {month} in the northern hemisphere: 'winter' for 12, 1 and 2, 'spring' for 3 to 5, 'summer' "
        "for 6 to 8 and 'autumn' "
        "for 9 to 11|return 'winter', 'spring', 'summer' or 'autumn' for {month}, where winter begins with month 12 and each "
        "season lasts three months",
        "return ['winter', 'spring', 'summer', 'autumn'][month % 12 // 3]",
        """
        if month in (12, 1, 2):
            season = 'winter'
        elif month <= 5:
            season = 'spring'
        elif month <= 8:
            season = 'summer'
        else:
            season = 'autumn'
        return season
        """,
        tags="condition index date",
    ),
)  # fmt: skip
