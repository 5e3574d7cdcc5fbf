"""The ledger: what it derives, how it prints, and every fault of the tables it refuses."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from casebook import ledger as ledgers
from casebook.findings import CasebookError, Finding
from casebook.ledger import READS_VARIABLE, Ledger, UnknownFigureError, load
from casebook.quantity import AwaitedError
from casebook.records import GRADES, period_in_words
from casebook.tables import ROOT, Row
from tests.data_folder import DataFolder


@pytest.fixture(scope="module")
def real() -> Ledger:
    """Return the ledger of the real data."""
    return load()


# ---------- figures ----------

REPORTED = {
    "village.merged": "3个",
    "village.area": "27.5平方公里",
    "village.farmland": "7858亩",
    "village.forest": "11850亩",
    "village.water": "600余亩",
    "village.reservoirs": "6座",
    "village.households": "1275户",
    "village.population": "4086人",
    "village.areas": "12个",
    "village.groups": "38个",
    "party.cadres": "6名",
    "party.liaison": "1名",
    "party.general_branch": "1个",
    "party.branches": "3个",
    "party.members": "134名",
    "party.plaques": "134名",
    "party.pledges": "8项",
    "party.service_members": "70余名",
    "party.service_groups": "6个",
    "tobacco.area_2000": "80亩",
    "tobacco.area_2021": "1300亩",
    "tobacco.income": "570万元/年",
    "collective.income": "40余万元/年",
    "tobacco.big_growers": "18户",
    "tobacco.jobs": "460余人/年",
    "tobacco.jobs_poor": "100余人",
    "tobacco.wages": "达200万元/年",
    "tobacco.gain_per_poor_household": "约1500余元",
    "support.households": "85户",
    "support.people": "207人",
    "support.funds": "45万元",
    "housing.cost": "35万元",
    "housing.homes": "7套",
    "centre.site": "2188平方米",
    "centre.floor": "约600平方米",
    "centre.cost": "165.8万元",
    "housing.renovated": "90%",
    "culture.teams": "5支",
    "duty.hours": "24小时/天",
    "insurance.rate": "达99%",
    "country.insurance_rate": "95%以上",
}
DERIVED = {
    "party.members_per_hundred": "3.28名/百人",
    "party.people_per_member": "30.5人/名",
    "party.members_per_branch": "44.7名/支部",
    "village.groups_per_area": "3.17组/片区",
    "village.households_per_group": "33.6户/组",
    "village.people_per_group": "107.5人/组",
    "village.people_per_household": "3.20人/户",
    "party.selected_share": "至少52.2%",
    "village.farmland_per_person": "1.92亩/人",
    "village.area_mu": "41,250亩",
    "village.listed_land_share": "至少49.2%",
    "tobacco.farmland_share": "16.5%",
    "tobacco.income_per_mu": "4385元/亩/年",
    "tobacco.pay_per_worker": "至多4348元/人",
    "support.funds_per_household": "5294元/户",
    "support.funds_per_person": "2174元/人",
    "duty.hours_per_cadre": "28小时/名/周",
}
ASSUMES = [
    "party.selected_share", "tobacco.farmland_share", "tobacco.income_per_mu", "tobacco.pay_per_worker",
    "duty.hours_per_cadre", "party.members_per_hundred",
]  # fmt: skip


@pytest.mark.parametrize(("figure_id", "printed"), [*REPORTED.items(), *DERIVED.items()])
def test_a_figure_prints_with_its_unit_and_direction(real: Ledger, figure_id: str, printed: str) -> None:
    assert real.phrase(figure_id) == printed


@pytest.mark.parametrize("figure_id", ASSUMES)
def test_what_must_be_assumed_is_said(real: Ledger, figure_id: str) -> None:
    assert real[figure_id].assumption


def test_a_derived_figure_has_the_weakest_grade_of_its_inputs(tables: DataFolder) -> None:
    grades = list(GRADES)
    assert grades == ["context", "reported", "restored", "assumed", "awaited"]
    for weaker in grades:
        tables.edit("facts", "tobacco.jobs", "grade", weaker)
        if weaker == "awaited":
            tables.edit("facts", "tobacco.jobs", "value", "")
        weakest = max("reported", weaker, key=grades.index)
        figure = load(tables.path)["tobacco.pay_per_worker"]
        assert figure.grade == weakest
        assert figure.grade_label == f"由本书推算（{GRADES[weakest]}）"


def test_a_derived_figure_gathers_what_vouches_for_its_inputs(real: Ledger) -> None:
    figure = real["party.selected_share"]
    assert [each.id for each in figure.inputs] == ["party.service_members", "party.members"]
    assert figure.when == "时间未载、发表时"
    assert figure.sources == ("report",)
    assert figure.formula_in_words == "甄选出的党员 ÷ 党员"
    assert figure.derived and not real["party.members"].derived


# ---------- phrases and placeholders ----------


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("tobacco.jobs", "460余人/年"),
        ("tobacco.jobs:value", "460余"),
        ("tobacco.jobs:amount", "460余人"),
        ("tobacco.jobs:each", "每年460余人"),
        ("tobacco.jobs:full", "460余人/年（时间未载）"),
        ("party.plaques:full", "134名（2019年6月）"),
        (" party.members ", "134名"),
    ],
)
def test_phrase_specs(real: Ledger, reference: str, text: str) -> None:
    assert real.phrase(reference) == text


def test_an_unknown_spec_names_the_known_ones(real: Ledger) -> None:
    with pytest.raises(ValueError, match="value、amount、each、full"):
        real.phrase("party.members:long")


def test_an_unknown_id_names_the_nearest(real: Ledger) -> None:
    with pytest.raises(UnknownFigureError) as caught:
        real["party.member"]
    assert "“party.member”" in str(caught.value)
    assert "party.members" in str(caught.value).partition("相近的有")[2]


def test_an_id_like_no_other_says_so(real: Ledger) -> None:
    with pytest.raises(UnknownFigureError, match="相近的也没有"):
        real["zzzzzzzz"]


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("党员{party.members}，其中{party.service_members:value}", "党员134名，其中70余"),
        ("原文印作“{plain:20196月}”", "原文印作“20196月”"),
        ("{plain:a:b}", "a:b"),
        ("没有括号", "没有括号"),
        ("{}与{\n}", "{}与{\n}"),
    ],
)
def test_fill(real: Ledger, text: str, filled: str) -> None:
    assert real.fill(text) == filled


def test_filling_with_an_unknown_id_fails(real: Ledger) -> None:
    with pytest.raises(UnknownFigureError):
        real.fill("共{party.nobody}")


def test_every_placeholder_of_the_data_can_be_filled(real: Ledger) -> None:
    figures = [text for each in real.figures.values() for text in (each.note, each.assumption)]
    claims = [each.note for each in real.claims.values()]
    events = [text for each in real.milestones.values() for text in (each.event, each.note)]
    filled = [real.fill(text) for text in figures + claims + events]
    assert [text for text in filled if "{" in text or "}" in text] == []


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("", "时间未载"),
        ("2000", "2000年"),
        ("2019-06", "2019年6月"),
        ("2021-12-31", "2021年12月31日"),
        ("2001/2020", "2001年至2020年"),
        ("发表时", "发表时"),
    ],
)
def test_period_in_words(period: str, words: str) -> None:
    assert period_in_words(period) == words


# ---------- what a reader of the ledger depends on ----------


def test_a_digest_changes_with_its_own_row_and_what_is_derived_from_it(real: Ledger, tables: DataFolder) -> None:
    tables.edit("facts", "tobacco.jobs", "value", "461")
    changed = load(tables.path)
    differing = {key for key in real.figures if real.digest(key) != changed.digest(key)}
    # The other rows name the changed figure in their notes, so a reader sees it there.
    named = {"collective.income", "tobacco.jobs_poor"} & differing
    assert differing - named == {"tobacco.jobs", "tobacco.jobs_per_mu", "tobacco.pay_per_worker"}
    assert real.digest("table:figures") != changed.digest("table:figures")


@pytest.mark.parametrize("column", ["label", "unit", "hedge_word", "period", "source", "grade", "note"])
def test_a_digest_changes_with_every_column(real: Ledger, tables: DataFolder, column: str) -> None:
    new = {"label": "另一名称", "unit": "万人/年", "hedge_word": "多", "period": "2020", "source": "cpc_2021",
           "grade": "assumed", "note": "另一说明"}[column]  # fmt: skip
    tables.edit("facts", "tobacco.jobs", column, new)
    assert load(tables.path).digest("tobacco.jobs") != real.digest("tobacco.jobs")


@pytest.mark.parametrize("table", ["claims", "milestones"])
def test_the_whole_table_s_digest_changes_with_claims_and_events(real: Ledger, tables: DataFolder, table: str) -> None:
    row = tables.rows(table)[0]
    tables.edit(table, row["id"], "note", "另一说明")
    assert load(tables.path).digest(f"table:{table}") != real.digest(f"table:{table}")


def test_a_digest_is_the_same_in_every_process(real: Ledger) -> None:
    code = "from casebook.ledger import ledger; print(ledger().digest('tobacco.pay_per_worker'))"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "7"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert run.stdout.strip() == real.digest("tobacco.pay_per_worker")


def test_every_reading_is_reported(real: Ledger) -> None:
    keys: list[str] = []
    watched = replace(real, on_read=keys.append)
    watched.phrase("party.members:value")
    watched.fill("{village.area}{plain:1}")
    watched.in_topic("party")
    with pytest.raises(UnknownFigureError):
        watched["party.nobody"]
    assert keys == [
        "party.members",
        "village.area",
        "table:figures",
        "table:claims",
        "table:milestones",
        "party.nobody",
    ]


@pytest.fixture
def fresh_ledger() -> Iterator[None]:
    """Let `ledger` read anew in a test, and after it."""
    ledgers.ledger.cache_clear()
    yield
    ledgers.ledger.cache_clear()


@pytest.mark.usefixtures("fresh_ledger")
def test_the_build_is_told_what_a_notebook_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(READS_VARIABLE, str(tmp_path / "reads"))
    for figure_id in ("party.members", "village.area", "party.members"):
        ledgers.ledger()[figure_id]
    assert (tmp_path / "reads").read_text("utf-8").split() == ["party.members", "village.area"]


def test_rows_of_a_topic_come_in_the_order_of_the_data(real: Ledger, tables: DataFolder) -> None:
    figures, claims, events = real.in_topic("party")
    facts = [row["id"] for table in ("facts", "indicators") for row in tables.rows(table)]
    assert [each.id for each in figures] == [each for each in facts if real.figures[each].topic == "party"]
    assert claims and {each.topic for each in claims} == {"party"}
    assert events and {each.topic for each in events} == {"party"}


# ---------- broken tables ----------

Break = Callable[[DataFolder], None]


def cell(table: str, row_id: str, column: str, text: str) -> Break:
    """Break one cell."""
    return lambda tables: tables.edit(table, row_id, column, text)


def awaiting(tables: DataFolder, row_id: str = "tobacco.jobs") -> DataFolder:
    """Leave a fact to be filled: nothing but its id, topic, label, unit and note."""
    tables.leave_to_fill(row_id)
    return tables


@pytest.mark.parametrize("spec", ["", ":value", ":amount", ":each", ":full"])
def test_an_awaited_figure_prints_so_in_every_form_and_takes_no_value(tables: DataFolder, spec: str) -> None:
    book = load(awaiting(tables).path)
    assert book.phrase(f"tobacco.jobs{spec}") == "待填"
    assert book.fill(f"每年用工{{tobacco.jobs{spec}}}。") == "每年用工待填。"
    figure = book["tobacco.jobs"]
    assert (figure.awaits, figure.sources, figure.when, figure.hedge_in_words) == (("tobacco.jobs",), (), "", "")
    assert figure.grade_label == "待填"
    with pytest.raises(AwaitedError, match=r"tobacco\.jobs"):
        _ = figure.quantity.value


def test_what_rests_on_an_awaited_figure_is_awaited(tables: DataFolder) -> None:
    book = load(awaiting(tables).path)
    derived = book["tobacco.pay_per_worker"]
    assert derived.awaits == ("tobacco.jobs",)
    assert (str(derived.quantity), derived.quantity.unit) == ("待填", "元/人")
    assert derived.grade_label == "由本书推算（待填）"
    assert derived.sources == ("report",)  # the other input's
    assert not book["tobacco.income_per_mu"].awaits


def test_an_awaited_figure_that_is_filled_changes_what_rests_on_it(tables: DataFolder) -> None:
    before = load(tables.path).digest("tobacco.pay_per_worker")
    assert load(awaiting(tables).path).digest("tobacco.pay_per_worker") != before


def test_an_awaited_formula_still_answers_for_its_unit(tables: DataFolder) -> None:
    awaiting(tables).edit("indicators", "tobacco.pay_per_worker", "unit", "亩")
    assert [each.column for each in tables.findings()] == ["formula"]


def test_the_part_of_an_awaited_whole_is_no_fault(tables: DataFolder) -> None:
    assert load(awaiting(tables, "village.area").path)["village.area"].awaits
    tables.edit("facts", "village.area", "unit", "人")
    assert {each.column for each in tables.findings()} >= {"part_of"}


def test_a_value_left_out_tells_of_the_grade_for_it(tables: DataFolder) -> None:
    tables.edit("facts", "party.members", "value", "")
    (found,) = tables.findings()
    assert found.column == "value" and "awaited（待填）" in found.message


@pytest.mark.parametrize("column", ["hedge", "source", "locator"])
def test_a_fact_with_a_value_has_all_that_vouches_for_it(tables: DataFolder, column: str) -> None:
    tables.edit("facts", "party.members", column, "")
    (found,) = tables.findings()
    assert (found.column, found.key, found.row) == (column, "cell-empty", tables.line("facts", "party.members"))


def test_an_awaited_row_with_a_value_is_refused(tables: DataFolder) -> None:
    awaiting(tables).edit("facts", "tobacco.jobs", "value", "460")
    (found,) = tables.findings()
    assert found.column == "value" and "“460”" in found.found and "grade" in found.mend


def test_an_awaited_row_says_what_is_to_be_filled(tables: DataFolder) -> None:
    awaiting(tables).edit("facts", "tobacco.jobs", "note", "")
    (found,) = tables.findings()
    assert (found.column, found.key) == ("note", "note-awaited")


SAME_ROW = [
    # what is wrong, table, row, column, text
    ("number with a unit in it", "facts", "party.members", "value", "134名"),
    ("number left out", "facts", "party.members", "value", ""),
    ("number that is none", "facts", "party.members", "value", "NaN"),
    ("label left out", "facts", "party.members", "label", ""),
    ("id badly formed", "facts", "party.members", "id", "Party Members"),
    ("unknown unit", "facts", "party.members", "unit", "位"),
    ("unknown part of a unit", "facts", "tobacco.jobs", "unit", "人/季"),
    ("unknown hedge", "facts", "party.members", "hedge", "大概"),
    ("unknown grade", "facts", "party.members", "grade", "guessed"),
    ("unknown source", "facts", "party.members", "source", "hearsay"),
    ("unknown topic", "facts", "party.members", "topic", "politics"),
    ("unknown whole", "facts", "village.farmland", "part_of", "village.nowhere"),
    ("period badly formed", "facts", "party.plaques", "period", "2019年6月"),
    ("whole of another kind", "facts", "village.farmland", "part_of", "village.population"),
    ("placeholder that leads nowhere", "facts", "party.members", "note", "见{party.nobody}。"),
    ("placeholder with an unknown spec", "facts", "party.members", "note", "见{party.cadres:long}。"),
    ("placeholder in a claim", "claims", "claim.open_n", "note", "见{party.nobody}。"),
    ("placeholder in an event", "milestones", "event.homes", "event", "修建{housing.nothing}"),
    ("placeholder in an assumption", "indicators", "party.selected_share", "assumption", "{party.nobody}"),
    ("event with an unknown figure", "milestones", "event.homes", "fact", "housing.homes housing.nothing"),
    ("date badly formed", "milestones", "event.homes", "date", "二〇一八年"),
    ("unknown source of a claim", "claims", "claim.open_n", "source", "hearsay"),
    ("quotation left out", "claims", "claim.open_n", "quote", ""),
    ("scheme with an unknown record", "schemes", "scheme.plaques", "records", "party.plaques party.nobody"),
    ("use that is no assumption", "uses", "use.lamps", "grade", "reported"),
    ("comparison with an unknown figure of the country", "comparison", "party.members", "country", "country.nobody"),
    ("comparison without its reason", "comparison", "party.members", "why", ""),
    ("unknown colour", "topics", "party", "colour", "pink"),
    ("formula over an unknown figure", "indicators", "party.selected_share", "formula", "party.nobody"),
    ("formula cut short", "indicators", "party.selected_share", "formula", "party.members /"),
    ("formula with a number", "indicators", "party.selected_share", "formula", "party.members / 2"),
    ("formula with a call", "indicators", "party.selected_share", "formula", "party.members()"),
    ("formula whose units do not fit", "indicators", "party.selected_share", "formula",
     "party.members + village.area"),
    ("formula with brackets in an id", "indicators", "village.area_mu", "formula", "(village).area"),
    ("formula with a space in an id", "indicators", "party.selected_share", "formula",
     "party .members / party.members"),
    ("formula over another indicator", "indicators", "party.selected_share", "formula",
     "party.members_per_hundred"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "row_id", "column", "text"),
    [each[1:] for each in SAME_ROW],
    ids=[each[0] for each in SAME_ROW],
)
def test_a_broken_cell_is_refused_with_its_place(
    tables: DataFolder, table: str, row_id: str, column: str, text: str
) -> None:
    line = tables.line(table, row_id)
    tables.edit(table, row_id, column, text)
    assert (f"data/{table}.csv", line, column) in places(tables.findings())


HEDGE_AGAINST_WORD = [
    ("party.members", "hedge_word", "余"),
    ("tobacco.jobs", "hedge_word", "达"),
    ("centre.floor", "hedge", "at_least"),
]


@pytest.mark.parametrize(("row_id", "column", "text"), HEDGE_AGAINST_WORD)
def test_a_hedge_word_that_contradicts_the_hedge_is_refused(
    tables: DataFolder, row_id: str, column: str, text: str
) -> None:
    line = tables.line("facts", row_id)
    tables.edit("facts", row_id, column, text)
    assert ("data/facts.csv", line, "hedge") in places(tables.findings())


def places(findings: list[Finding]) -> list[tuple[str, int | None, str]]:
    """Return where the findings are."""
    return [(each.file, each.row, each.column) for each in findings]


def test_a_cell_that_fits_raises_no_finding(tables: DataFolder) -> None:
    tables.edit("facts", "party.members", "value", "135")
    assert str(load(tables.path)["party.members"].quantity) == "135名"


def test_an_indicator_in_an_impossible_unit_is_refused(tables: DataFolder) -> None:
    tables.edit("indicators", "party.selected_share", "unit", "亩")
    (finding,) = tables.findings()
    assert (finding.file, finding.row) == (
        "data/indicators.csv",
        tables.line("indicators", "party.selected_share"),
    )
    assert finding.column in ("formula", "unit")


def test_a_part_above_its_whole_is_refused(tables: DataFolder) -> None:
    tables.edit("facts", "village.farmland", "value", "41251")
    (finding,) = tables.findings()
    assert places([finding]) == [("data/facts.csv", tables.line("facts", "village.farmland"), "part_of")]
    assert "41251亩" in finding.found and "27.5平方公里" in finding.found


def test_a_part_as_large_as_its_whole_passes(tables: DataFolder) -> None:
    tables.edit("facts", "village.farmland", "value", "41250")
    assert load(tables.path)["village.farmland"].quantity.value == 41250


@pytest.mark.parametrize(
    ("table", "like"),
    [("facts", "party.members"), ("claims", "claim.open_n"), ("indicators", "party.selected_share"),
     ("sources", "report"), ("milestones", "event.homes"), ("topics", "party")],
)  # fmt: skip
def test_a_repeated_id_is_refused_where_it_is_repeated(tables: DataFolder, table: str, like: str) -> None:
    tables.add(table, like)
    last = len(tables.file(table).read_text("utf-8").splitlines())
    assert (f"data/{table}.csv", last, "id") in places(tables.findings())


def test_an_indicator_with_the_id_of_a_fact_is_refused(tables: DataFolder) -> None:
    tables.add("indicators", "party.selected_share", id="party.members")
    last = len(tables.file("indicators").read_text("utf-8").splitlines())
    assert ("data/indicators.csv", last, "id") in places(tables.findings())


@pytest.mark.parametrize("table", ["facts", "indicators", "claims", "milestones", "sources", "topics"])
def test_a_missing_column_is_refused(tables: DataFolder, table: str) -> None:
    rows = tables.rows(table)
    column = list(rows[0])[-1]
    tables.write(table, [{k: v for k, v in row.items() if k != column} for row in rows])
    assert (f"data/{table}.csv", 1, column) in places(tables.findings())


@pytest.mark.parametrize("table", ["facts", "indicators", "claims", "milestones", "sources", "topics"])
def test_a_column_too_many_is_refused(tables: DataFolder, table: str) -> None:
    tables.write(table, [row | {"remark": ""} for row in tables.rows(table)])
    assert (f"data/{table}.csv", 1, "remark") in places(tables.findings())


def test_columns_in_another_order_are_refused(tables: DataFolder) -> None:
    rows = tables.rows("facts")
    tables.write("facts", [{"topic": row["topic"]} | row for row in rows])
    assert {("data/facts.csv", 1, "topic"), ("data/facts.csv", 1, "id")} <= set(places(tables.findings()))


def add_text(text: str) -> Callable[[str], str]:
    """Break a line of text at its end."""
    return lambda line: line + text


@pytest.mark.parametrize(
    "broken", [add_text(",x"), lambda line: line.rsplit(",", 1)[0]], ids=["cell too many", "cell too few"]
)
def test_a_row_with_another_number_of_cells_is_refused(tables: DataFolder, broken: Callable[[str], str]) -> None:
    line = tables.line("facts", "party.members")
    file = tables.file("facts")
    lines = file.read_text("utf-8").splitlines()
    lines[line - 1] = broken(lines[line - 1])
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert ("data/facts.csv", line) in [(each.file, each.row) for each in tables.findings()]


def test_an_empty_row_is_refused(tables: DataFolder) -> None:
    file = tables.file("facts")
    lines = file.read_text("utf-8").splitlines()
    lines.insert(4, "")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert ("data/facts.csv", 5) in [(each.file, each.row) for each in tables.findings()]


def test_another_encoding_is_refused_with_the_line(tables: DataFolder) -> None:
    line = tables.line("facts", "party.members")
    lines = tables.file("facts").read_bytes().splitlines(keepends=True)
    lines[line - 1] = lines[line - 1].decode("utf-8").encode("gb18030")
    tables.file("facts").write_bytes(b"".join(lines))
    (finding,) = tables.findings()
    assert (finding.file, finding.row) == ("data/facts.csv", line)
    assert "UTF-8" in finding.found


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "空"), (b"\n \n", "空"), (b"\xef\xbb\xbfid,label,colour\n", "BOM")],
    ids=["empty", "blank", "BOM"],
)
def test_a_file_that_is_no_table_is_refused(tables: DataFolder, content: bytes, says: str) -> None:
    tables.file("topics").write_bytes(content)
    (finding,) = tables.findings()
    assert finding.file == "data/topics.csv"
    assert says in finding.found


def test_a_missing_file_is_refused(tables: DataFolder) -> None:
    tables.file("claims").unlink()
    (finding,) = tables.findings()
    assert finding.file == "data/claims.csv"


@pytest.mark.parametrize("text", [None, "{", "[]", '{"resources": [{}]}'])
def test_a_broken_description_of_the_tables_is_refused(tables: DataFolder, text: str | None) -> None:
    descriptor = tables.path / "datapackage.json"
    descriptor.unlink()
    if text is not None:
        descriptor.write_text(text, encoding="utf-8")
    assert [each.file for each in tables.findings()] == ["data/datapackage.json"]


def test_a_line_number_is_the_editor_s_after_a_cell_of_several_lines(tables: DataFolder) -> None:
    tables.edit("facts", "village.merged", "note", "一行\n两行")
    line = tables.line("facts", "party.members")
    tables.edit("facts", "party.members", "unit", "位")
    assert ("data/facts.csv", line, "unit") in places(tables.findings())


def test_a_schema_fault_s_line_is_the_editor_s_after_a_cell_of_several_lines(tables: DataFolder) -> None:
    tables.edit("facts", "village.merged", "note", "一行\n两行")
    line = tables.line("facts", "party.members")
    tables.edit("facts", "party.members", "value", "134名")
    assert places(tables.findings()) == [("data/facts.csv", line, "value")]


SCHEMA_FAULTS = [
    ("facts", "party.members", "value", "134名"),
    ("facts", "tobacco.jobs", "grade", "guessed"),
    ("claims", "claim.open_n", "source", "hearsay"),
    ("milestones", "event.homes", "date", "二〇一八年"),
]
MEANING_FAULTS = [
    ("facts", "party.members", "unit", "位"),
    ("facts", "village.farmland", "value", "41251"),
    ("facts", "centre.floor", "hedge", "at_least"),
    ("claims", "claim.open_n", "note", "{party.nobody}"),
    ("milestones", "event.homes", "fact", "housing.nothing"),
    ("indicators", "support.funds_per_person", "formula", "support.funds + support.people"),
]


@pytest.mark.parametrize("faults", [SCHEMA_FAULTS, MEANING_FAULTS], ids=["schema", "meaning"])
def test_all_findings_come_at_once(tables: DataFolder, faults: list[tuple[str, str, str, str]]) -> None:
    expected = {(f"data/{table}.csv", tables.line(table, row_id)) for table, row_id, _, _ in faults}
    for fault in faults:
        tables.edit(*fault)
    assert expected <= {(each.file, each.row) for each in tables.findings()}


def test_every_finding_says_what_was_found_expected_and_how_to_mend_it(tables: DataFolder) -> None:
    for fault in SCHEMA_FAULTS:
        tables.edit(*fault)
    for finding in tables.findings():
        assert finding.found and finding.expected and finding.mend
        assert all(part in str(finding) for part in (finding.file, finding.found, finding.mend))


def test_a_fault_in_one_row_is_reported_once(tables: DataFolder) -> None:
    tables.edit("facts", "party.members", "unit", "位")
    found = places(tables.findings())
    assert found == [("data/facts.csv", tables.line("facts", "party.members"), "unit")]


def test_an_error_carries_all_its_findings() -> None:
    row = Row("data/facts.csv", 3, {"id": "a.b"})
    findings = [row.finding("id", "cell-empty"), Finding("data/x.csv", "丁", "戊", "己")]
    error = CasebookError(findings)
    assert error.findings == tuple(findings)
    assert str(error).splitlines() == [
        "data/facts.csv 第3行，“id”列：这一格是空的。应为：这一列必须填写。改法：填上这一格。",
        "data/x.csv：丁。应为：戊。改法：己。",
    ]
