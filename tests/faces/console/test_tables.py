"""The list machine: its whole state is in the address, and nonsense there does no harm."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from iamconsole.console.table_specs import TableState
from iamconsole.console.tables import Table, whole
from iamconsole.paging import MOST_COUNTED
from tests.faces.console.gallery import PEOPLE, Person, people


def state(address: str) -> TableState:
    return PEOPLE.state(RequestFactory().get(address))


def table(address: str, count: int = 192, is_more: bool = False) -> Table[Person]:
    rows = people()[:50]
    return Table(state=state(address), rows=rows, count=count, is_more=is_more, total=192)


def test_a_plain_address_means_the_defaults() -> None:
    assert state("/users").params() == {"sort": "name", "page_number": 1, "page_size": 50}


def test_an_address_says_everything_that_decides_the_rows() -> None:
    asked = state("/users?q=ada&mfa=none&sort=-active&page=3&size=25")
    assert asked.params() == {
        "search": "ada",
        "mfa": "none",
        "sort": "-active",
        "page_number": 3,
        "page_size": 25,
    }


def test_an_address_is_written_as_it_is_read() -> None:
    address = "/users?q=ada&mfa=none&sort=-active&page=3&size=25&columns=name%2Cpath"
    assert state(address).url(page=3) == address


@pytest.mark.parametrize(
    "nonsense",
    [
        "page=0",
        "page=-1",
        "page=x",
        "page=201",
        "page=9999999",
        "page=²",
        "size=7",
        "size=1000000",
        "sort=mfa",
        "sort=--name",
        "sort=password",
        "mfa=maybe",
        "columns=secret",
        "other=1",
        "page=1&page=",
    ],
)
def test_what_makes_no_sense_in_an_address_counts_as_absent(nonsense: str) -> None:
    assert state(f"/users?{nonsense}").params() == state("/users").params()


@pytest.mark.parametrize("change", [{"search": "b"}, {"sort": "-name"}, {"size": 25}])
def test_a_change_of_the_rows_starts_at_the_first_page(change: dict[str, object]) -> None:
    assert "page=" not in state("/users?page=4").url(**change)


def test_a_sort_link_turns_the_order_of_its_own_column_round() -> None:
    name, _groups, active, *_rest = table("/users?sort=name").headings
    assert (name.direction, name.url) == ("ascending", "/users?sort=-name")
    assert (active.direction, active.url) == ("none", "/users?sort=active")


def test_a_filter_in_force_is_a_token_that_can_be_taken_away() -> None:
    (token,) = table("/users?mfa=none&q=ada").tokens
    assert token.words == "MFA: None"
    assert token.url == "/users?q=ada"


def test_the_count_names_what_matches_and_what_there_is() -> None:
    assert table("/users").count_words == "192 users"
    assert table("/users?q=ada", count=24).count_words == "24 of 192 users"
    one = Table(state=state("/users"), rows=people()[:1], count=1)
    assert one.count_words == "1 user"


def test_a_count_that_was_not_finished_says_so() -> None:
    assert table("/users", MOST_COUNTED).count_words == "10,000 users"
    assert table("/users", MOST_COUNTED, is_more=True).count_words == "10,000+ users"


def test_pages_end_where_counting_ends() -> None:
    last = table("/users?page=200", MOST_COUNTED, is_more=True)
    assert last.pages == 200
    assert last.next_url == ""
    assert last.is_cut


def test_the_pager_knows_where_it_is() -> None:
    second = table("/users?page=2")
    assert second.range_words == "51–100 of 192"
    assert second.page_words == "Page 2 of 4"
    assert second.previous_url == "/users"
    assert second.next_url == "/users?page=3"


def test_chosen_columns_are_kept_in_their_order_through_every_link() -> None:
    chosen = table("/users?column=path&column=name")
    assert [column.name for column in chosen.columns] == ["path", "name"]
    assert chosen.state.url(search="x") == "/users?q=x&columns=path%2Cname"


def test_a_whole_list_sorts_itself_with_unknown_values_last() -> None:
    request = RequestFactory().get("/x?sort=-active")
    rows = whole(PEOPLE, request, people()).rows
    known = [row.last_active for row in rows if row.last_active]
    assert known == sorted(known, reverse=True)
    assert rows[-1].last_active is None


def test_the_page_offers_a_way_out_when_nothing_matches(gallery: Client) -> None:
    page = gallery.get("/users?q=nobody").content.decode()
    assert "Nothing matches." in page
    assert 'value="nobody"' in page
    assert '<a class="button" href="/users">Show everything</a>' in page


def test_the_page_says_what_an_empty_list_is_for(gallery: Client) -> None:
    page = gallery.get("/users?empty=1").content.decode()
    assert "A user is a person or a program." in page
    assert "<table" not in page


def test_the_page_leads_back_from_beyond_the_end(gallery: Client) -> None:
    page = gallery.get("/users?page=9").content.decode()
    assert "The list does not reach this far." in page


def test_a_search_is_escaped_wherever_it_is_shown(gallery: Client) -> None:
    page = gallery.get("/users", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page
