"""Small numbers in words, as messages say them."""

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ORDINALS = ("zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def number_word(number: int) -> str:
    """Three for 3; figures where no word is short."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def ordinal_word(number: int) -> str:
    """Third for 3; figures where no word is short."""
    return _ORDINALS[number] if number < len(_ORDINALS) else f"{number}th"
