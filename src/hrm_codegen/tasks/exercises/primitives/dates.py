"""Dates in the form YYYY-MM-DD: parts, weekdays, distances, lists of dates."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "year_of_date", "date: date -> year",
        "return the year of {date}, which is written YYYY-MM-DD, as an integer|find the year in the date {date} (YYYY-MM-DD)",
        "return int(date[:4])",
        "return int(date.split('-')[0])",
        """
        from datetime import date as calendar_date
        return calendar_date.fromisoformat(date).year
        """,
        tags="parse date",
    ),
    primitive(
        "month_of_date", "date: date -> month",
        "return the month number of {date}, which is written YYYY-MM-DD"
        "|find the month (1 to 12) in the date {date} (YYYY-MM-DD) as an integer",
        "return int(date[5:7])",
        "return int(date.split('-')[1])",
        """
        from datetime import datetime
        return datetime.strptime(date, '%Y-%m-%d').month
        """,
        tags="parse date",
    ),
    primitive(
        "day_of_year", "date: date -> positive",
        "find which day of its year {date} (YYYY-MM-DD) is, where January 1 is day 1"
        "|count the days from the beginning of the year up to and including "
        "{date}, which is written YYYY-MM-DD",
        """
        from datetime import date as calendar_date
        return calendar_date.fromisoformat(date).timetuple().tm_yday
        """,
        """
        year, month, day = [int(part) for part in date.split('-')]
        lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
            lengths[1] = 29
        return sum(lengths[:month - 1]) + day
        """,
        """
        from datetime import datetime
        return int(datetime.strptime(date, '%Y-%m-%d').strftime('%j'))
        """,
        tags="parse accumulate date", level=2,
    ),
    primitive(
        "weekday_name", "date: date -> word",
        "find the English name of the weekday of {date} (YYYY-MM-DD)"
        "|return the day of the week, from 'Monday' to 'Sunday', on which {date} falls; dates "
        "are written YYYY-MM-DD"
        "|tell on which day of the week (its English name) the date {date}, written YYYY-MM-DD, lies",
        """
        from datetime import date as calendar_date
        names = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
        return names[calendar_date.fromisoformat(date).weekday()]
        """,
        """
        from datetime import datetime
        return datetime.strptime(date, '%Y-%m-%d').strftime('%A')
        """,
        """
        year, month, day = [int(part) for part in date.split('-')]
        if month < 3:
            year -= 1
        shift = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][month - 1]
        names = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
        return names[(year + year // 4 - year // 100 + year // 400 + shift + day) % 7]
        """,
        tags="parse date index", level=2,
    ),
    primitive(
        "is_weekend_date", "date: date -> bool",
        "check whether {date} (YYYY-MM-DD) is a Saturday or a Sunday"
        "|tell whether the date {date}, written YYYY-MM-DD, falls on a weekend (Saturday or "
        "Sunday)",
        """
        from datetime import date as calendar_date
        return calendar_date.fromisoformat(date).weekday() >= 5
        """,
        """
        from datetime import datetime
        return datetime.strptime(date, '%Y-%m-%d').strftime('%a') in ('Sat', 'Sun')
        """,
        tags="parse date condition", level=2,
    ),
    primitive(
        "add_days_to_date", "date: date, days: side -> date",
        "find the date {days} days after {date}; dates are written YYYY-MM-DD"
        "|add {days} days to {date} and return the new date in the form YYYY-MM-DD",
        """
        from datetime import date as calendar_date, timedelta
        return (calendar_date.fromisoformat(date) + timedelta(days=days)).isoformat()
        """,
        """
        from datetime import datetime, timedelta
        later = datetime.strptime(date, '%Y-%m-%d') + timedelta(days)
        return later.strftime('%Y-%m-%d')
        """,
        """
        year, month, day = [int(part) for part in date.split('-')]
        for _ in range(days):
            leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
            lengths = [31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            day += 1
            if day > lengths[month - 1]:
                day = 1
                month += 1
            if month > 12:
                month = 1
                year += 1
        return f'{year:04d}-{month:02d}-{day:02d}'
        """,
        tags="parse format date", level=2,
    ),
    primitive(
        "days_between_dates", "date: date, other: date -> natural",
        "count the days between {date} and {other}, in whichever order they come (YYYY-MM-DD)"
        "|find how many days the dates {date} and {other}, written "
        "YYYY-MM-DD, are apart (0 if they are equal)"
        "|return the absolute number of days from {date} to {other}, both written YYYY-MM-DD",
        """
        from datetime import date as calendar_date
        return abs((calendar_date.fromisoformat(date) - calendar_date.fromisoformat(other)).days)
        """,
        """
        from datetime import datetime
        first, second = [datetime.strptime(text, '%Y-%m-%d') for text in (date, other)]
        return abs((second - first).days)
        """,
        """
        numbers = []
        for text in [date, other]:
            year, month, day = [int(part) for part in text.split('-')]
            if month < 3:
                year -= 1
                month += 12
            numbers.append(365 * year + year // 4 - year // 100 + year // 400 + (153 * month - 457) // 5 + day)
        return abs(numbers[0] - numbers[1])
        """,
        tags="parse arithmetic date", level=2,
    ),
    primitive(
        "reformat_date", "date: date -> str",
        "convert {date} from the form YYYY-MM-DD to DD/MM/YYYY|write the date {date} (YYYY-MM-DD) with the day first: DD/MM/YYYY",
        "return '/'.join(reversed(date.split('-')))",
        "return date[8:] + '/' + date[5:7] + '/' + date[:4]",
        """
        year, month, day = date.split('-')
        return f'{day}/{month}/{year}'
        """,
        """
        import re
        return re.sub(r'(\\d+)-(\\d+)-(\\d+)', r'\\3/\\2/\\1', date)
        """,
        tags="parse format date",
    ),
    primitive(
        "age_on_date", "birth: date, date: date -> natural",
        "find how many full years lie between the birth date {birth} and {date} (both YYYY-MM-DD), or 0 if {date} is earlier"
        "|compute the age in completed years on {date} of a person born on {birth}; dates are written YYYY-MM-DD, and before "
        "the birth the age is 0",
        """
        years = int(date[:4]) - int(birth[:4])
        if date[5:] < birth[5:]:
            years -= 1
        return max(years, 0)
        """,
        """
        from datetime import date as calendar_date
        born, today = calendar_date.fromisoformat(birth), calendar_date.fromisoformat(date)
        return max(0, today.year - born.year - ((today.month, today.day) < (born.month, born.day)))
        """,
        tags="parse compare date", level=2,
    ),
    primitive(
        "earliest_date", "dates: dates -> date",
        "find the earliest of the dates in {dates}, which are written YYYY-MM-DD"
        "|return the date of {dates} that comes first in time",
        "return min(dates)",
        """
        best = dates[0]
        for date in dates[1:]:
            if date < best:
                best = date
        return best
        """,
        "return sorted(dates)[0]",
        tags="compare date search",
    ),
    primitive(
        "dates_in_year", "dates: near_dates, year: late_year -> words",
        "list those dates of {dates} that lie in the year {year}, in their order"
        "|return all dates in {dates}, written YYYY-MM-DD, whose "
        "year is {year}",
        "return [date for date in dates if int(date[:4]) == year]",
        """
        found = []
        for date in dates:
            if date.startswith(str(year)):
                found.append(date)
        return found
        """,
        tags="filter parse date",
    ),
    primitive(
        "dates_per_month", "dates: dates -> tally",
        "count the dates in {dates} by month: return a dictionary from month numbers to numbers of dates, without "
        "months that do not occur"
        "|return a dictionary that tells for each month number in {dates}, whose items are written YYYY-MM-DD, how many dates "
        "have it",
        """
        tally = {}
        for date in dates:
            month = int(date[5:7])
            tally[month] = tally.get(month, 0) + 1
        return tally
        """,
        """
        from collections import Counter
        return dict(Counter(int(date.split('-')[1]) for date in dates))
        """,
        tags="dict count date",
    ),
    primitive(
        "same_weekday", "date: date, other: date -> bool",
        "check whether {date} and {other} (both YYYY-MM-DD) fall on the same day of the week"
        "|tell whether the number of days between the dates {date} "
        "and {other}, written YYYY-MM-DD, is divisible by 7",
        """
        from datetime import date as calendar_date
        return calendar_date.fromisoformat(date).weekday() == calendar_date.fromisoformat(other).weekday()
        """,
        """
        from datetime import date as calendar_date
        gap = calendar_date.fromisoformat(date) - calendar_date.fromisoformat(other)
        return gap.days % 7 == 0
        """,
        tags="compare date", level=2,
    ),
    primitive(
        "is_valid_date", "text: maybe_date -> bool",
        "check whether {text} is a valid date in the form YYYY-MM-DD of the Gregorian calendar"
        "|tell whether {text} has the form YYYY-MM-DD with a month "
        "from 01 to 12 and a day that this month has in that year",
        """
        parts = text.split('-')
        if [len(part) for part in parts] != [4, 2, 2] or not ''.join(parts).isdigit():
            return False
        year, month, day = [int(part) for part in parts]
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        lengths = [31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return 1 <= month <= 12 and 1 <= day <= lengths[month - 1]
        """,
        """
        import re
        from datetime import date as calendar_date
        if not re.fullmatch('[0-9]{4}-[0-9]{2}-[0-9]{2}', text):
            return False
        try:
            calendar_date.fromisoformat(text)
        except ValueError:
            return False
        return True
        """,
        tags="parse condition date", level=3,
    ),
)  # fmt: skip
