"""The words of the field: codes, areas, indicators, errors. No files, no pandas, no Streamlit."""
