from __future__ import annotations

import numpy as np
import pytest

from hds_tco.model.ledger import CostLine, label_key, total


def line(key: str, amounts: list[float], **more: str) -> CostLine:
    return CostLine(key, np.array(amounts), "operating", 3, "prices", bears_vat=True, **more)


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
