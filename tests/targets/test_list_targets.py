"""The targets of called miRNAs in one table."""

from mirtrd.targets.list_targets import list_targets

PAIRS = [
    ("m1", "A", "predicted", 0, "TargetScan"),
    ("m1", "B", "strong", 1, "miRTarBase"),
    ("m1", "C", "strong", 3, "miRTarBase,TarBase"),
    ("m2", "A", "weak", 1, "miRTarBase"),
    ("m3", "A", "strong", 1, "miRTarBase"),
]


def test_the_called_mirnas_come_in_their_order_with_the_best_targets_first():
    rows = list(list_targets(PAIRS, {"m2": "down", "m1": "up"}, {"theme": frozenset("A")}))
    assert rows == [
        ("m2", "down", "A", "weak", 1, "miRTarBase", "theme"),
        ("m1", "up", "C", "strong", 3, "miRTarBase,TarBase", ""),
        ("m1", "up", "B", "strong", 1, "miRTarBase", ""),
        ("m1", "up", "A", "predicted", 0, "TargetScan", "theme"),
    ]


def test_without_calls_there_are_none():
    assert list(list_targets(PAIRS, {}, {})) == []
