"""Hypothesis strategies: spreadsheets as people save them, good rows and bad ones mixed."""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime

from hypothesis import strategies as st

COLUMNS = ["modelo", "placa", "ano", "valor_fipe"]
Record = list[str]
DIGIT_LETTERS = "ABCDEFGHIJ"


@dataclass(frozen=True)
class SheetFile:
    """A CSV file and what one has to know to read it."""

    content: bytes
    delimiter: str


def mostly(good: st.SearchStrategy[str], bad: list[str]) -> st.SearchStrategy[str]:
    """`good` nine times out of ten, else blank or one of `bad`."""
    wrong = st.sampled_from(["", " ", "\u00a0 ", *bad])
    return st.integers(0, 9).flatmap(lambda pick: wrong if pick == 0 else good)


UNSEEN = "\u200b\u200d\u2060\ufeff\u00ad"


@st.composite
def disguised(draw: st.DrawFn, good: st.SearchStrategy[str], bad: list[str]) -> str:
    """Mostly as `mostly`; now and then wrapped as `="x"`, or with characters that nobody sees."""
    text = draw(mostly(good, bad))
    kind = draw(st.integers(0, 19))
    if kind == 0:
        return '="' + text.replace('"', '""') + '"'
    if kind == 1:
        at = draw(st.integers(0, len(text)))
        return text[:at] + draw(st.sampled_from(UNSEEN)) + text[at:]
    return text


# --- modelo -------------------------------------------------------------------------------------

TIDY_NAMES = ["VW Gol 1.0", "Citroën C3", "Fiat Strada 1.3, cabine dupla", 'Delivery "Express"']
UNTIDY_NAMES = [
    "  Onix   Plus ",
    "Sprinter\n415",
    "Daily\r\n35S14",
    "Kombi\u00a0Furgão",
    "Uno\tWay",
]
names = disguised(
    st.sampled_from(TIDY_NAMES + UNTIDY_NAMES)
    | st.text("aZ9 ãÇé.,;'\"/()-\u00a0\n", min_size=1, max_size=12).map(lambda text: f"m{text}")
    | st.integers(199, 200).map(lambda length: "x" * length)
    | st.just("y" * 100 + "   " + "y" * 99),
    [
        *("x" * 201, "çã " * 100, "#REF!", "#N/A", " #VALOR!", "####"),
        *("NULL", "none", "N/A", "-", "—", " ? ", "\u200b", '=""', '="-"'),
    ],
)

# --- placa --------------------------------------------------------------------------------------


@st.composite
def good_plates(draw: st.DrawFn) -> str:
    """Few vehicles, many spellings: so that the same one comes up again."""
    prefix = draw(st.sampled_from(["ABC", "AAA", "QXZ"]))
    digit = draw(st.integers(0, 9))
    letter = draw(st.sampled_from([str(digit), DIGIT_LETTERS[digit], "K"]))
    plate = f"{prefix}{draw(st.integers(1, 2))}{letter}3{draw(st.integers(3, 4))}"
    mark = draw(st.sampled_from(["", "", "", "-", " ", ".", "\u00a0", " - "]))
    plate = draw(st.sampled_from([str.upper, str.lower, str.title]))(plate[:3] + mark + plate[3:])
    return draw(st.sampled_from(["", "", " "])) + plate + draw(st.sampled_from(["", "", " "]))


plates = disguised(
    good_plates(),
    [
        *("S/PLACA", "XXX-XXXX", "ABC123", "ABC12345", "1BC1234", "ABC1CC4", "ABCD234", "ABC_1234"),
        *("ÁBC1234", "ABÇ1C34", "ABC１234", "ıBC1234", "ſBC1234", "ABC١234", "ABC1K3ß", "ABC1²34"),
        *("-", ".", "ABC1234 ABC1235", "ABC,1234"),
    ],
)

# --- ano ----------------------------------------------------------------------------------------

THIS_YEAR = datetime.now(UTC).year
OLDEST_AND_NEWEST = ["1900", str(THIS_YEAR + 1), f"{THIS_YEAR}/{THIS_YEAR + 1}"]
years = disguised(
    st.integers(1900, THIS_YEAR + 1).map(str)
    | st.sampled_from(
        ["2020.0", "2020,0", "2020.000", " 2019 ", "2020/2021", "1999/2000", "2020/2020"]
    )
    | st.sampled_from(["1992 Gasolina", "2016 diesel", "2019 Álcool", "2020/2021 Flex"])
    | st.sampled_from(OLDEST_AND_NEWEST),
    [
        *("1899", "2099", "32000", "abc", "20/21", "2020.5", "2020,50", "-2020", "0", "2020-2021"),
        *("2021/1899", "2021/2099", "2020/21", "2.020", "202", "20200", "9" * 25, "2020a", "1e3"),
        *("２０２０", "2020/", "NaN", "inf", "2_020", str(THIS_YEAR + 2)),
        *("2023/2022", "2022/2025", "2023/1998", "32000 Gasolina", "0 KM", "2020 Azul", "45292"),
    ],
)

