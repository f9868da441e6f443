"""From records to the published review: statistics, disclosure control, tables, figures, sentences, documents.

Belongs here: everything between accepted records and published files. Figures, sentences and documents see only the
ProtectedTable of reports.published. Does not: dagster, SQL, files from offices.
"""
