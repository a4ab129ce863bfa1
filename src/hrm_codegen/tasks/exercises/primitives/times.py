"""Times of day and durations."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "minutes_since_midnight", "time: clock -> natural",
        "convert {time}, a time in the form HH:MM, to minutes since midnight"
        "|count the minutes from 00:00 to {time} (24-hour clock, HH:MM)",
        "return int(time[:2]) * 60 + int(time[3:])",
        """
        hours, minutes = time.split(':')
        return int(hours) * 60 + int(minutes)
        """,
        """
        total = 0
        for part in time.split(':'):
            total = total * 60 + int(part)
        return total
        """,
        tags="parse split date",
    ),
    primitive(
        "minutes_to_clock", "n: natural -> clock",
        "convert {n} minutes after midnight to a time in the form HH:MM, starting again from 00:00 after each full day"
        "|write the time of day {n} minutes after midnight as HH:MM with two digits each (whole days are ignored)",
        """
        minutes = n % (24 * 60)
        return f'{minutes // 60:02d}:{minutes % 60:02d}'
        """,
        """
        hours = str(n // 60 % 24)
        minutes = str(n % 60)
        if len(hours) < 2:
            hours = '0' + hours
        if len(minutes) < 2:
            minutes = '0' + minutes
        return hours + ':' + minutes
        """,
        "return str(n // 60 % 24).zfill(2) + ':' + str(n % 60).zfill(2)",
        tags="format arithmetic date",
    ),
    primitive(
        "add_minutes_to_clock", "time: clock, minutes: natural -> clock",
        "find the time {minutes} minutes after {time}; times have the form HH:MM and start again from 00:00 after 23:59"
        "|add {minutes} minutes to {time} (HH:MM, 24-hour clock), going past midnight if needed",
        """
        total = int(time[:2]) * 60 + int(time[3:]) + minutes
        return f'{total // 60 % 24:02d}:{total % 60:02d}'
        """,
        """
        from datetime import datetime, timedelta
        later = datetime.strptime(time, '%H:%M') + timedelta(minutes=minutes)
        return later.strftime('%H:%M')
        """,
        """
        parts = time.split(':')
        total = int(parts[0]) * 60 + int(parts[1]) + minutes
        return str(total // 60 % 24).zfill(2) + ':' + str(total % 60).zfill(2)
        """,
        tags="parse format date", level=2,
    ),
    primitive(
        "minutes_between_clocks", "time: clock, other: clock -> natural",
        "count the minutes from {time} to the next {other}; if {other} is earlier, it is on the following day (both in the "
        "form HH:MM)"
        "|find how many minutes pass from {time} until the clock shows {other}, less than a full day; times are written HH:MM",
        """
        start = int(time[:2]) * 60 + int(time[3:])
        end = int(other[:2]) * 60 + int(other[3:])
        return (end - start) % 1440
        """,
        """
        start = int(time.split(':')[0]) * 60 + int(time.split(':')[1])
        end = int(other.split(':')[0]) * 60 + int(other.split(':')[1])
        if end < start:
            end += 24 * 60
        return end - start
        """,
        tags="parse arithmetic date", level=2,
    ),
    primitive(
        "twelve_hour_clock", "time: clock -> str",
        "convert {time} from the 24-hour form HH:MM to the 12-hour form, such as 9:05 AM, 12:00 PM or 12:30 AM, without a "
        "leading zero in the hour"
        "|write {time} (HH:MM) as a time with AM or PM: midnight is 12:00 AM, noon is 12:00 PM, and the hour has no leading zero",
        """
        hour = int(time[:2])
        half = 'AM' if hour < 12 else 'PM'
        return str((hour + 11) % 12 + 1) + time[2:] + ' ' + half
        """,
        """
        hour = int(time[:2])
        if hour < 12:
            half = ' AM'
        else:
            half = ' PM'
        hour %= 12
        if hour == 0:
            hour = 12
        return str(hour) + time[2:] + half
        """,
        """
        from datetime import datetime
        return datetime.strptime(time, '%H:%M').strftime('%I:%M %p').lstrip('0')
        """,
        tags="parse format date", level=2,
    ),
    primitive(
        "clock_hand_angle", "time: clock -> natural",
        "find the smaller angle between the hour hand and the minute hand at {time} (HH:MM) in whole degrees, cutting off half "
        "degrees"
        "|compute the angle of at most 180 degrees between the two hands of a clock that shows {time}, rounded down to an "
        "integer",
        """
        minutes = int(time[:2]) % 12 * 60 + int(time[3:])
        twice = abs(minutes - int(time[3:]) * 12)
        return min(twice, 720 - twice) // 2
        """,
        """
        hour, minute = map(int, time.split(':'))
        angle = abs(hour % 12 * 30 + minute / 2 - minute * 6)
        return int(min(angle, 360 - angle))
        """,
        tags="arithmetic parse date", level=3,
    ),
    primitive(
        "latest_clock", "times: clocks -> clock",
        "find the latest time of day in {times}, which are written HH:MM"
        "|return the greatest of the times {times}",
        "return max(times)",
        """
        best = times[0]
        for time in times:
            if time > best:
                best = time
        return best
        """,
        "return sorted(times)[-1]",
        tags="compare date",
    ),
    primitive(
        "clocks_before_noon", "times: clocks -> natural",
        "count the times in {times}, written HH:MM, that are before 12:00"
        "|find how many of the times {times} are in the morning, "
        "earlier than 12:00",
        "return sum(1 for time in times if time < '12:00')",
        """
        count = 0
        for time in times:
            if int(time[:2]) < 12:
                count += 1
        return count
        """,
        "return len([time for time in times if time < '12:00'])",
        tags="count filter date",
    ),
    primitive(
        "smallest_gap_of_clocks", "times: clocks -> natural",
        "find the smallest difference in minutes between two of the times {times} (HH:MM) on the same day, or 0 if there is "
        "only one"
        "|return how many minutes lie between the two closest times in {times}, all taken on one day; a single time gives 0",
        """
        minutes = sorted(int(time[:2]) * 60 + int(time[3:]) for time in times)
        return min((b - a for a, b in zip(minutes, minutes[1:])), default=0)
        """,
        """
        minutes = []
        for time in times:
            minutes.append(int(time[:2]) * 60 + int(time[3:]))
        minutes.sort()
        best = 0
        for i in range(1, len(minutes)):
            gap = minutes[i] - minutes[i - 1]
            if i == 1 or gap < best:
                best = gap
        return best
        """,
        tags="sort compare date", level=2,
    ),
    primitive(
        "seconds_to_hms", "n: natural -> str",
        "convert {n} seconds to the form H:MM:SS, with as many digits for the hours as needed and two digits for minutes and "
        "seconds"
        "|write {n} seconds as hours, minutes and seconds in the form H:MM:SS (3661 gives '1:01:01')",
        "return f'{n // 3600}:{n // 60 % 60:02d}:{n % 60:02d}'",
        """
        minutes, seconds = divmod(n, 60)
        hours, minutes = divmod(minutes, 60)
        return str(hours) + ':' + str(minutes).zfill(2) + ':' + str(seconds).zfill(2)
        """,
        """
        result = str(n // 3600)
        for part in [n // 60 % 60, n % 60]:
            if part < 10:
                result += ':0' + str(part)
            else:
                result += ':' + str(part)
        return result
        """,
        tags="format arithmetic date",
    ),
    primitive(
        "duration_to_seconds", "duration: duration -> natural",
        "convert {duration}, such as 1h20m5s, to seconds; each of the parts h, m and s may be missing (an empty string gives 0)"
        "|count the seconds in {duration}, which is written as hours (h), minutes (m) and seconds (s), any of them left out",
        """
        total = 0
        number = 0
        for char in duration:
            if char.isdigit():
                number = number * 10 + int(char)
            else:
                if char == 'h':
                    number *= 3600
                elif char == 'm':
                    number *= 60
                total += number
                number = 0
        return total
        """,
        """
        import re
        units = {'h': 3600, 'm': 60, 's': 1}
        return sum(int(number) * units[unit] for number, unit in re.findall('([0-9]+)([hms])', duration))
        """,
        tags="parse loop date", level=2,
    ),
    primitive(
        "seconds_to_duration", "n: natural -> str",
        "write {n} seconds as hours, minutes and seconds such as 1h20m5s, leaving out parts that are zero ('0s' for no seconds "
        "at all)"
        "|convert {n} seconds to a short duration made of hours (h), minutes (m) and seconds (s) without zero parts; 0 gives "
        "'0s'",
        """
        parts = [(n // 3600, 'h'), (n // 60 % 60, 'm'), (n % 60, 's')]
        return ''.join(str(value) + unit for value, unit in parts if value > 0) or '0s'
        """,
        """
        result = ''
        rest = n
        if rest >= 3600:
            result += str(rest // 3600) + 'h'
            rest %= 3600
        if rest >= 60:
            result += str(rest // 60) + 'm'
            rest %= 60
        if rest > 0 or result == '':
            result += str(rest) + 's'
        return result
        """,
        tags="format arithmetic date", level=2,
    ),
)  # fmt: skip
