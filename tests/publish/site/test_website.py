"""What MkDocs says is passed on as far as it helps."""

from jacobook.publish.site.website import _messages


def test_complaints_are_kept_and_the_rest_is_left_out():
    output = (
        "INFO    -  Cleaning site directory\n"
        "WARNING -  Doc file 'index.md' contains a link 'nowhere.md', but the target is not found.\n"
        "INFO    -  Building documentation\n"
        "  that goes on\n"
        "ERROR   -  a.md: this formula cannot be typeset\n"
        "  \\frac{1\n"
        "  ^\n"
        "\n"
        "Aborted with 2 warnings in strict mode!\n"
    )
    assert _messages(output) == [
        "Doc file 'index.md' contains a link 'nowhere.md', but the target is not found.",
        "a.md: this formula cannot be typeset",
        "  \\frac{1",
        "  ^",
    ]


def test_a_traceback_is_reduced_to_its_last_line():
    output = (
        "INFO    -  Building documentation\n"
        "Traceback (most recent call last):\n"
        '  File "x.py", line 1, in <module>\n'
        "    main()\n"
        "OSError: [Errno 28] No space left on device\n"
    )
    assert _messages(output) == ["OSError: [Errno 28] No space left on device"]
