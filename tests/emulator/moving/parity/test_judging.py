"""The verdict on a request, from what differs however the switches stand: nothing is the same that is not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics.emulator.comparison.compare import Change
from hsfunc_magics.emulator.moving.parity.asked.planned import PlannedRequest
from hsfunc_magics.emulator.moving.parity.difference import Difference
from hsfunc_magics.emulator.moving.parity.endpoint import verdicts_of
from hsfunc_magics.emulator.moving.parity.finding import Finding, Verdict, Weight
from hsfunc_magics.emulator.moving.parity.judging import Observed, Outcomes, judge

REQUEST = PlannedRequest("f", "plain")
STATUS = Difference("status", Change("~", "", "200", "500"))
BODY = Difference("body", Change("~", "$.a", "1", "2"))
COOKIE = Difference("headers", Change("-", "set-cookie", "a=1"))
ARRAYS = (("params", "arrays"),)
CONTACT = (("contact", "present"),)

_differences = st.lists(st.sampled_from([STATUS, BODY, COOKIE]), unique=True, max_size=3).map(tuple)
_outcomes = st.builds(Outcomes, _differences, st.dictionaries(st.sampled_from([ARRAYS, CONTACT]), _differences))
_documented = st.dictionaries(st.sampled_from([("headers",), ("forms",), ("headers", "body")]), _outcomes)


@given(st.builds(Observed, _outcomes, _documented), st.booleans())
def test_nothing_is_called_the_same_that_differs_under_any_switch(seen: Observed, cookies: bool) -> None:
    result = judge(REQUEST, seen, cookies_documented=cookies)
    outcomes = [seen.plain.default, *seen.plain.flipped.values()]
    assert (result.verdict is Verdict.SAME) == (not any(outcomes))
    if result.verdict is Verdict.DOCUMENTED:
        assert result.rows and all(outcomes)
    if not all(outcomes):
        assert result.verdict is not Verdict.DIFFERENT
    if result.otherwise is Verdict.SAME:
        assert not seen.plain.default


def test_an_outcome_that_one_value_makes_the_same_is_unknown() -> None:
    result = judge(REQUEST, Observed(Outcomes((BODY,), {ARRAYS: (), CONTACT: (BODY,)})))
    assert (result.verdict, result.otherwise, result.depends_on) == (Verdict.UNKNOWN, Verdict.DIFFERENT, ["params"])
    other = judge(REQUEST, Observed(Outcomes((), {ARRAYS: (BODY,)})))
    assert (other.verdict, other.otherwise, other.depends_on) == (Verdict.UNKNOWN, Verdict.SAME, ["params"])


def test_a_difference_that_no_value_takes_away_is_different_unless_the_mapping_tells_of_it() -> None:
    plain = Outcomes((BODY,), {ARRAYS: (STATUS,)})
    assert judge(REQUEST, Observed(plain)).verdict is Verdict.DIFFERENT
    told = judge(REQUEST, Observed(plain, {("headers",): Outcomes((), {ARRAYS: ()})}))
    assert (told.verdict, told.rows, told.differences) == (Verdict.DOCUMENTED, ("headers",), (BODY,))
    unknown = judge(REQUEST, Observed(plain, {("forms",): Outcomes((), {ARRAYS: ()})}))
    assert unknown.verdict is Verdict.UNKNOWN


def test_a_cookie_is_documented_only_where_the_source_sets_one_so() -> None:
    seen = Observed(Outcomes((COOKIE,)))
    assert judge(REQUEST, seen).verdict is Verdict.DIFFERENT
    assert judge(REQUEST, seen, cookies_documented=True).rows == ("Set-Cookie",)
    assert judge(REQUEST, Observed(Outcomes((COOKIE, BODY))), cookies_documented=True).verdict is Verdict.DIFFERENT


def test_what_varies_is_left_aside_as_long_as_it_is_of_the_same_kind() -> None:
    varying = {BODY.place}
    assert judge(REQUEST, Observed(Outcomes((BODY,)), varying=varying)).verdict is Verdict.SAME
    kind = Difference("body", Change("~", "$.a", "1", '"1"'))
    assert judge(REQUEST, Observed(Outcomes((kind,)), varying=varying)).verdict is Verdict.UNKNOWN
    gone = Difference("body", Change("-", "$.a", "1"))
    assert judge(REQUEST, Observed(Outcomes((gone, STATUS)), varying=varying)).verdict is Verdict.DIFFERENT


def test_an_endpoint_is_no_better_than_its_findings_let_it_be() -> None:
    same = judge(REQUEST, Observed())
    contact = Finding("contact", Weight.BLOCKING, "", least=Verdict.UNKNOWN, switch="contact")
    redirect = Finding("redirects", Weight.WARNING, "", least=Verdict.UNKNOWN, switch="redirects")
    assert verdicts_of([same], [], frozenset()) == (Verdict.SAME, Verdict.SAME)
    assert verdicts_of([same], [contact], frozenset()) == (Verdict.UNKNOWN, Verdict.SAME)
    # A redirect that was seen has been tried under both values.
    assert verdicts_of([same], [redirect], frozenset({"redirects"}))[0] is Verdict.SAME
    assert verdicts_of([same], [contact], frozenset({"contact"}))[0] is Verdict.UNKNOWN
