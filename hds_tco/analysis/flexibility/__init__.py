"""Buying capacity ahead on a forecast, or leasing what follows the need, when growth is uncertain."""

from hds_tco.analysis.flexibility.break_even import (
    GrowthBreakEven,
    VolatilityBreakEven,
    break_even_growth,
    break_even_volatility,
)
from hds_tco.analysis.flexibility.buy_or_lease import Crossing, Point
from hds_tco.analysis.flexibility.lead_time import BuyingAhead, Policy, buying_ahead
from hds_tco.analysis.flexibility.premium import FlexibilityPremium, flexibility_premium
from hds_tco.analysis.flexibility.study import Flexibility, FlexibilityStudy, WayCost, flexibility, flexibility_study

__all__ = [
    "BuyingAhead",
    "Crossing",
    "Flexibility",
    "FlexibilityPremium",
    "FlexibilityStudy",
    "GrowthBreakEven",
    "Point",
    "Policy",
    "VolatilityBreakEven",
    "WayCost",
    "break_even_growth",
    "break_even_volatility",
    "buying_ahead",
    "flexibility",
    "flexibility_premium",
    "flexibility_study",
]
