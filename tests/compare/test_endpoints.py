from dlpulint.compare.data import EndpointChange, FieldChange, Pair
from dlpulint.compare.endpoints import contract_changes
from tests.compare.samples import endpoint, model


def test_the_same_contract_has_no_changes() -> None:
    assert contract_changes(model(), model("b" * 64)) == ()


def test_another_type_and_scale_are_told() -> None:
    new = model(inputs=[endpoint(dtype="int8", scale=0.5, zero_point=0)])
    assert contract_changes(model(), new) == (
        EndpointChange(
            "input",
            Pair("image", "image"),
            (
                FieldChange("dtype", "uint8", "int8"),
                FieldChange("scale", 0.0078125, 0.5),
                FieldChange("zero_point", 128, 0),
            ),
        ),
    )


def test_outputs_that_changed_places_are_told() -> None:
    old = model(outputs=[endpoint("boxes"), endpoint("scores")])
    new = model(outputs=[endpoint("scores"), endpoint("boxes")])
    assert contract_changes(old, new) == (
        EndpointChange("output", Pair("scores", "scores"), (FieldChange("position", 1, 0),)),
        EndpointChange("output", Pair("boxes", "boxes"), (FieldChange("position", 0, 1),)),
    )


def test_a_renamed_input_is_the_one_in_its_place() -> None:
    new = model(inputs=[endpoint("images", shape=(1, 3, None, 96))])
    assert contract_changes(model(), new) == (
        EndpointChange(
            "input",
            Pair("image", "images"),
            (
                FieldChange("name", "image", "images"),
                FieldChange("shape", (1, 96, 96, 3), (1, 3, None, 96)),
            ),
        ),
    )


def test_one_more_and_one_less_are_told() -> None:
    two = model(outputs=[endpoint("boxes"), endpoint("scores")])
    assert contract_changes(model(), two) == (
        EndpointChange("output", Pair(None, "boxes"), ()),
        EndpointChange("output", Pair("scores", "scores"), (FieldChange("position", 0, 1),)),
    )
    assert EndpointChange("output", Pair("boxes", None), ()) in contract_changes(two, model())


def test_of_a_file_that_cannot_be_read_nothing_is_told() -> None:
    assert contract_changes(None, model()) == ()
