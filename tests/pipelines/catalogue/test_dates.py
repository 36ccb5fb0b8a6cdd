from datetime import date, datetime

import pytest

from pipelines.catalogue.dates import read_date

TODAY = date(2025, 6, 1)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        (date(2020, 10, 1), "2020-10-01"),
        (datetime(2020, 10, 1, 9, 30), "2020-10-01"),
        (44105.0, "2020-10-01"),
        (44105.5, "2020-10-01"),
        ("44105", "2020-10-01"),
        (2020.0, "2020-01-01"),
        ("2020", "2020-01-01"),
        ("2020-10-01", "2020-10-01"),
        ("2020-10-01T09:30:00Z", "2020-10-01"),
        ("2020-10-01 00:00:00", "2020-10-01"),
        ("01/10/2020", "2020-10-01"),
        ("1.10.20", "2020-10-01"),
        ("13-12-2024", "2024-12-13"),
        ("1st October 2020", "2020-10-01"),
        ("Thursday, 1 October 2020", "2020-10-01"),
        ("October 1, 2020", "2020-10-01"),
        ("Oct 2020", "2020-10-01"),
        ("Oct-20", "2020-10-01"),
        ("Sept. 2020", "2020-09-01"),
        ("10/2020", "2020-10-01"),
        ("10.2020", "2020-10-01"),
    ],
)
def test_a_date_is_read_as_people_write_it(written, day):
    assert read_date(written, TODAY) == day


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("31/02/2021", "not a date"),
        ("10/25/2020", "not a date"),
        ("2020/21", "not a date"),
        ("spring", "not a date"),
        ("12", "not a date"),
        (True, "not a date"),
        ("02/06/2025", "lies in the future"),
        ("2099-01-01", "lies in the future"),
        ("01/01/1900", "lies before 1990"),
        (1.0, "not a date"),
        (10.202, "not a date"),  # 10.2020, of which a workbook keeps no more
        (2020.1, "not a date"),
    ],
)
def test_what_is_no_possible_date_says_why(written, reason):
    with pytest.raises(ValueError, match=reason):
        read_date(written, TODAY)
