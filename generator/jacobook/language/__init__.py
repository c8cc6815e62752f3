"""The small language of rules and questions: text in, typed expression out."""
