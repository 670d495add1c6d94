"""What a document does not have leaves a source: cases, tests and branches; what is left runs as before."""

from __future__ import annotations

from rnn_playground.export.script.pruning import prune

KINDS = {"Tanh", "Relu", "Sine"}
SOURCE = '''
def bend(kind, z):
    """Bend z."""
    match kind:
        case Tanh() | Relu():
            return abs(z)  # a reason
        case Sine():
            return -z
        case _ as unreachable:
            assert_never(unreachable)


def is_even(kind):
    if isinstance(kind, Sine):
        return False
    return "yes" if isinstance(kind, Relu | Sine) else "no"
'''


class Tanh:
    pass


class Relu:
    pass


def names_in(source: str) -> dict[str, object]:
    names: dict[str, object] = {"Tanh": Tanh, "Relu": Relu}
    exec(source, names)
    return names


def test_one_case_that_is_left_stands_for_the_match_with_its_comments() -> None:
    pruned = prune(SOURCE, KINDS, {"Relu"})
    assert "match" not in pruned
    assert "Sine" not in pruned
    assert "    return abs(z)  # a reason" in pruned
    names = names_in(pruned)
    assert names["bend"](Relu(), -2) == 2  # type: ignore[operator]
    assert names["is_even"](Relu()) == "yes"  # type: ignore[operator]


def test_tests_for_kinds_that_are_not_there_go() -> None:
    pruned = prune(SOURCE, KINDS, {"Tanh"})
    assert "isinstance" not in pruned
    assert names_in(pruned)["is_even"](Tanh()) == "no"  # type: ignore[operator]


def test_a_function_for_kinds_none_of_which_is_there_says_so() -> None:
    assert 'raise AssertionError("the experiment has nothing of this kind")' in prune(SOURCE, KINDS, set())


def test_what_is_used_stays() -> None:
    assert prune(SOURCE, KINDS, KINDS).count("case") == 2
    assert prune("x = isinstance(y, int)\n", KINDS, set()) == "x = isinstance(y, int)\n"
