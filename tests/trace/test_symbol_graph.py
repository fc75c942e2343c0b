from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hds_tco.model import OPTIONS, lines_of, traced_years
from hds_tco.scenario import Scenario, resolve
from hds_tco.trace import Symbol, inputs_of, named, nodes_of, step_body, steps_of, symbol_input
from hds_tco.trace.symbol import children
from tests.builders import hosted, role, scenario


def input_of(name: str, value: Any = 2.0) -> Any:
    return symbol_input(name, value)


def is_used_before_it_is_there(nodes: list[Symbol]) -> bool:
    rank = {id(node): place for place, node in enumerate(nodes)}
    return any(rank[id(child)] >= rank[id(node)] for node in nodes for child in children(node))


def test_what_is_used_comes_before_what_uses_it_and_left_before_right() -> None:
    a, b = input_of("a"), input_of("b")
    made = (a + b) * np.exp(b)
    assert [node.op for node in nodes_of(made)] == ["input", "input", "add", "exp", "multiply"]
    assert [node.name for node in nodes_of(made)][:2] == ["a", "b"]


def test_each_node_comes_once_however_often_it_is_used() -> None:
    a = input_of("a")
    twice = a * a
    four = twice * twice
    assert [node.op for node in nodes_of(four)] == ["input", "multiply", "multiply"]
    assert len(nodes_of(four, twice, four, a)) == 3


def test_two_nodes_that_look_alike_stay_two() -> None:
    a = input_of("a")
    assert len(nodes_of((a + 1.0) * (a + 1.0))) == 4


def test_several_roots_are_walked_in_their_order() -> None:
    a, b = input_of("a"), input_of("b")
    assert [node.name for node in nodes_of(b, a)] == ["b", "a"]
    assert nodes_of() == []


def test_the_parts_of_what_is_put_together_are_walked() -> None:
    a, b = input_of("a", [1.0]), input_of("b", [2.0])
    made: Any = np.concatenate([a, np.array([5.0]), b])
    assert list(children(made)) == [a, b]
    assert [node.name for node in nodes_of(made)] == ["a", "b", ""]


def test_a_long_chain_does_not_exhaust_the_stack() -> None:
    node = input_of("a")
    for _ in range(20_000):
        node = node + 1.0
    assert len(nodes_of(node)) == 20_001


def test_steps_come_in_the_order_of_the_calculation() -> None:
    need = named("need", input_of("vms") * 2.0)
    price = named("price", input_of("price") * 3.0)
    cost = named("cost", need * price)
    assert [node.name for node in steps_of(cost + need)] == ["need", "price", "cost"]


def test_inputs_come_once_for_each_path() -> None:
    first, again, other = input_of("vms"), input_of("vms"), input_of("price")
    found = inputs_of(first * other + again)
    assert [node.name for node in found] == ["vms", "price"]
    assert found[0] is first


def test_the_body_of_a_step_stops_at_the_steps_and_inputs_that_it_reads() -> None:
    vms, price = input_of("vms"), input_of("price")
    need = named("need", vms * 2.0)
    cost = named("cost", np.maximum(need, 1.0) * price + need)
    assert {node.name for node in step_body(cost)} == {"need", "price"}
    assert len(step_body(cost)) == 2
    assert [node.name for node in step_body(need)] == ["vms"]
    assert [node.name for node in step_body(named("again", need))] == ["need"]
    assert step_body(vms) == []


@settings(deadline=None, derandomize=True, database=None, max_examples=50)
@given(st.data())
def test_any_graph_is_walked_in_order_and_once(data: st.DataObject) -> None:
    made: list[Any] = [input_of(f"i{rank}") for rank in range(data.draw(st.integers(1, 4)))]
    for rank in range(data.draw(st.integers(0, 25))):
        left, right = (data.draw(st.sampled_from(made)) for _ in range(2))
        made.append(named(f"s{rank}", left + right) if data.draw(st.booleans()) else left * right)
    root = data.draw(st.sampled_from(made))
    nodes = nodes_of(root)
    assert nodes[-1] is root
    assert len({id(node) for node in nodes}) == len(nodes)
    assert not is_used_before_it_is_there(nodes)
    reached, fresh = {id(root)}, [root]
    while fresh:
        fresh = [child for node in fresh for child in children(node) if id(child) not in reached]
        reached |= {id(child) for child in fresh}
    assert {id(node) for node in nodes} == reached


def traced(option: str) -> list[Any]:
    full: Scenario[Any] = scenario(
        {"hospital.vms": 30, "hospital.structured_tb": 4}, staff={"admin": role()}, hosted={"clinic": hosted(vms=3)}
    )
    return [line.amounts_eur for line in lines_of(OPTIONS[option], resolve(full, symbol_input), traced_years(3))]


def test_the_graph_of_an_option_is_in_order_and_its_steps_rest_on_steps_and_inputs() -> None:
    for option in OPTIONS:
        nodes = nodes_of(*traced(option))
        assert not is_used_before_it_is_there(nodes)
        assert len({id(node) for node in nodes}) == len(nodes)
        for step in steps_of(*traced(option)):
            assert {node.op for node in step_body(step)} <= {"step", "input"}


def test_each_line_of_an_option_is_a_step_of_its_own_name() -> None:
    for option in OPTIONS:
        assert all(node.op == "step" and node.name.startswith("line.") for node in traced(option))
