import torch

from rnn_playground.learning.parameters import Parameters


def make() -> Parameters:
    return Parameters.join({"W_xh.0": torch.ones(2, 3), "b_xh.0": torch.zeros(2), "W_hy": torch.full((1, 2), 5.0)})


def test_parameters_are_views_of_one_vector() -> None:
    parameters = make()
    assert list(parameters) == ["W_xh.0", "b_xh.0", "W_hy"]
    assert parameters.vector.tolist() == [1.0] * 6 + [0.0] * 2 + [5.0] * 2
    parameters.vector.mul_(2.0)
    assert parameters["W_hy"].tolist() == [[10.0, 10.0]]
    assert all(parameter.is_leaf and parameter.requires_grad for parameter in parameters.values())


def test_values_are_copied_in() -> None:
    value = torch.ones(2)
    parameters = Parameters.join({"b_y": value})
    parameters.vector.zero_()
    assert value.tolist() == [1.0, 1.0]
    wide = parameters.to(torch.float64)
    wide.vector.fill_(3.0)
    assert parameters.vector.tolist() == [0.0, 0.0]
    assert wide["b_y"].dtype == torch.float64


def test_layers_drop_their_number_and_have_the_read_out_beside_them() -> None:
    assert set(make().layer(0)) == {"W_xh", "b_xh", "W_hy"}


def test_another_vector_splits_alike() -> None:
    pieces = make().split(torch.arange(10.0))
    assert pieces["b_xh.0"].tolist() == [6.0, 7.0]
    assert pieces["W_hy"].tolist() == [[8.0, 9.0]]
