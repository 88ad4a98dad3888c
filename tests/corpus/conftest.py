"""Shows what differs where a comparison outside of a test module fails."""

import pytest

pytest.register_assert_rewrite("tests.corpus.expectations")
