"""The way to an answer: by differentials and by the chain rule, a reason beside every step."""
