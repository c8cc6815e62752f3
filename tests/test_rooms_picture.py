"""The picture of the rooms tells what the modules import."""

from rooms_picture import PICTURE, drawing, floors, needed, purpose


def test_the_picture_shows_the_rooms_as_they_are():
    assert PICTURE.read_text("utf-8") == drawing(), "draw it again: python tests/rooms_picture.py"


def test_an_arrow_that_others_say_is_left_out():
    assert needed({("a", "b"), ("b", "c"), ("a", "c")}) == {("a", "b"), ("b", "c")}


def test_the_picture_holds_nothing_that_markdown_reads():
    # It stands in a page of Markdown, and what ends the picture there takes the rest of the rooms with it.
    assert "`" not in drawing()
    assert "\n\n" not in drawing()


def test_what_a_room_is_for_stands_beside_its_name():
    told = {room: purpose(room) for room in floors()}
    assert {room for room, said in told.items() if len(said) < 8 or said.count("(") != said.count(")")} == set()
    # So many letters have room on a floor.
    assert {room for room, said in told.items() if len(room) + len(said) > 70} == set()
