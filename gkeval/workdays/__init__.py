"""Working days (工作日): State Council holidays, make-up workdays, and the statute's dated terms.

Days come in as dates, arrays or Series; counts and days go out. How days are counted:

* The day after the day that starts a clock is day 1; days off are skipped.
* `index` is the number of working days up to and including a day. A day off has the index of the
  working day before it, because the clock stands still. All else follows: ``between(a, b)`` is
  ``index(b) - index(a)``; ``add(a, n)`` is the working day with index ``index(a) + n``.
* So ``between(a, add(a, n)) == n`` for every n, negative or zero too; ``add(a, 0)`` is a itself or,
  on a day off, the working day before; ``add(b, -n)`` is the last working day that leaves n by b.
* A term of n days from a has run out by b exactly when ``between(a, b) >= n``. This needs the
  calendar no further than b, so a period can be assessed before the next year is announced.
* Times of day are dropped. Missing days, text, whole months and times with a zone are refused.

A request received on Wednesday 2019-09-25. Of the days after it, Sunday 29 September and Saturday
12 October are worked, 1 to 7 October are off:

>>> from datetime import date
>>> received = date(2019, 9, 25)
>>> between(received, date(2019, 9, 26)), between(received, date(2019, 9, 29))
(1, 3)
>>> between(received, date(2019, 10, 7)), between(received, date(2019, 10, 12))
(4, 9)
>>> add(received, term("answer", received))
datetime.date(2019, 10, 28)
"""

from gkeval.workdays.calendars import Calendar, UnannouncedDayError, announced, calendar
from gkeval.workdays.counting import add, between, index, is_workday, table
from gkeval.workdays.statute import Term, report_due, term, terms

__all__ = [
    "Calendar",
    "Term",
    "UnannouncedDayError",
    "add",
    "announced",
    "between",
    "calendar",
    "index",
    "is_workday",
    "report_due",
    "table",
    "term",
    "terms",
]
