"""The conversation with readers: what leaves.

Belongs here: counting (statistics), disclosure control, figures, sentences, documents. Figures, sentences and
documents see only the ProtectedTable of reports.disclosure. Does not belong here: dagster, SQL, files from offices.
"""
