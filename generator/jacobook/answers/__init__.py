"""Rules answered, remembered, compared with those accepted, and locked."""