# --- valor_fipe ---------------------------------------------------------------------------------


def grouped(amount: int, mark: str) -> str:
    """1234567 as 1.234.567."""
    return f"{amount:,}".replace(",", mark)


@st.composite
def styled_prices(draw: st.DrawFn, decimal: str) -> str:
    """A price as someone writes it whose decimal sign is `decimal`."""
    group = "." if decimal == "," else ","
    amount = draw(st.integers(1, 9_999) | st.integers(10_000, 9_999_999_998))
    cents = draw(
        st.sampled_from(["00", "5", "05", "99", "1250", "1350", "99501", "125", "000", "0000"])
    )
    return draw(
        st.sampled_from(
            [
                str(amount),
                f"{amount}{decimal}{cents}",
                f"{grouped(amount, group)}{decimal}{cents}",
                grouped(amount, group),
                f"{grouped(amount, ' ')}{decimal}{cents}",
            ]
        )
    )


def prices(signs: str) -> st.SearchStrategy[str]:
    """Prices of a column in which the decimal signs `signs` occur."""
    styled = st.sampled_from(signs).flatmap(styled_prices)
    dressed = st.tuples(
        st.sampled_from(["", "", "", "", "R$ ", "R$", "r$ ", "R$\u00a0", "BRL ", "  "]),
        styled,
        st.sampled_from(["", "", "", " ", "\u00a0", " reais"]),
    ).map("".join)
    edges = ["0.01", "0,01", "0.015", "0,005", "9999999999.99", "9999999999,99", "9999999999.994"]
    return disguised(dressed | st.sampled_from(edges), BAD_PRICES)


BAD_PRICES = [
    *("0", "0,00", "0.00", "0.004", "-1", "-1.234,56", "(1)", "(1.234,00)", "+1", "abc", "1e5"),
    *("10000000000", "9999999999.995", "9" * 45, "R$", "R$ -", "US$ 10,00", "+45000", "45.000,-"),
    *("1.23.456", "1,23,456", "1.234,567,89", "12.34,56", "1..2", "1,,2", "1.,2", "1,.2", "%", "."),
    *("１２３", "NaN", "inf", "1_000", "R$ R$ 1", "--1", "10%", "0x10", "1/2"),
    *(
        "1234.567",
        "1234,567",
        "0,125",
        "0053406",
        "005340-6",
        "2e+05",
        "'45000",
        "1.355,90€",
        "45,0000",
    ),
]

# --- records and files --------------------------------------------------------------------------


def records(columns: list[str], signs: str) -> st.SearchStrategy[Record]:
    """A record of any kind: whole, blank, or with too many or too few fields."""
    of_column = {"modelo": names, "placa": plates, "ano": years, "valor_fipe": prices(signs)}
    notes = st.sampled_from(["", "", "em manutenção", '12,5 "'])
    whole = st.tuples(*(of_column.get(name, notes) for name in columns)).map(list)
    ragged = st.one_of(
        whole.map(lambda record: [*record, "sobra"]),
        whole.map(lambda record: [*record, ""]),
        whole.map(lambda record: record[:3]),
        st.just(["Total da frota"]),
    )
    nothing = [[], [""], ["  "], [""] * len(columns), [" ", "", "\u00a0", " "], [""] * 6]
    kinds = st.sampled_from([whole] * 12 + [ragged, st.sampled_from(nothing)])
    return kinds.flatmap(lambda kind: kind)


headers = st.one_of(
    st.just(COLUMNS), st.permutations(COLUMNS), st.permutations([*COLUMNS, "observação"])
)


@st.composite
def sheet_files(draw: st.DrawFn) -> SheetFile:
    """A whole file."""
    columns = draw(headers)
    signs = draw(st.sampled_from([".", ",", ".,"]))
    rows = draw(st.lists(records(columns, signs), min_size=1, max_size=25))
    delimiter = draw(st.sampled_from(",;;\t|"))
    text = io.StringIO(newline="")
    writer = csv.writer(
        text,
        delimiter=delimiter,
        lineterminator=draw(st.sampled_from(["\n", "\r\n"])),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
    )
    writer.writerows([columns, *rows])
    content = text.getvalue()
    if draw(st.booleans()):  # the last line need not end
        content = content.rstrip("\r\n")
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]))
    return SheetFile(content.encode(encoding, errors="replace"), delimiter)
