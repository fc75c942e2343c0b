from __future__ import annotations

import numpy as np
import pytest

from hds_tco.model import OPTIONS
from hds_tco.model.ledger import CostLine, label_key, total
from tests.builders import cost_lines, role


def line(key: str, amounts: list[float], own_label: str = "") -> CostLine:
    return CostLine(key, np.array(amounts), "operating", 3, "prices", bears_vat=True, own_label=own_label)


def test_the_total_adds_lines_year_by_year() -> None:
    assert total([line("a", [1, 2]), line("b", [10, -5])], np.zeros(2)).tolist() == [11.0, -3.0]


def test_the_total_of_no_line_is_zero_in_the_shape_asked_for() -> None:
    assert total([], np.ones((3, 2))).tolist() == [[0.0, 0.0]] * 3
    assert total([], np.arange(2)).dtype == np.float64  # type: ignore[arg-type]


def test_a_line_about_something_in_particular_shares_its_familys_label() -> None:
    assert label_key("service.vms", "") == "line.service.vms"
    assert label_key("staff.engineer", "Ingénieur") == "line.staff"


def test_a_line_that_a_user_composed_bears_its_own_label() -> None:
    assert line("mine", [0], own_label="Fouille de données").label() == "Fouille de données"


def test_a_line_cannot_be_changed_once_made() -> None:
    with pytest.raises(AttributeError):
        line("a", [0]).key = "b"  # type: ignore[misc]


# Nature, EPRD title, index, VAT: what each line says of itself. Machines and what is worked out from nominal lines are
# "fixed"; people, premiums, fees received and losses bear no VAT; sums given without detail hold it already.
SAID: dict[tuple[str, int, str, bool], str] = {
    ("investment", 4, "fixed", True): "purchase too_early emergency buy_out other_investment",
    ("investment", 4, "prices", True): """
        migration renewal lease_renewal project room_investment network_investment setup links_setup""",
    ("operating", 1, "wages", False): """
        staff freed_staff contract_ends on_call hosted_support certification.preparation certification.upkeep""",
    ("operating", 3, "wages", True): "contractors seconded",
    ("operating", 3, "prices", True): """
        old_platform room network security second_site links independent_copy uncovered_activities kept_operations
        local_room extended_support old_disposal
        certification.help certification.audit certification.surveillance
        planned_exit.project planned_exit.migration change.project change.migration change.setup change.links_setup
        procurement.hosting procurement.purchase procurement.lease
        migration.expensed setup.expensed links_setup.expensed retraining""",
    ("operating", 3, "prices", False): "insurance cyber_insurance",
    ("operating", 3, "fixed", False): "lease_insurance",
    ("operating", 3, "energy", True): "electricity",
    ("operating", 3, "licences", True): "licences windows",
    ("operating", 3, "contract", True): """
        service.vms service.structured service.imaging service.backup service.windows planned_exit.commitment""",
    ("risk", 3, "contract", True): "restitution.commitment",
    ("operating", 3, "fixed", True): """
        maintenance idle_maintenance rent unused_rent notice_rent return late_return lease_maintenance
        disposal bought_out_disposal old_contracts other_operating other_external planned_exit.double_running
        change.double_running service.hds service.secnumcloud service.second_site other_leasing""",
    ("income", 3, "prices", False): "hosted_fees",
    ("income", 3, "fixed", False): "hosted_recovery hosted_vat",
    ("income", 4, "fixed", True): "residual",
    ("risk", 1, "wages", False): "staff_back.pay",
    ("risk", 3, "prices", True): """
        restitution.migration restitution.legal restitution.fees staff_back.retraining lessor.legal lessor.migration""",
    ("risk", 3, "fixed", True): "restitution.double_running restitution.successor_price",
    ("risk", 4, "prices", False): """
        incidents incidents.data_loss restitution.interruption restitution.data_loss lessor.interruption""",
    ("risk", 4, "fixed", True): "lessor.replacement",
}
OF_EACH = (".servers", ".structured", ".imaging", ".backup", ".admin")


@pytest.mark.parametrize("option", OPTIONS)
def test_each_line_says_its_nature_its_title_its_index_and_its_vat(option: str) -> None:
    expected = {family: said for said, families in SAID.items() for family in families.split()}
    for key, line in cost_lines(OPTIONS[option], staff={"admin": role()}).items():
        family = key if key in expected else next(key.removesuffix(end) for end in OF_EACH if key.endswith(end))
        assert (line.nature, line.eprd_title, line.index, line.bears_vat) == expected[family], key
