"""What is known of each file in the end, and the totals."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from foreign_files.children import Ended
from foreign_files.comparison import Comparison
from foreign_files.ours import Reading, Refusal, Table


@dataclass
class Result:
    """A file, how our reader ended, and what the other readers say."""

    path: Path
    ended: Ended
    # Reader -> a comparison, the rows it found where ours refused, or why it could not read.
    others: dict[str, Comparison | int | str] = field(default_factory=dict)

    @property
    def reading(self) -> Reading | None:
        """What our reader made of it; None when it crashed or hung."""
        return self.ended.result if self.ended.how == "returned" else None

    @property
    def is_failure(self) -> bool:
        """Whether our reader did what it never may."""
        return self.reading is None

    @property
    def verdict(self) -> str:
        """One word or two for what our reader did."""
        if self.reading is None:
            return self.ended.how
        return "read" if isinstance(self.reading.best, Table) else "refused"

    @property
    def description(self) -> str:
        """The verdict with its size, sentence or complaint."""
        if self.reading is None:
            return str(self.ended)
        best = self.reading.best
        if isinstance(best, Refusal):
            return f"refused: {best.sentence}"
        kind = "as any table" if self.reading.as_table else "as an import"
        return f"read {kind}, {best.rows} x {best.columns}"

    @property
    def comparisons(self) -> dict[str, Comparison]:
        """Those of the other readers that read the same."""
        return {k: v for k, v in self.others.items() if isinstance(v, Comparison)}

    @property
    def agreement(self) -> str:
        """What the other readers say of what ours read, or read where ours refused."""
        if self.verdict == "refused":
            rows = max((v for v in self.others.values() if isinstance(v, int)), default=0)
            return f"others read {rows} rows" if rows else ""
        if not self.comparisons:
            return "not read by others" if self.verdict == "read" else ""
        if any(comparison.unexplained for comparison in self.comparisons.values()):
            return "differs"
        kinds = sorted({kind for one in self.comparisons.values() for kind in one.kinds})
        return "agrees" + (f" but for: {', '.join(kinds)}" if kinds else "")

    def as_json(self) -> dict[str, Any]:
        """Everything, for programs."""
        reading = asdict(self.reading) if self.reading else None
        return {
            "file": str(self.path),
            "verdict": self.verdict,
            "description": self.description,
            "agreement": self.agreement,
            "seconds": round(self.ended.seconds, 3),
            "peak_mb": round(self.ended.peak_bytes / 1e6, 1),
            "reading": reading,
            "others": {
                name: asdict(said) if isinstance(said, Comparison) else said
                for name, said in self.others.items()
            },
        }


def totals(results: Sequence[Result]) -> Mapping[str, int]:
    """Files by verdict and agreement, refusals by code, differences by kind."""
    count: Counter[str] = Counter()
    for result in results:
        count[result.verdict] += 1
        if result.verdict == "read":
            count[f"read, {result.agreement.split(' but')[0]}"] += 1
        elif result.agreement:
            count["refused, read by others"] += 1
        if result.reading:
            count["read as an import"] += isinstance(result.reading.as_import, Table)
            if isinstance(result.reading.best, Refusal):
                count[f"refused: {result.reading.best.code}"] += 1
        for comparison in result.comparisons.values():
            for kind, times in comparison.kinds.items():
                count[f"cells that differ: {kind}"] += times
            count["cells compared"] += comparison.cells
    return dict(sorted(count.items()))
