"""The example is what its generator says, and holds every way a row can go wrong."""

import random
from pathlib import Path

from examples import generate
from tests.oracle.reference import judge

EXAMPLE = Path(generate.__file__).with_name("frota.csv")


def test_the_example_is_what_the_generator_makes() -> None:
    rng = random.Random(generate.SEED)
    text = generate.csv_text(rng, generate.make_fleet(rng, generate.GOOD_ROWS))
    assert EXAMPLE.read_bytes() == text.encode()


def test_the_example_has_every_fault() -> None:
    verdict = judge(EXAMPLE, ",")
    faults = {(fault.code, fault.field) for fault in verdict.rejected}
    assert faults == {
        *(("required", name) for name in ("modelo", "placa", "ano", "valor_fipe")),
        ("invalid_plate", "placa"),
        ("invalid_year", "ano"),
        ("invalid_price", "valor_fipe"),
        ("malformed_row", ""),
    }
    assert len(verdict.duplicates) == generate.REPEATED_ROWS + 3
    assert verdict.total == 3_001
