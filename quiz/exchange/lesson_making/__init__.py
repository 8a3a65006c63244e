"""From files of questions to the texts of new lessons, and the report of what became of each."""
