"""Figures are what they say, and bars are held against the right side."""

import pytest

from benchmarks.figures import Figure, Section, at_least, at_most, median, milliseconds, percentile, write_tables


@pytest.mark.parametrize(
    ("share", "expected"), [(0.5, 50), (0.99, 99), (0.999, 100), (1.0, 100), (0.01, 1), (0.001, 1)]
)
def test_a_percentile_is_the_smallest_value_that_the_share_does_not_exceed(share, expected):
    assert percentile(list(range(100, 0, -1)), share) == expected


def test_nothing_has_no_percentile():
    with pytest.raises(ValueError, match="nothing was measured"):
        percentile([], 0.5)


def test_the_median_stands_in_the_middle():
    assert median([9, 1, 5]) == 5
    assert median([9, 1, 5, 6]) == 5.5


def test_durations_are_written_as_precisely_as_they_matter():
    assert milliseconds(1_234_567) == "1.23 ms"
    assert milliseconds(123_456_789) == "123 ms"


def test_a_bar_is_met_up_to_its_limit():
    assert at_most("memory", 500, 500, "MB").verdict == "at most 500 MB: met"
    assert at_most("memory", 500.1, 500, "MB").verdict == "at most 500 MB: NOT met"
    assert at_least("ratio", 0.25, 0.25, "", 2).verdict == "at least 0.25: met"
    assert at_least("ratio", 0.249, 0.25, "", 2).verdict == "at least 0.25: NOT met"
    assert Figure("cores", "2").verdict == ""


def test_tables_can_be_read_as_they_stand():
    section = Section("Start", [at_most("first start", 7.25, 10, "s", 1), Figure("ports", "2")], ["How it was done."])
    assert write_tables([section]) == (
        "## Start\n"
        "\n"
        "| measured    | value | bar               |\n"
        "| ----------- | ----: | ----------------- |\n"
        "| first start | 7.2 s | at most 10 s: met |\n"
        "| ports       |     2 |                   |\n"
        "\n"
        "How it was done.\n"
    )
