"""Every file of the corpus gives exactly its expectation through the API and the real job."""

from uuid import UUID

import pytest

from tests.contract.conftest import Together
from tests.corpus.expectations import Sample, samples
from tests.corpus.over_http import outcome, uploaded
from tests.effort import one_in


@pytest.mark.parametrize("sample", one_in(10, samples()), ids=lambda sample: sample.name)
def test_an_upload_gives_its_expectation(together: Together, sample: Sample) -> None:
    job_id = uploaded(together.http, sample)
    if job_id:
        together.pipeline.run(UUID(job_id))
        sample.check(outcome(together.http, job_id))
