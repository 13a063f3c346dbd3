from sangdam.foundation.jobs.traces import trace_of


def fail():
    raise KeyError("customer@example.com")


def test_a_trace_tells_where_and_not_what():
    try:
        fail()
    except KeyError as error:
        trace = trace_of(error)

    assert trace.startswith("KeyError at test_traces.py:5 fail < test_traces.py:10 ")
    assert "customer" not in trace


def test_a_trace_is_short_however_deep_the_error():
    def dive(depth):
        return dive(depth - 1) if depth else fail()

    try:
        dive(50)
    except KeyError as error:
        assert trace_of(error, depth=3).count("<") == 2


def test_an_error_that_was_never_raised_has_a_trace_too():
    assert trace_of(ValueError("secret")) == "ValueError at an unknown place"
