"""Documents: the text of a report with stable addresses, read from PubMed, JATS, HTML, PDF or plain text."""
