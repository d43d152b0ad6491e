"""The closing line of `make test` counts every phase, or is not printed."""

from tests.machine.totals import total


def results(folder, name, **counts):
    numbers = " ".join(f'{key}="{value}"' for key, value in counts.items())
    path = folder / name
    path.write_text(f'<?xml version="1.0"?><testsuites><testsuite name="pytest" {numbers}/></testsuites>')
    return path


def test_phases_are_added_and_an_error_is_a_failure(tmp_path):
    sqlite = results(tmp_path, "sqlite.xml", tests=12, failures=1, errors=1, skipped=2)
    journeys = results(tmp_path, "journeys.xml", tests=3, failures=0, errors=0, skipped=0)
    assert total([sqlite, journeys]) == "11 passed, 2 failed, 2 skipped"


def test_a_phase_that_broke_off_leaves_no_total(tmp_path):
    whole = results(tmp_path, "whole.xml", tests=1, failures=0, errors=0, skipped=0)
    cut = tmp_path / "cut.xml"
    cut.write_text("<testsuites><testsuite tests=")
    assert total([whole, cut]) is None
    assert total([whole, tmp_path / "nowhere.xml"]) is None
