"""CAC, LTV, payback and ROI of a channel, from sums."""

from uuid import UUID

from siyu.acquisition.channel_worth import line_of
from siyu.acquisition.models import Source
from siyu.acquisition.rules.channel_figures import Lack
from siyu.insight.service import LikelyMoney, SourceWorth

ID = UUID(int=1)
PAID = ((0, 300), (9, 1_000), (40, 2_500))
SHOP = SourceWorth(10, 6, 2_500, LikelyMoney(1_500, 1_000, None), PAID)


def test_every_ratio_is_of_the_same_people() -> None:
    line = line_of(Source(id=ID), {ID: 1_000}, SHOP)
    assert (line.cac, line.ltv) == (100, LikelyMoney(400, 350, None))
    assert (line.ltv_per_cac, line.payback_days) == (4.0, 9)
    assert (line.roi_rate, line.expected_roi_rate) == (1.5, 3.0)


def test_a_channel_that_has_not_earned_its_cost_is_not_paid_back() -> None:
    line = line_of(Source(id=ID), {ID: 2_501}, SHOP)
    assert (line.payback_days, line.roi_rate) == (Lack.NOT_PAID_BACK, -1 / 2_501)


def test_what_cannot_be_said_has_its_reason() -> None:
    free = line_of(Source(id=ID), {}, SHOP)
    assert (free.cac, free.ltv_per_cac, free.payback_days, free.roi_rate) == (Lack.NO_COST,) * 4
    refused = line_of(Source(id=ID), {ID: 1_000}, SourceWorth(10, 6, 2_500, None, PAID))
    assert (refused.ltv, refused.ltv_per_cac, refused.expected_roi_rate) == (Lack.NO_MODEL,) * 3
    assert (refused.cac, refused.payback_days) == (100, 9)
    nobody = line_of(Source(id=ID), {ID: 1_000}, SourceWorth(0, 0, 0, None, ()))
    assert (nobody.cac, nobody.ltv, nobody.ltv_per_cac) == (Lack.NO_FRIENDS,) * 3
