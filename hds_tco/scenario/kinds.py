"""What a field may hold: its unit, its bounds, and how what a user wrote becomes an `Assumption`.

A kind reads the raw value itself, so that every fault of a field is found and said in the user's words, with a likely
mend.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import inf, isfinite
from typing import Any, Literal, cast

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from hds_tco.locale import LANGUAGES, text
from hds_tco.scenario.assumption import CONFIDENCES, Assumption, Confidence, origin_faults
from hds_tco.scenario.distributions import DISTRIBUTIONS, Distribution, Lognormal, bounds_of, parts_of
from hds_tco.scenario.errors import Fault, close_to, shown
from hds_tco.scenario.suggestions import mended_flag, read_paper

SAYING = ("source", "url", "date", "confidence", "note", "unit")
SHAPING = ("value", "distribution", "low", "mode", "high", "p05", "p95", "values", "weights")
# No figure of a hospital comes near; what is above is a slip, and would not fit in a sum. It bounds no distribution.
MOST = 1e12
# No list has more items than three horizons have years, no table more parts.
LONGEST = 100
# A 90 % interval wider than this has a mean far outside it.
WIDEST = 10_000


@dataclass(frozen=True)
class Kind:
    """A family of fields.

    Parameters
    ----------
    name : str
        Key of its words in the catalogues: ``unit.<name>`` and ``expected.<name>``.
    suffixes : tuple of str
        Endings that a field of this kind may bear: the unit stands in the name.
    low, high : float
        Bounds, both allowed.
    per_year : bool
        Whether it holds one figure a year, from year 0 on.
    fill : {"hold", "zero"}
        For figures by year: what the years behind the last written one hold.
    length : int
        For lists of a fixed length (six activities); 0 when the horizon sets it.
    flag : bool
        Whether it holds true or false.
    whole : bool
        Whether it is a whole number (of years, of rents a year) that one decides, hence never a distribution.
    """

    name: str
    suffixes: tuple[str, ...]
    low: float = 0.0
    high: float = MOST
    per_year: bool = False
    fill: Literal["hold", "zero"] = "zero"
    length: int = 0
    flag: bool = False
    whole: bool = False

    @property
    def certain(self) -> bool:
        """Whether it takes no distribution: a yes or no, figures by year, years that one decides, a correlation."""
        return self.flag or self.per_year or self.whole or self.name == "correlation"

    @property
    def taxed(self) -> bool:
        """Whether its amounts are given with VAT; all others are given without."""
        return self.name == "euros_by_year"

    @property
    def in_percent(self) -> bool:
        """Whether a reader sees it in percent."""
        return self.name in ("share", "headroom", "share_by_year", "change", "price_step", "hazard")

    def read(self, raw: Any) -> Assumption:
        """Return the assumption that a user wrote, or raise every fault in it at once."""
        if isinstance(raw, Assumption):  # one of another scenario
            raw = self.write(raw)
        faults: list[Fault] = []
        assumption = self._read_table(raw, faults) if isinstance(raw, dict) else self._read_bare(raw, faults)
        if faults or assumption is None:
            raise PydanticCustomError("faults", "faults", {"faults": faults})
        return assumption

    def write(self, assumption: Assumption) -> dict[str, Any]:
        """Return the table that a scenario file would hold; `read` takes it back to the same assumption."""
        table = assumption.as_toml()
        if self.flag:
            table["value"] = bool(assumption.value)
        elif self.whole:
            table["value"] = int(cast("float", assumption.value))
        if isinstance(assumption.distribution, Lognormal):
            own = dict(zip(("low", "high"), self.own_bounds, strict=True))
            return {key: value for key, value in table.items() if key not in own or value != own[key]}
        return table

    @property
    def own_bounds(self) -> tuple[float, float]:
        """What no figure of this kind passes, whatever its distribution: a lognormal is cut there."""
        return max(self.low, 0.0), inf if self.high >= MOST else self.high

    def _read_bare(self, raw: Any, faults: list[Fault]) -> Assumption | None:
        value = self._read_value(raw, "", faults)
        return None if value is None else Assumption(value)

    def _read_table(self, raw: dict[str, Any], faults: list[Fault]) -> Assumption | None:
        confidences = {"choices": ", ".join(CONFIDENCES)}
        unknown = [key for key in list(raw)[:LONGEST] if key not in SAYING + SHAPING]
        faults += [Fault("unknown_field", key, mend=close_to(key, SAYING + SHAPING)) for key in unknown]
        for key in SAYING:
            if not isinstance(raw.get(key, ""), str):
                mend = "" if isinstance(raw[key], dict | list) else f'"{shown(raw[key])}"'
                faults.append(Fault("text_expected", key, shown(raw[key]), mend=mend))
        if isinstance(raw.get("confidence"), str) and raw["confidence"] not in CONFIDENCES:
            near = raw["confidence"].strip().upper()
            mend = near if near in CONFIDENCES else ""
            faults.append(Fault("choice", "confidence", shown(raw["confidence"]), confidences, mend))
        if "unit" in raw and raw["unit"] not in self.suffixes:
            mend = self.suffixes[0] if len(self.suffixes) == 1 else ""
            faults.append(Fault("unit", "unit", shown(raw["unit"]), {"unit": f"@unit.{self.name}"}, mend))
        origin = {key: str(raw[key]) for key in SAYING if key in raw and key != "unit"}
        if origin.get("source") and "confidence" not in origin:
            faults.append(Fault("confidence_missing", "confidence", values=confidences))
        faults += origin_faults(origin)
        distribution: Distribution | None = None
        value: float | tuple[float, ...] | None = None
        if "value" in raw:
            value = self._read_value(raw["value"], "value", faults)
            extra = [key for key in SHAPING if key in raw and key != "value"]
            if extra:
                faults.append(Fault("value_and_distribution", extra[0]))
        elif self.certain:
            code = "no_distribution" if any(key in raw for key in SHAPING) else "value_missing"
            faults.append(Fault(code, values={"expected": f"@expected.{self.name}"}))
        else:
            distribution = self._read_distribution(raw, faults)
            value = None if distribution is None else distribution.mean
        if faults or value is None:
            return None
        confidence = cast("Confidence", origin.pop("confidence", "G"))
        return Assumption(value, distribution, confidence=confidence, **origin)

    def _read_distribution(self, raw: dict[str, Any], faults: list[Fault]) -> Distribution | None:
        name = raw.get("distribution") or _guess_distribution(raw)
        if not isinstance(name, str) or name not in DISTRIBUTIONS:
            code = "choice" if "distribution" in raw else "value_missing"
            values = {"choices": ", ".join(DISTRIBUTIONS), "expected": f"@expected.{self.name}"}
            path = "distribution" if code == "choice" else ""
            mend = close_to(name, DISTRIBUTIONS) if isinstance(name, str) and name != "normal" else ""
            faults.append(Fault(code, path, shown(raw.get("distribution", "")), values, mend))
            return None
        wanted, bounds = parts_of(name), bounds_of(name)
        for key in SHAPING[2:]:
            if key in raw and key not in wanted + bounds:
                words = {"name": name, "parts": ", ".join(wanted + bounds)}
                faults.append(Fault("part_unused", key, shown(raw[key]), words))
        parts: dict[str, Any] = {}
        for key in (*wanted, *(key for key in bounds if key in raw)):
            if key not in raw:
                faults.append(Fault("part_missing", key, values={"name": name, "parts": ", ".join(wanted)}))
            elif name == "discrete":
                parts[key] = _numbers(raw[key], key, faults)
            else:
                parts[key] = self._read_number(raw[key], key, faults)
        if any(key not in parts for key in wanted) or None in parts.values():
            return None
        self._check_parts(name, parts, faults)
        if faults:
            return None
        if name == "lognormal":
            low, high = self.own_bounds
            parts["low"] = max(parts.get("low", low), low)
            parts["high"] = parts["high"] if parts.get("high", MOST) < MOST else high
        return DISTRIBUTIONS[name](**parts)

    def _check_parts(self, name: str, parts: dict[str, Any], faults: list[Fault]) -> None:
        for ladder in (("low", "mode", "high"), ("p05", "p95")):
            for below, above in pairwise([key for key in ladder if key in parts]):
                if parts[below] > parts[above]:
                    words = {"below": below, "above": above, "above_value": shown(parts[above])}
                    faults.append(Fault("order", below, shown(parts[below]), words))
        if name == "lognormal" and not faults:
            self._check_cut(parts, faults)
        if name == "lognormal" and parts["p05"] <= 0:
            faults.append(Fault("not_positive", "p05", shown(parts["p05"])))
        elif name == "lognormal" and parts["p95"] > WIDEST * parts["p05"]:
            words = {"low": shown(parts["p05"]), "most": shown(WIDEST)}
            faults.append(Fault("too_wide", "p95", shown(parts["p95"]), words))
        if name == "discrete":
            values, weights = parts["values"], parts["weights"]
            if not values or len(values) != len(weights):
                words = {"values": str(len(values)), "weights": str(len(weights))}
                faults.append(Fault("weights_count", "weights", values=words))
            elif min(weights) < 0 or sum(weights) <= 0:
                faults.append(Fault("weights_sign", "weights", shown(list(weights))))
            faults += [fault for value in values if (fault := self._bounds_fault(value, "values")) is not None]

    def _check_cut(self, parts: dict[str, Any], faults: list[Fault]) -> None:
        """Refuse a bound inside the 90 % interval, which would cut off what the interval says to be likely."""
        words = {"below": shown(parts["p05"]), "above": shown(parts["p95"])}
        if parts.get("low", parts["p05"]) > parts["p05"]:
            faults.append(Fault("bound_inside", "low", shown(parts["low"]), words, shown(parts["p05"])))
        if parts.get("high", parts["p95"]) < parts["p95"]:
            faults.append(Fault("bound_inside", "high", shown(parts["high"]), words, shown(parts["p95"])))

    def _read_value(self, raw: Any, path: str, faults: list[Fault]) -> float | tuple[float, ...] | None:
        if not self.per_year:
            return self._read_number(raw, path, faults)
        if not isinstance(raw, list | tuple) or not 0 < len(raw) <= LONGEST:
            faults.append(Fault("list_expected", path, shown(raw), {"expected": f"@expected.{self.name}"}))
            return None
        if self.length and len(raw) != self.length:
            faults.append(Fault("six_activities", path, str(len(raw))))
        numbers = [
            self._read_number(item, f"{path}.{rank}" if path else str(rank), faults) for rank, item in enumerate(raw)
        ]
        return None if None in numbers else tuple(number for number in numbers if number is not None)

    def _read_number(self, raw: Any, path: str, faults: list[Fault]) -> float | None:
        fault = self._number_fault(raw, path)
        if fault is None:
            return float(raw)
        faults.append(fault)
        return None

    def _number_fault(self, raw: Any, path: str) -> Fault | None:
        """Return what is wrong with a number, or with a yes or no; None if nothing is."""
        words = {"expected": f"@expected.{self.name}"}
        if self.flag:
            good = isinstance(raw, bool) or (isinstance(raw, float) and raw in (0.0, 1.0))  # as one reads it back
            return None if good else Fault("wrong_type", path, shown(raw), words, mended_flag(shown(raw)))
        if isinstance(raw, str):
            return self._paper_fault(raw, path)
        if isinstance(raw, bool) or not isinstance(raw, int | float) or (isinstance(raw, float) and not isfinite(raw)):
            return Fault("wrong_type", path, shown(raw), words)
        if self.whole and raw != int(raw):
            return Fault("wrong_type", path, shown(raw), words, str(round(raw)))
        return self._bounds_fault(raw, path)

    def _paper_fault(self, raw: str, path: str) -> Fault:
        """Return the fault of a number written as on paper, with the number that it stands for in this unit."""
        words = {"expected": f"@expected.{self.name}"}
        read = read_paper(self._without_unit(raw), self.suffixes)
        if read is None:
            return Fault("wrong_type", path, shown(raw), words)
        number, tax = read
        if tax and (tax == "with") is not self.taxed:
            return Fault("with_vat" if tax == "with" else "without_vat", path, shown(raw), words)
        fits = self.low <= number <= self.high and not (self.whole and number != round(number))
        return Fault("wrong_type", path, shown(raw), words, f"{number:.12g}" if fits else "")

    def _without_unit(self, raw: str) -> str:
        """Return a text without the unit that a screen shows behind such a figure, in either language."""
        units = (text(f"unit.{self.name}", lang) for lang in LANGUAGES)
        bare = (raw.strip().removesuffix(unit).strip() for unit in units if unit)
        return next((words for words in bare if words[-1:].isdigit()), raw)

    def _bounds_fault(self, value: float, path: str) -> Fault | None:
        if self.low <= value <= self.high:
            return None
        mend = ""
        if self.high <= 1 and 100 * self.low <= value <= 100 * self.high:
            mend = shown(value / 100)
        elif value < self.low and self.low <= -value <= self.high:
            mend = shown(-value)
        is_low = value < self.low
        words = {"expected": f"@expected.{self.name}", "bound": shown(float(self.low if is_low else self.high))}
        return Fault("too_low" if is_low else "too_high", path, shown(value), words, mend)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.read, serialization=core_schema.plain_serializer_function_ser_schema(self.write)
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        if self.flag:
            bare: dict[str, Any] = {"type": "boolean"}
        else:
            bare = {"type": "integer" if self.whole else "number", "minimum": self.low, "maximum": self.high}
        if self.per_year:
            bare = {"type": "array", "items": bare, "minItems": self.length or 1}
            bare["maxItems"] = self.length or LONGEST
        origin: dict[str, Any] = {key: {"type": "string"} for key in SAYING}
        origin |= {"unit": {"enum": list(self.suffixes)}, "confidence": {"enum": list(CONFIDENCES)}}
        tables = [_table({"value": bare}, ("value",), origin)]
        if not self.certain:
            for name in DISTRIBUTIONS:
                item = {"type": "array", "items": bare} if name == "discrete" else bare
                shape = {"distribution": {"const": name}} | dict.fromkeys(parts_of(name) + bounds_of(name), item)
                named_by_parts = name in ("pert", "lognormal", "discrete")
                wanted = parts_of(name) if named_by_parts else ("distribution", *parts_of(name))
                tables.append(_table(shape, wanted, origin))
        return {"anyOf": [bare, *tables], "x-unit": self.name}


def _table(shape: dict[str, Any], required: tuple[str, ...], origin: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": shape | origin,
        "required": list(required),
        "additionalProperties": False,
    }


def _guess_distribution(raw: dict[str, Any]) -> str:
    """Name the distribution that the parts tell: an interval is a lognormal, three points are a PERT."""
    if "mode" not in raw and ("p05" in raw or "p95" in raw):
        return "lognormal"
    if "low" in raw or "mode" in raw or "high" in raw:
        return "pert"
    return "discrete" if "values" in raw else ""


def _numbers(raw: Any, path: str, faults: list[Fault]) -> tuple[float, ...] | None:
    if (
        isinstance(raw, list | tuple)
        and len(raw) <= LONGEST
        and all(isinstance(item, int | float) and not isinstance(item, bool) and abs(item) <= MOST for item in raw)
    ):
        return tuple(float(item) for item in raw)
    faults.append(Fault("list_expected", path, shown(raw), {"expected": "@expected.list"}))
    return None


EUROS = Kind("euros", ("eur",))
EUROS_PER_YEAR = Kind("euros_per_year", ("eur_per_year",))
EUROS_BY_YEAR = Kind("euros_by_year", ("eur_by_year",), low=-MOST, per_year=True)
EUROS_BY_ACTIVITY = Kind("euros_by_activity", ("eur_per_year_by_activity",), per_year=True, length=6)
EUROS_PER_KWH = Kind("euros_per_kwh", ("eur_per_kwh",))
EUROS_PER_TB = Kind("euros_per_tb", ("eur_per_tb",))
EUROS_PER_TB_YEAR = Kind("euros_per_tb_year", ("eur_per_tb_per_year",))
EUROS_PER_TB_MONTH = Kind("euros_per_tb_month", ("eur_per_tb_per_month",))
EUROS_PER_VM = Kind("euros_per_vm", ("eur_per_vm",))
EUROS_PER_VM_YEAR = Kind("euros_per_vm_year", ("eur_per_vm_per_year",))
EUROS_PER_VM_MONTH = Kind("euros_per_vm_month", ("eur_per_vm_per_month",))
EUROS_PER_VCPU_MONTH = Kind("euros_per_vcpu_month", ("eur_per_vcpu_per_month",))
EUROS_PER_GB_MONTH = Kind("euros_per_gb_month", ("eur_per_gb_per_month",))
EUROS_PER_CORE = Kind("euros_per_core", ("eur_per_core",))
EUROS_PER_CORE_YEAR = Kind("euros_per_core_year", ("eur_per_core_per_year",))
EUROS_PER_GB = Kind("euros_per_gb", ("eur_per_gb",))
EUROS_PER_DAY = Kind("euros_per_day", ("eur_per_day",))
EUROS_PER_POST = Kind("euros_per_post", ("eur_per_post",))
SHARE = Kind("share", ("share", "share_per_year", "probability"), high=1.0)
# A need divided by what is left of a machine: all of it may not be kept free.
HEADROOM = Kind("headroom", ("headroom_share",), high=0.9)
SHARE_BY_YEAR = Kind("share_by_year", ("share_by_year",), high=1.0, per_year=True, fill="hold")
CHANGE = Kind("change", ("per_year",), low=-0.9, high=1.0)
# Once, up or down, where a change of `CHANGE` comes every year.
PRICE_STEP = Kind("price_step", ("price_step_share",), low=-0.9, high=1.0)
HAZARD = Kind("hazard", ("rate_per_year",), high=2.0)
FACTOR = Kind("factor", ("factor",), high=100.0)
# What gets worse with age: never better.
AGEING = Kind("ageing", ("incident_rate_factor",), low=1.0, high=10.0)
COUNT = Kind(
    "count",
    (
        *("vms", "beds", "patients_per_year", "establishments", "staff_in_scope", "fte"),
        "servers_per_site",
    ),
)
# Posts more than another option has, or fewer.
MORE_POSTS = Kind("more_posts", ("extra_fte",), low=-1000.0, high=1000.0)
SIZE = Kind(
    "size",
    ("servers_per_module", "module_tb", "vcpus_per_vm", "cores_per_server", "vcpus_per_core"),
    low=0.001,
)
TERABYTES = Kind("terabytes", ("tb",))
# What a server holds, divided by what a machine asks for: neither is nothing.
GIGABYTES = Kind("gigabytes", ("ram_gb_per_vm", "ram_gb_per_server"), low=0.001)
TB_PER_TB = Kind("tb_per_tb", ("tb_per_tb",), high=20.0)
TB_PER_DAY = Kind("tb_per_day", ("tb_per_day",), low=0.001)
KILOWATTS = Kind("kilowatts", ("kw", "kw_per_tb", "kw_per_core"), high=1000.0)
PUE = Kind("pue", ("pue",), low=1.0, high=5.0)
DAYS = Kind("days", ("days", "person_days", "person_days_per_year"), high=10000.0)
DAYS_PER_YEAR = Kind("days_per_year", ("days_per_year",), high=366.0)
MONTHS = Kind("months", ("months",), high=120.0)
YEARS = Kind("years", ("years",), high=50.0, whole=True)
FREQUENCY = Kind("frequency", ("rents_per_year",), low=1.0, high=12.0, whole=True)
LIFE = Kind("life", ("years",), low=1.0, high=50.0, whole=True)
YEAR_RANK = Kind("year_rank", ("year",), high=50.0)
CORRELATION = Kind("correlation", ("rank_correlation",), low=-1.0, high=1.0)
FLAG = Kind("flag", (), flag=True)
# How names of fields end.
SUFFIXES = tuple(
    dict.fromkeys(suffix for kind in list(globals().values()) if isinstance(kind, Kind) for suffix in kind.suffixes)
)
